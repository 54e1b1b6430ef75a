/* phoenix: a 64-bit kernel, loaded by GRUB at 16 MiB, in the last GiB of the address space. The
   facts are A1 to A16 of its document, "Memory Mapping" of boulangg/phoenix.
   SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

/* A table is read by its columns. */
// clang-format off
#define ALWAYS       { PHASE_LOAD | PHASE_TABLES | PHASE_KERNEL, 0, LAST_CHAPTER }
#define UNTIL(c)     { PHASE_TABLES | PHASE_KERNEL, 1, c }
#define BOOT_FROM(c) { PHASE_TABLES | PHASE_KERNEL, c, LAST_CHAPTER }
#define FROM(c)      { PHASE_KERNEL, c, LAST_CHAPTER }
#define BETWEEN(c, d) { PHASE_KERNEL, c, d }

static const struct phys_region phys[] = {
    { "BOOTSTRAP", "bootstrap", 0x100000, 0x10000, USE_DATA, ALWAYS, "A2",
      "GRUB's protected mode to long mode; the boot information stays here" },
    { "KERNEL", "kernel code and data", 0x1000000, 0xc0000, USE_IMAGE, ALWAYS, "A4 A5",
      "code first, then constants and data" },
    { "KERNEL_BSS", "kernel BSS", 0x10c0000, 0x30000, USE_DATA, ALWAYS, "A5", "" },
    { "KERNEL_STACK", "kernel stack", 0x10f0000, 0x10000, USE_DATA, ALWAYS, "A5", "" },
    { "IDENTITY_PDPT", "PDPT of the identity map", 0x1100000, 0x1000, USE_TABLES, BOOT_FROM(1),
      "A6", "kept: the document has free memory behind the page tables, none before them" },
    { "IDENTITY_PD", "PD of the identity map", 0x1101000, 0x1000, USE_TABLES, BOOT_FROM(1), "A6",
      "" },
    { "IDENTITY_PT", "PT of 0-2 MiB, identity", 0x1102000, 0x1000, USE_TABLES, BOOT_FROM(1), "A6",
      "" },
    { "IDENTITY_KERNEL_PT", "PT of 16-18 MiB, identity", 0x1103000, 0x1000, USE_TABLES,
      BOOT_FROM(1), "A6", "" },
    { "PML4", "PML4", 0x1104000, 0x1000, USE_ROOT, BOOT_FROM(1), "A6",
      "the early tables are reused: they become the kernel's" },
    { "PDPT", "PDPT of the last 512 GiB", 0x1105000, 0x1000, USE_TABLES, BOOT_FROM(1), "A6", "" },
    { "PD", "PD of the last GiB", 0x1106000, 0x1000, USE_TABLES, BOOT_FROM(1), "A6", "" },
    { "PT", "PT of 0-2 MiB", 0x1107000, 0x1000, USE_TABLES, BOOT_FROM(1), "A6", "" },
    { "KERNEL_PT", "PT of 16-18 MiB", 0x1108000, 0x1000, USE_TABLES, BOOT_FROM(1), "A6", "" },
    { "SCRATCH_PT", "PT of the scratch pages", 0x1109000, 0x1000, USE_DATA, FROM(3), "",
      "ours" },
};

