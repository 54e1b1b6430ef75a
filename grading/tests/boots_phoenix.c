/* phoenix, by Multiboot: QEMU's -kernel is version 1, GRUB's CD-ROM version 2. How many frames are
   free depends on its allocator's books. SPDX-License-Identifier: MIT */
#include "grading/tests/boots.h"

/* A table is read by its columns. */
// clang-format off
MAP(hole_at_16, LOW, USABLE(MiB, 64 * MiB), RESERVED(16 * MiB, 16 * MiB + 1));
MAP(hole_in_bootstrap, LOW, USABLE(MiB, 0x10f000), USABLE(0x10f001, 64 * MiB));
MAP(hole_in_bss, LOW, USABLE(MiB, 64 * MiB), { 0x10d0000, 1, E820_BAD, E820_ENABLED });
MAP(hole_in_stack, LOW, USABLE(MiB, 0x10ff000), USABLE(0x1100000, 64 * MiB));
MAP(hole_in_tables, LOW, USABLE(MiB, 64 * MiB), RESERVED(0x1104fff, 0x1105000));
MAP(disabled, LOW, { MiB, 63 * MiB, E820_USABLE, 0 });
MAP(pieces, USABLE(0x1080000, 64 * MiB), USABLE(0x108000, 0x1080000), LOW, USABLE(MiB, 0x108000));
MAP(no_low, USABLE(MiB, 64 * MiB));
MAP(most, ENTRIES_255);
MAP(wraps_up, LOW, { MiB, ~0ull, E820_USABLE, E820_ENABLED }, RESERVED(64 * MiB, 1ull << 52));
MAP(wraps_down, { 0x150000, -0x10000ull, E820_USABLE, E820_ENABLED }, USABLE(0, 0x150000));
MAP(least, USABLE(MiB, 0x110000), USABLE(16 * MiB, 0x110a000));
MAP(more, USABLE(MiB, 0x14c000), USABLE(16 * MiB, 0x110a000));
MAP(beyond, LOW, USABLE(MiB, 64 * MiB), USABLE(2 * TiB, 2 * TiB + PAGE_SIZE));

#define NONE "bootstrap: the memory map has no usable memory for the "
#define CPU  "bootstrap: this CPU "
#define LIMIT(end) \
    "refused: usable memory up to 0x" #end "; this layout has room for 0x20000000000, fact A12"
#define NO_POOL \
    "refused: too little usable memory from 0x100000 up for the frame allocator, fact A1"
static const struct row rows[] = {
    /* With 1 MiB there is no memory for any of our code: QEMU jumps to where nothing is. */
    { "2 MiB", 0, 2, .on = QUICK, .refuses = NONE "kernel code and data, facts A4 A5" },
    { "16 MiB", 1, 16, .on = QUICK, .refuses = NONE "kernel code and data, facts A4 A5" },
    { "17 MiB", 2, 17, .on = QUICK, .refuses = NONE "kernel BSS, fact A5" },
    { "17 MiB", 3, 17, .on = QUICK, .refuses = NONE "kernel BSS, fact A5" },
    { "17 MiB: GRUB cannot load the file", 3, 17, .on = SLOW, .screen = "error: out of memory." },
    { "18 MiB", 0, 18, .on = QUICK },
    { "18 MiB", 3, 18, ALL },
    { "8 MiB, the rest above 4 GiB", 2, 64, .on = QUICK, .chipset = "pc,max-ram-below-4g=8M",
      .refuses = NONE "kernel code and data, facts A4 A5" },
    { "1 GiB", 3, 1024, .on = SLOW },
    { "3 GiB", 3, 3072, .on = GRUB },
    { "6 GiB, q35", 3, 6144, .on = QUICK, .chipset = "q35" },
    { "64 GiB", 3, 65536, .on = QUICK },
    { "64 GiB, q35", 3, 65536, .on = GRUB, .chipset = "q35" },
    { "1 TiB", 3, 1 << 20, .on = QUICK, .cpu = "max,phys-bits=46" },
    { "qemu64", 3, 64, .on = QUICK, .cpu = "qemu64" },
    { "no NX", 3, 64, .on = QUICK, .cpu = "qemu64,-nx",
      .refuses = CPU "cannot forbid execution (CPUID 80000001h, EDX bit 20)" },
    { "a Pentium", 1, 64, .on = QUICK, .cpu = "pentium",
      .refuses = CPU "has no long mode (CPUID 80000001h, EDX bit 29), fact A8" },
    { "a 486", 0, 64, .on = QUICK, .cpu = "486" },

    { "hole at 16 MiB", 0, 64, BOTH, PLANT(hole_at_16),
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
    { "a pool of four pages", 3, 64, .on = QUICK, PLANT(least),
      .refuses = NO_POOL },
    { "a pool of 64 pages", 3, 64, .on = QUICK, PLANT(more) },
    { "no memory below 1 MiB", 3, 64, .on = QUICK, PLANT(no_low) },
    { "in pieces, unsorted", 3, 64, ALL, PLANT(pieces) },
    { "255 entries", 3, 64, .on = QUICK, PLANT(most) },
    { "an entry that wraps to the top", 3, 64, BOTH, PLANT(wraps_up) },
    { "an entry that wraps below itself", 3, 64, .on = QUICK, PLANT(wraps_down),
      .refuses = LIMIT(10000000000000) },
    { "a page above 2 TiB", 3, 64, BOTH, PLANT(beyond), .refuses = LIMIT(20000001000) },
};
// clang-format on
ROWS(phoenix);
