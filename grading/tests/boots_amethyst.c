/* amethyst, by Multiboot 1. SPDX-License-Identifier: MIT */
#include "grading/tests/boots.h"

/* A table is read by its columns. */
// clang-format off
MAP(hole_in_bitmap, USABLE(0, 0x60000), RESERVED(0x60000, 0x61000), USABLE(0x61000, 0x9f000),
    USABLE(MiB, 64 * MiB));
MAP(short_of_bitmap, USABLE(0, 0x7ffff), USABLE(MiB, 64 * MiB));
MAP(hole_in_bootstrap, LOW, USABLE(MiB, 64 * MiB), RESERVED(0x10ffff, 0x110000));
MAP(hole_in_image, LOW, USABLE(MiB, 0x170000), USABLE(0x170001, 64 * MiB));
MAP(hole_in_bss, LOW, USABLE(MiB, 64 * MiB), { 0x180000, MiB, E820_ACPI_NVS, E820_ENABLED });
MAP(hole_in_tables, LOW, RESERVED(0x1d2000, 0x1d2001), USABLE(MiB, 64 * MiB));
MAP(hole_in_module, LOW, USABLE(MiB, 0x1d3000), USABLE(4 * MiB, 64 * MiB));
MAP(disabled, LOW, { MiB, 63 * MiB, E820_USABLE, 0 });
MAP(no_pool, LOW, USABLE(MiB, 4 * MiB + PAGE_SIZE - 1));
MAP(one_page, LOW, USABLE(MiB, 4 * MiB + PAGE_SIZE));
MAP(beyond, LOW, USABLE(MiB, 4 * MiB), USABLE(4 * GiB, 6 * GiB));
MAP(across, LOW, USABLE(MiB, 4 * MiB), USABLE(4 * GiB - 0x8000, 6 * GiB));
MAP(pieces, USABLE(0x180000, 64 * MiB), USABLE(0x140000, 0x180000), LOW, USABLE(MiB, 0x140000));
MAP(holes, USABLE(48 * MiB, 56 * MiB), LOW, RESERVED(0x9f000, MiB), USABLE(MiB, 5 * MiB),
    { 7 * MiB, 0, E820_USABLE, E820_ENABLED }, USABLE(8 * MiB, 10 * MiB),
    { 9 * MiB, PAGE_SIZE, 77, E820_ENABLED });
MAP(over_devices, LOW, USABLE(MiB, 64 * MiB), USABLE(0xfc000000, 4 * GiB));
MAP(most, ENTRIES_255);
MAP(wraps_up, LOW, { MiB, ~0ull, E820_USABLE, E820_ENABLED }, RESERVED(64 * MiB, 1ull << 52));

#define NONE    "bootstrap: the memory map has no usable memory "
#define NO_POOL \
    "refused: too little usable memory from 0x400000 up for the frame allocator, fact B1"
#define M       "build/amethyst/3/modules/module.txt,"
#define FOUR_M  M M M M
static const struct row rows[] = {
    /* With 1 MiB there is no memory for any of our code: QEMU jumps to where nothing is. */
    { "2 MiB", 0, 2, .on = QUICK },
    { "2 MiB", 1, 2, .on = QUICK },
    { "2 MiB", 2, 2, .on = QUICK },
    { "2 MiB", 3, 2, .on = QUICK, .refuses = NO_POOL },
    { "2 MiB: GRUB keeps some of it", 3, 2, .on = SLOW, .screen = "error: out of memory." },
    { "4 MiB", 3, 4, BOTH, .refuses = NO_POOL },
    { "5 MiB", 3, 5, ALL },
    { "1 GiB", 3, 1024, .on = SLOW },
    { "3 GiB", 3, 3072, .on = GRUB },
    { "6 GiB", 3, 6144, .on = QUICK },
    { "64 GiB", 3, 65536, .on = QUICK },
    { "6 GiB, q35", 3, 6144, .on = QUICK | GRUB, .chipset = "q35" },
    { "no PCI", 3, 64, .on = QUICK, .chipset = "isapc" },
    { "a 486", 3, 64, .on = QUICK, .cpu = "486" },
    { "a Pentium", 3, 64, .on = QUICK, .cpu = "pentium" },
    { "no NX", 2, 64, .on = QUICK, .cpu = "qemu64,-nx" },

    { "hole in the bitmap", 3, 64, BOTH, PLANT(hole_in_bitmap),
      .refuses = NONE "for the frame bitmap, facts B7 B9 B10" },
    { "last byte of the bitmap missing", 2, 64, .on = QUICK, PLANT(short_of_bitmap),
      .refuses = NONE "for the frame bitmap, facts B7 B9 B10" },
    { "hole in the bootstrap", 0, 64, .on = QUICK, PLANT(hole_in_bootstrap),
      .refuses = NONE "for the bootstrap, fact B4" },
    { "one byte of the image missing", 0, 64, .on = QUICK, PLANT(hole_in_image),
      .refuses = NONE "for the kernel code and data, fact B4" },
    { "BSS claimed by a later entry", 1, 64, .on = QUICK, PLANT(hole_in_bss),
      .refuses = NONE "for the kernel BSS, fact B4" },
    { "hole in the tables", 1, 64, .on = QUICK, PLANT(hole_in_tables),
      .refuses = NONE "for the PT of the first 4 MiB, facts B1 B20" },
    { "hole under the module", 3, 64, ALL, PLANT(hole_in_module),
      .refuses = NONE "under the Multiboot modules, fact B4" },
    { "memory disabled", 0, 64, .on = QUICK, PLANT(disabled),
      .refuses = NONE "for the bootstrap, fact B4" },
    { "not a page above 4 MiB", 3, 64, .on = QUICK, PLANT(no_pool), .refuses = NO_POOL },
    { "one page above 4 MiB", 3, 64, .on = QUICK, PLANT(one_page), .frames = 1 },
    { "no pool but above 4 GiB", 3, 64, .on = QUICK, PLANT(beyond), .refuses = NO_POOL },
    { "eight pages below 4 GiB", 3, 64, .on = SLOW, PLANT(across), .frames = 8 },
    { "in pieces, unsorted", 3, 64, BOTH, PLANT(pieces), .frames = 15360 },
    { "holes", 3, 64, .on = QUICK, PLANT(holes), .frames = 2815 },
    /* The VGA's 16 MiB, its registers' page and its ROM's 16. */
    { "memory where devices are", 3, 64, .on = QUICK, PLANT(over_devices), .frames = 27631 },
    { "255 entries", 3, 64, .on = QUICK, PLANT(most), .frames = 7421 },
    { "an entry that wraps to the top", 3, 64, .on = QUICK, PLANT(wraps_up), .frames = 15360 },

    { "16 modules", 3, 64, .on = QUICK, .initrd = FOUR_M FOUR_M FOUR_M FOUR_M },
    { "17 modules", 3, 64, .on = QUICK, .initrd = M FOUR_M FOUR_M FOUR_M FOUR_M,
      .refuses = "bootstrap: more than 16 modules" },
    { "a module of 2200 KiB", 3, 64, .on = QUICK, .initrd = "build/tests/zeroes-2200K" },
    { "a module of 2300 KiB", 3, 64, .on = QUICK, .initrd = "build/tests/zeroes-2300K",
      .refuses = "bootstrap: a module does not lie within the memory for Multiboot modules,"
                 " fact B4" },
};
// clang-format on
ROWS(amethyst);
