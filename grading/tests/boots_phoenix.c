/* phoenix, by Multiboot: QEMU's -kernel is version 1, GRUB's CD-ROM version 2.
   SPDX-License-Identifier: MIT */
#include "grading/tests/boots.h"

/* A table is read by its columns. */
// clang-format off
MAP(hole_at_16, LOW, USABLE(MiB, 64 * MiB), RESERVED(16 * MiB, 16 * MiB + 1));
MAP(hole_in_bootstrap, LOW, USABLE(MiB, 0x10f000), USABLE(0x10f001, 64 * MiB));
MAP(hole_in_bss, LOW, USABLE(MiB, 64 * MiB), { 0x10d0000, 1, E820_BAD, E820_ENABLED });
MAP(hole_in_stack, LOW, USABLE(MiB, 0x10ff000), USABLE(0x1100000, 64 * MiB));
MAP(hole_in_tables, LOW, USABLE(MiB, 64 * MiB), RESERVED(0x1104fff, 0x1105000));
MAP(disabled, LOW, { MiB, 63 * MiB, E820_USABLE, 0 });
MAP(no_pool, LOW, USABLE(MiB, 0x110000), USABLE(16 * MiB, 0x110a000));
MAP(small_pool, LOW, USABLE(MiB, 0x110000), USABLE(16 * MiB, 0x110a000 + 32 * PAGE_SIZE));
MAP(pieces, LOW, USABLE(48 * MiB, 64 * MiB), USABLE(MiB, 4 * MiB), USABLE(4 * MiB, 40 * MiB));
MAP(holes, LOW, USABLE(MiB, 64 * MiB), RESERVED(0x200800, 0x201800), RESERVED(32 * MiB, 48 * MiB));
MAP(too_much, LOW, USABLE(MiB, 64 * MiB), USABLE(2 * TiB - MiB, 2 * TiB + PAGE_SIZE));
MAP(most, ENTRIES_255);

#define NONE "bootstrap: the memory map has no usable memory for the "
#define CPU  "bootstrap: this CPU "
static const struct row rows[] = {
    /* With 1 MiB there is no memory for any of our code: QEMU jumps to where nothing is. */
    { "2 MiB", 0, 2, .on = QUICK, .refuses = NONE "kernel code and data, facts A4 A5" },
    { "16 MiB", 1, 16, .on = QUICK, .refuses = NONE "kernel code and data, facts A4 A5" },
    { "17 MiB", 2, 17, .on = QUICK, .refuses = NONE "kernel BSS, fact A5" },
    { "17 MiB: GRUB cannot load the file", 2, 17, .on = SLOW, .screen = "error: out of memory." },
    { "18 MiB", 0, 18, .on = QUICK },
    { "18 MiB", 2, 18, ALL },
    { "1 GiB", 1, 1024, .on = SLOW },
    { "3 GiB", 1, 3072, .on = GRUB },
    { "64 GiB, q35", 2, 65536, .on = GRUB, .chipset = "q35" },
    { "qemu64", 2, 64, .on = QUICK, .cpu = "qemu64" },
    { "no NX", 2, 64, .on = QUICK, .cpu = "qemu64,-nx",
      .refuses = CPU "cannot forbid execution (CPUID 80000001h, EDX bit 20)" },
    { "a Pentium", 1, 64, .on = QUICK, .cpu = "pentium",
      .refuses = CPU "has no long mode (CPUID 80000001h, EDX bit 29), fact A8" },
    { "a 486", 0, 64, .on = QUICK, .cpu = "486" },

    /* The allocator's own: three tables and pages for its books, two for the ledger. */
    { "18 MiB", 3, 18, .on = QUICK | GRUB, .frames = 4033 },
    { "64 MiB", 3, 64, .on = QUICK | GRUB, .frames = 15809 },
    { "64 MiB", 3, 64, .on = SLOW, .frames = 15825 },
    { "3 GiB", 3, 3072, .on = GRUB },
    { "6 GiB, q35", 3, 6144, .on = QUICK, .chipset = "q35" },
    { "64 GiB", 3, 65536, .on = QUICK | GRUB },
    { "1 TiB", 3, 1 << 20, .on = QUICK, .cpu = "max,phys-bits=46" },
    { "hardly any pool", 3, 64, .on = QUICK, PLANT(no_pool),
      .refuses = "refused: no usable memory from 0x100000 up for the frame allocator, fact A1" },
    { "a pool of 32 frames", 3, 64, BOTH, PLANT(small_pool), .frames = 27 },
    { "in pieces, unsorted", 3, 64, BOTH, PLANT(pieces), .frames = 13793 },
    { "holes", 3, 64, .on = QUICK, PLANT(holes), .frames = 11743 },
    { "255 entries", 3, 64, .on = QUICK, PLANT(most), .frames = 7902 },
    { "more than 2 TiB", 3, 64, BOTH, PLANT(too_much),
      .refuses = "refused: usable memory up to 0x20000001000; this layout has room for "
                 "0x20000000000, fact A12" },

    { "hole at 16 MiB", 0, 64, ALL, PLANT(hole_at_16),
      .refuses = NONE "kernel code and data, facts A4 A5" },
    { "hole in the bootstrap", 0, 64, .on = QUICK, PLANT(hole_in_bootstrap),
      .refuses = NONE "bootstrap, fact A2" },
    { "hole in the BSS", 1, 64, .on = SLOW, PLANT(hole_in_bss),
      .refuses = NONE "kernel BSS, fact A5" },
    { "hole in the stack", 1, 64, .on = QUICK, PLANT(hole_in_stack),
      .refuses = NONE "kernel stack, fact A5" },
    { "hole in the tables", 2, 64, .on = QUICK, PLANT(hole_in_tables),
      .refuses = NONE "PML4, fact A6" },
    { "memory disabled", 2, 64, .on = GRUB, PLANT(disabled),
      .refuses = NONE "bootstrap, fact A2" },
};
// clang-format on
ROWS(phoenix);
