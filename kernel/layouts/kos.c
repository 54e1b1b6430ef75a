/* kos: a 64-bit kernel, loaded by GRUB at 16 MiB, at −2 GiB, whose memory a server in user space
   manages. The facts are D1 to D14 of its document, "Kernel memory layout" of CaptainBern/k_os.
   SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

/* A table is read by its columns. */
// clang-format off
#define ALWAYS       { PHASE_LOAD | PHASE_TABLES | PHASE_KERNEL, 0, LAST_CHAPTER }
#define UNTIL(c)     { PHASE_TABLES | PHASE_KERNEL, 1, c }
#define FROM(c)      { PHASE_KERNEL, c, LAST_CHAPTER }
#define BETWEEN(c, d) { PHASE_KERNEL, c, d }

static const struct phys_region phys[] = {
    { "BOOTSTRAP", "bootstrap", 0x100000, 0x10000, USE_DATA, ALWAYS, "D14",
      "what GRUB starts; the boot information stays here" },
    { "KERNEL", "kernel code and data", 0x1000000, 0xc0000, USE_IMAGE, ALWAYS, "D10 D14", "" },
    { "KERNEL_BSS", "kernel BSS", 0x10c0000, 0x30000, USE_DATA, ALWAYS, "D10", "" },
    { "KERNEL_STACK", "kernel stack", 0x10f0000, 0x10000, USE_DATA, ALWAYS, "D10", "" },
    { "SPACE", "kernel page tables", 0x1100000, 0x5000, USE_DATA, FROM(2), "D12",
      "the kernel builds them itself, and switches to them: the PML4 first" },
    { "HANDOVER", "hand-over list", 0x1105000, 0x3000, USE_DATA, FROM(3), "D12",
      "the memory that the server in user space will own" },
    { "IDENTITY_PDPT", "PDPT of the identity map", 0x1108000, 0x1000, USE_TABLES, UNTIL(1), "",
      "" },
    { "IDENTITY_PD", "PD of the identity map", 0x1109000, 0x1000, USE_TABLES, UNTIL(1), "", "" },
    { "IDENTITY_PT", "PT of 0-2 MiB, identity", 0x110a000, 0x1000, USE_TABLES, UNTIL(1), "", "" },
    { "IDENTITY_KERNEL_PT", "PT of 16-18 MiB, identity", 0x110b000, 0x1000, USE_TABLES, UNTIL(1),
      "", "" },
    { "PML4", "first PML4", 0x110c000, 0x1000, USE_ROOT, UNTIL(1), "",
      "the first tables are the bootstrap's: free memory once the kernel has its own" },
    { "PDPT", "first PDPT at -2 GiB", 0x110d000, 0x1000, USE_TABLES, UNTIL(1), "", "" },
    { "PD", "first PD at -2 GiB", 0x110e000, 0x1000, USE_TABLES, UNTIL(1), "", "" },
    { "PT", "first PT of 0-2 MiB", 0x110f000, 0x1000, USE_TABLES, UNTIL(1), "", "" },
    { "KERNEL_PT", "first PT of 16-18 MiB", 0x1110000, 0x1000, USE_TABLES, UNTIL(1), "", "" },
};

static const struct virt_region virt[] = {
    { "IDENTITY", "identity map", 0, 2 * MiB, BACK_FIXED, 0, RIGHT_W | RIGHT_X, UNTIL(1), "",
      "so that the bootstrap's instruction after mov cr0 still has an address" },
    { "IDENTITY_KERNEL", "identity map of the kernel", 16 * MiB, 2 * MiB, BACK_FIXED, 16 * MiB,
      RIGHT_W | RIGHT_X, UNTIL(1), "", "ours: chapter 1's kernel runs where it was loaded" },
    { "DIRECT", "direct mapping", 0xffff800000000000, 64 * TiB, BACK_RAM, 0, RIGHT_W, FROM(4),
      "D4 D6", "as far as there is memory" },
    { "PER_CPU", "per-CPU data", 0xffffff8000000000, 8 * GiB, BACK_FRAMES, 0, RIGHT_W, FROM(7),
      "D8", "16 MiB for each of 512 CPUs; backed for those that are there" },
    { "BOOT_WINDOW", "low memory at boot", 0xffffffff80000000, 2 * MiB, BACK_FIXED, 0,
      RIGHT_W | RIGHT_X, UNTIL(1), "", "" },
    { "WINDOW", "low memory", 0xffffffff80000000, 2 * MiB, BACK_FIXED, 0, RIGHT_W, BETWEEN(2, 3),
      "", "ours: VGA memory and boot information, until the direct mapping shows them" },
    { "BOOT_KERNEL", "kernel at boot", 0xffffffff81000000, 2 * MiB, BACK_FIXED, 0x1000000,
      RIGHT_W | RIGHT_X, UNTIL(1), "D10", "the kernel, and room for its page tables" },
    { "IMAGE", "kernel image", 0xffffffff81000000, 0xc0000, BACK_IMAGE, 0x1000000, RIGHT_W, FROM(2),
      "D10", "-2 GiB + 16 MiB; sections W^X, the rest of the load area writable" },
    { "BSS_WINDOW", "kernel BSS", 0xffffffff810c0000, 0x30000, BACK_FIXED, 0x10c0000, RIGHT_W,
      FROM(2), "D10", "" },
    { "STACK_WINDOW", "kernel stack", 0xffffffff810f0000, 0x10000, BACK_FIXED, 0x10f0000, RIGHT_W,
      FROM(2), "D10", "" },
    { "SPACE_WINDOW", "kernel page tables", 0xffffffff81100000, 0x5000, BACK_FIXED, 0x1100000,
      RIGHT_W, BETWEEN(2, 3), "D10 D12", "ours: as low memory's" },
    { "HANDOVER_WINDOW", "hand-over list", 0xffffffff81105000, 0x3000, BACK_FIXED, 0x1105000,
      RIGHT_W, FROM(3), "D12", "" },
};
// clang-format on

const struct layout layout_kos = {
    .name = "kos",
    .document = "CaptainBern/k_os, Kernel memory layout",
    .road = ROAD_MULTIBOOT2,
    .mode = &page_mode_4level,
    .mode_facts = "D1 D2",
    .phys = phys,
    .nphys = ARRAY_SIZE(phys),
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 1 * MiB,
    .pool_fact = "D12",
    .memory_limit = 64 * TiB,
    .memory_limit_fact = "D4",
    .large_pages = 2 * MiB | GiB,
};
