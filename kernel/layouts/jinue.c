/* jinue: a 32-bit microkernel, loaded by a Linux boot loader at 1 MiB, moved to 16 MiB and seen at
   3 GiB. The facts are E1 to E25 of its document. SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

/* A table is read by its columns. */
// clang-format off
#define LOADED   { PHASE_LOAD | PHASE_TABLES | PHASE_KERNEL, 0, 1 }
#define SET_UP   { PHASE_TABLES | PHASE_KERNEL, 0, 1 }
#define BOOT_MAP { PHASE_TABLES | PHASE_KERNEL, 1, 1 }
#define EARLY    { PHASE_TABLES | PHASE_KERNEL, 1, 3 }
#define FROM(c)  { PHASE_KERNEL, c, LAST_CHAPTER }

static const struct phys_region phys[] = {
    { "SETUP32", "32-bit setup", 0x100000, 0x1000, USE_DATA, LOADED, "E2 E4",
      "a single page; image_start" },
    { "OLD", "unused: moved to 16 MiB", 0x100000, 0x83000, USE_DATA, FROM(2), "E13 E16",
      "image and allocations, up to the page tables" },
    { "KERNEL", "kernel's ELF file", 0x101000, 0x3f000, USE_IMAGE, LOADED, "E2 E4",
      "kernel_start; runs in place. The data segment's place is its second half: in the file"
      " the data to be copied, in virtual memory the copy" },
    { "PROC", "user-space loader's ELF file", 0x140000, 0x10000, USE_DATA, LOADED, "E2 E4",
      "proc_start; ends at image_top" },
    { "BOOT_HEAP", "boot heap", 0x150000, 0x4000, USE_DATA, SET_UP, "E5 E6 E7",
      "bootinfo comes first; grows up" },
    { "KERNEL_STACK", "boot stack", 0x154000, 0xc000, USE_DATA, SET_UP, "E5 E6",
      "grows down towards the heap" },
    { "DATA", "copy of the data segment", 0x160000, 0x4000, USE_DATA, SET_UP, "E5 E6 E11",
      "data_physaddr" },
    { "KERNEL_BSS", "zero-padding of the copy", 0x164000, 0x1c000, USE_DATA, SET_UP, "E6 E11", "" },
    { "ADDRESS_MAP", "address map", 0x180000, 0x2000, USE_DATA, SET_UP, "E5 E6",
      "a count, then 24 bytes an entry" },
    { "COMMAND_LINE", "kernel command line", 0x182000, 0x1000, USE_DATA, SET_UP, "E5 E6", "" },
    { "OLD_TABLES", "unused: initial page tables", 0x183000, 0x6000, USE_DATA, FROM(4), "E17",
      "discarded for those of the row RUNTIME; boot_end, so that none is the pool's" },
    { "PT_1MB", "PT of the first 2 MiB", 0x183000, 0x1000, USE_TABLES, EARLY, "E6 E9 E17", "" },
    { "PT_16MB", "PT from 16 MiB", 0x184000, 0x1000, USE_TABLES, EARLY, "E6 E10 E17", "" },
    { "PT_20MB", "PT from 20 MiB", 0x185000, 0x1000, USE_TABLES, EARLY, "E6 E10 E17", "" },
    { "PT_24MB", "PT from 24 MiB", 0x186000, 0x1000, USE_TABLES, EARLY, "E6 E10 E17", "" },
    { "PT_KLIMIT", "PT from KLIMIT", 0x187000, 0x1000, USE_TABLES, EARLY, "E6 E11 E14 E17", "" },
    { "PD", "initial page directory", 0x188000, 0x1000, USE_ROOT, EARLY, "E6 E17",
      "ends at boot_end" },
    { "MOVED", "kernel image and allocations, moved", 0x1000000, 0x83000, USE_DATA, FROM(2),
      "E13 E14 E15", "frees memory that ISA DMA can reach" },
};

static const struct virt_region virt[] = {
    { "IDENTITY", "identity map", 0, 1 * MiB, BACK_FIXED, 0, RIGHT_W, EARLY, "E9",
      "VGA text memory, the boot loader's data" },
    { "IDENTITY_IMAGE", "identity map of the image", 0x100000, 0x50000, BACK_FIXED, 0x100000,
      RIGHT_X, EARLY, "E9", "read-only" },
    { "IDENTITY_REST", "identity map to 2 MiB", 0x150000, 0xb0000, BACK_FIXED, 0x150000, RIGHT_W,
      EARLY, "E9", "" },
    { "MAP2", "identity map from 16 MiB", 0x1000000, 12 * MiB, BACK_FIXED, 0x1000000, RIGHT_W,
      EARLY, "E10", "BOOT_SIZE_AT_16MB" },
    { "BOOT_IMAGE", "setup and kernel at KLIMIT", 0xc0000000, 0x20000, BACK_FIXED, 0x100000,
      RIGHT_X, BOOT_MAP, "E11", "read-only" },
    { "SETUP_WINDOW", "32-bit setup", 0xc0000000, 0x1000, BACK_FIXED, 0x1000000, 0, FROM(2),
      "E11 E14", "" },
    { "IMAGE", "kernel code and constants", 0xc0001000, 0x1f000, BACK_IMAGE, 0x1001000, 0, FROM(2),
      "E11 E14", "" },
    { "BOOT_DATA", "data segment at boot", 0xc0020000, 0x20000, BACK_FIXED, 0x160000, RIGHT_W,
      BOOT_MAP, "E11", "the one exception of the linear map: the copy at its place in the image" },
    { "DATA_WINDOW", "data segment", 0xc0020000, 0x20000, BACK_FIXED, 0x1060000, RIGHT_W, FROM(2),
      "E11 E14", "" },
    { "BOOT_PROC", "user-space loader at KLIMIT", 0xc0040000, 0x10000, BACK_FIXED, 0x140000, 0,
      BOOT_MAP, "E11", "" },
    { "PROC_WINDOW", "user-space loader's ELF file", 0xc0040000, 0x10000, BACK_FIXED, 0x1040000, 0,
      FROM(2), "E11 E14", "" },
    { "BOOT_REST", "allocations at KLIMIT", 0xc0050000, 0x33000, BACK_FIXED, 0x150000, RIGHT_W,
      BOOT_MAP, "E11", "up to, but without, the initial page tables" },
    { "REST_WINDOW", "initial allocations", 0xc0050000, 0x33000, BACK_FIXED, 0x1050000, RIGHT_W,
      FROM(2), "E11 E14", "" },
    { "VGA", "VGA text buffer", 0xc0083000, 0x8000, BACK_FIXED, 0xb8000, RIGHT_W, FROM(4),
      "E22 E23", "no identity map shows it any longer" },
    { "RUNTIME", "pages for run-time allocation", 0xc008b000, 0xb75000, BACK_FIXED, 0x1083000,
      RIGHT_W, FROM(4), "E23", "the frames behind the copy, up to KLIMIT + BOOT_SIZE_AT_16MB" },
    { "SCRATCH", "scratch pages", 0xffffe000, 0x2000, BACK_FRAMES, 0, RIGHT_W, FROM(4), "",
      "ours: frames that no row shows are reached here, one at a time" },
};
// clang-format on

const struct layout layout_jinue = {
    .name = "jinue",
    .document = "phaubertin/jinue, memory layout",
    .road = ROAD_LINUX,
    .mode = &page_mode_32bit,
    .mode_facts = "E8",
    .phys = phys,
    .nphys = ARRAY_SIZE(phys),
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 0x189000, /* boot_end */
    .pool_fact = "E16",
};