static const struct virt_region virt[] = {
    { "IDENTITY", "identity map", 0, 2 * MiB, BACK_FIXED, 0, RIGHT_W | RIGHT_X, UNTIL(1), "A2",
      "so that the bootstrap's instruction after mov cr0 still has an address" },
    { "IDENTITY_KERNEL", "identity map of the kernel", 16 * MiB, 2 * MiB, BACK_FIXED, 16 * MiB,
      RIGHT_W | RIGHT_X, UNTIL(1), "", "ours: chapter 1's kernel runs where it was loaded" },
    { "LINEAR", "linear mapping", 0xffff800000000000, 2 * TiB, BACK_RAM, 0, RIGHT_W, FROM(4),
      "A11", "as far as there is memory; the heap's start leaves it 2 TiB" },
    { "HEAP", "kernel heap", 0xffff820000000000, 1 * GiB, BACK_FRAMES, 0, RIGHT_W, FROM(5), "A12",
      "the document gives no numbers; these are the real system's" },
    { "MAIN_STACK", "main kernel stack", 0xffff840000000000, 0x10000, BACK_FRAMES, 0, RIGHT_W,
      FROM(6), "A13", "numbers as with A12" },
    { "IST1", "main interrupt stack", 0xffff860000000000, 0x2000, BACK_FRAMES, 0, RIGHT_W, FROM(6),
      "A14", "numbers as with A12" },
    { "BOOT_WINDOW", "low memory at boot", 0xffffffffc0000000, 2 * MiB, BACK_FIXED, 0,
      RIGHT_W | RIGHT_X, UNTIL(1), "", "ours: the first 2 MiB of the kernel's last GiB" },
    { "WINDOW", "low memory", 0xffffffffc0000000, 2 * MiB, BACK_FIXED, 0, RIGHT_W, BETWEEN(2, 3),
      "", "ours: VGA memory and boot information, until the linear mapping shows them" },
    { "BOOT_KERNEL", "kernel at boot", 0xffffffffc1000000, 1 * MiB, BACK_FIXED, 0x1000000,
      RIGHT_W | RIGHT_X, UNTIL(1), "A15", "all rights until the kernel knows its sections" },
    { "IMAGE", "kernel image", 0xffffffffc1000000, 0xc0000, BACK_IMAGE, 0x1000000, RIGHT_W, FROM(2),
      "A15", "-1 GiB + 16 MiB; sections W^X, the rest of the load area writable" },
    { "BSS_WINDOW", "kernel BSS", 0xffffffffc10c0000, 0x30000, BACK_FIXED, 0x10c0000, RIGHT_W,
      FROM(2), "A15", "" },
    { "STACK_WINDOW", "kernel stack", 0xffffffffc10f0000, 0x10000, BACK_FIXED, 0x10f0000, RIGHT_W,
      FROM(2), "A15", "" },
    { "BOOT_TABLES", "kernel page tables at boot", 0xffffffffc1104000, 0x6000, BACK_FIXED,
      0x1104000, RIGHT_W | RIGHT_X, UNTIL(1), "A6", "" },
    { "TABLES_WINDOW", "kernel page tables", 0xffffffffc1104000, 0x6000, BACK_FIXED, 0x1104000,
      RIGHT_W, BETWEEN(2, 3), "A6", "ours: as low memory's" },
    { "RUNS", "frame allocator's bookkeeping", 0xffffffffd0000000, 128 * MiB, BACK_FRAMES, 0,
      RIGHT_W, FROM(3), "", "ours: 568 bytes for every 16 MiB of memory that is in use" },
    { "LEDGER", "ledger of the kernel's own frames", 0xffffffffd8000000, 64 * MiB, BACK_FRAMES, 0,
      RIGHT_W, FROM(3), "", "ours: one bit a frame, set while it is a page table or bookkeeping" },
    { "SCRATCH", "scratch pages", 0xffffffffdc000000, 0x2000, BACK_FRAMES, 0, RIGHT_W,
      BETWEEN(3, 3), "", "ours: frames beyond the windows are reached here, one at a time" },
};
// clang-format on

const struct layout layout_phoenix = {
    .name = "phoenix",
    .document = "boulangg/phoenix, Memory Mapping",
    .road = ROAD_MULTIBOOT2,
    .mode = &page_mode_4level,
    .mode_facts = "A8",
    .phys = phys,
    .nphys = ARRAY_SIZE(phys),
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 1 * MiB,
    .pool_fact = "A1",
    .memory_limit = 2 * TiB,
    .memory_limit_fact = "A12",
};
