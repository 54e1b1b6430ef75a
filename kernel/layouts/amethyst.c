/* amethyst: a 32-bit kernel, loaded by GRUB at 1 MiB, at 3 GiB and again at 0xf0000000. The facts
   are B1 to B21 of its document. SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

/* A table is read by its columns. */
// clang-format off
#define UNTIL(c)     { PHASE_TABLES | PHASE_KERNEL, 1, c }
#define ALWAYS       { PHASE_LOAD | PHASE_TABLES | PHASE_KERNEL, 0, LAST_CHAPTER }
#define BOOT_FROM(c) { PHASE_TABLES | PHASE_KERNEL, c, LAST_CHAPTER }
#define FROM(c)      { PHASE_KERNEL, c, LAST_CHAPTER }

static const struct phys_region phys[] = {
    { "BITMAP", "frame bitmap", 0x60000, 0x20000, USE_DATA, FROM(3), "B7 B9 B10",
      "128 KiB = 1024 x 1024 / 8: a bit for each frame of 4 GiB" },
    { "BOOTSTRAP", "bootstrap", 0x100000, 0x10000, USE_DATA, ALWAYS, "B4",
      "the file's first part: GRUB looks for its header there" },
    { "KERNEL", "kernel code and data", 0x110000, 0x70000, USE_IMAGE, ALWAYS, "B4", "" },
    { "KERNEL_BSS", "kernel BSS", 0x180000, 0x40000, USE_DATA, ALWAYS, "B4", "" },
    { "KERNEL_STACK", "kernel stack", 0x1c0000, 0x10000, USE_DATA, ALWAYS, "B4", "" },
    { "PD", "page directory", 0x1d0000, 0x1000, USE_ROOT, BOOT_FROM(1), "B20", "" },
    { "IDENTITY_PT", "PT of the identity map", 0x1d1000, 0x1000, USE_TABLES, UNTIL(1), "B20", "" },
    { "PT", "PT of the first 4 MiB", 0x1d2000, 0x1000, USE_TABLES, BOOT_FROM(1), "B1 B20", "" },
    { "MODULES", "Multiboot modules", 0x1d3000, 0x22d000, USE_MODULES, ALWAYS, "B4",
      "boot loaders put them behind the kernel; what lies there is never the frame pool's" },
};

static const struct virt_region virt[] = {
    { "IDENTITY", "identity map", 0, 4 * MiB, BACK_FIXED, 0, RIGHT_W | RIGHT_X, UNTIL(1), "B20 B21",
      "so that the instruction after mov cr0 still has an address" },
    { "BOOT_WINDOW", "kernel window at boot", 0xc0000000, 4 * MiB, BACK_FIXED, 0,
      RIGHT_W | RIGHT_X, UNTIL(1), "B1 B20", "all rights until the kernel knows its sections" },
    { "WINDOW", "low memory", 0xc0000000, 1 * MiB, BACK_FIXED, 0, RIGHT_W, FROM(2), "B1 B2 B3 B14",
      "512 KiB for the kernel's structures, then the hardware's: VGA memory, the BIOS" },
    { "BOOTSTRAP_WINDOW", "bootstrap", 0xc0100000, 0x10000, BACK_FIXED, 0x100000, 0, FROM(2),
      "B1 B14", "boot information, memory map and the modules' names: constants by now" },
    { "IMAGE", "kernel code and data", 0xc0110000, 0x70000, BACK_IMAGE, 0x110000, RIGHT_W, FROM(2),
      "B1 B14", "code and constants read-only: 32-bit paging knows no more of W^X" },
    { "BSS_WINDOW", "kernel BSS", 0xc0180000, 0x40000, BACK_FIXED, 0x180000, RIGHT_W, FROM(2),
      "B1 B14", "" },
    { "STACK_WINDOW", "kernel stack", 0xc01c0000, 0x10000, BACK_FIXED, 0x1c0000, RIGHT_W, FROM(2),
      "B1 B14", "" },
    { "TABLE_WINDOW", "page tables", 0xc01d0000, 0x3000, BACK_FIXED, 0x1d0000, RIGHT_W, FROM(2),
      "B1 B14", "" },
    { "MODULE_WINDOW", "Multiboot modules", 0xc01d3000, 0x22d000, BACK_FIXED, 0x1d3000, 0, FROM(2),
      "B1 B4 B14", "what the boot loader loads behind the kernel; never written" },
    { "SCRATCH", "scratch pages", 0xefffe000, 0x2000, BACK_FRAMES, 0, RIGHT_W, FROM(4), "",
      "ours: frames beyond the first 4 MiB are reached here, one at a time" },
    { "CORE", "kernel code and core data", 0xf0000000, 4 * MiB, BACK_ALIAS, 0xc0000000, 0, FROM(2),
      "B13 B15", "one page table for PDE 768 and PDE 960: both addresses of the document" },
    { "CORE_GAP", "not used", 0xf0400000, 12 * MiB, BACK_NOTHING, 0, 0, FROM(4), "", "" },
    { "STACK_GAP", "not used", 0xff000000, 8 * MiB, BACK_NOTHING, 0, 0, FROM(4), "", "" },
    { "SELF", "page tables, by self-reference", 0xffc00000, 4 * MiB, BACK_SELF, 0x1d0000, RIGHT_W,
      FROM(4), "B19", "PDE 1023 links to the directory: the last page is the directory itself" },
};
// clang-format on

const struct layout layout_amethyst = {
    .name = "amethyst",
    .document = "JackScottAU/Amethyst, memory management",
    .road = ROAD_MULTIBOOT1,
    .mode = &page_mode_32bit,
    .mode_facts = "B20",
    .phys = phys,
    .nphys = ARRAY_SIZE(phys),
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 4 * MiB,
    .pool_fact = "B1",
};
