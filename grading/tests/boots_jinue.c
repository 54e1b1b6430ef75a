/* jinue, by the Linux boot protocol. It has no row for an empty pool: the setup refuses what would
   leave none. SPDX-License-Identifier: MIT */
#include "grading/tests/boots.h"

/* A table is read by its columns. */
// clang-format off
MAP(hole_at_16, LOW, USABLE(MiB, 64 * MiB), RESERVED(16 * MiB, 16 * MiB + 1));
MAP(short_of_28, LOW, USABLE(MiB, 28 * MiB - 1), USABLE(28 * MiB, 64 * MiB));
MAP(hole_in_tables, LOW, USABLE(MiB, 64 * MiB), RESERVED(0x183000, 0x184000));
MAP(hole_in_image, LOW, USABLE(2 * MiB, 64 * MiB));
MAP(least, USABLE(MiB, 2 * MiB), USABLE(16 * MiB, 28 * MiB), USABLE(31 * MiB, 31 * MiB + 1));
MAP(less, LOW, USABLE(MiB, 31 * MiB));
MAP(disabled, LOW, { MiB, 63 * MiB, E820_USABLE, 0 });
MAP(pieces, USABLE(0x1080000, 64 * MiB), USABLE(0x140000, 0x1080000), LOW, USABLE(MiB, 0x140000));
MAP(most, ENTRIES_255);
MAP(wraps_up, LOW, { MiB, ~0ull, E820_USABLE, E820_ENABLED }, RESERVED(64 * MiB, 1ull << 52));
MAP(wraps_down, { 0x150000, -0x10000ull, E820_USABLE, E820_ENABLED }, USABLE(0, 0x150000));

#define LINUX    "build/tests/boots-linux/boot.iso"
#define HOLE     "build/tests/boots-hole/boot.iso"
#define SPOILED(n) "build/tests/jinue-" n "/boot.iso"
#define LESS     "setup: less than 32 MiB of RAM, fact E10"
#define NONE     "setup: the memory map has no usable memory for the "
#define THE_MOVE "kernel's move to 16 MiB, facts E10 E13"
static const struct row rows[] = {
    { "1 MiB", 3, 1, .on = QUICK, .refuses = "setup: no memory at 1 MiB, fact E2" },
    { "2 MiB", 0, 2, .on = QUICK, .refuses = LESS },
    { "31 MiB", 1, 31, .on = QUICK, .refuses = LESS },
    { "31 MiB", 2, 31, .on = QUICK, .refuses = LESS },
    { "31 MiB", 3, 31, BOTH, .refuses = LESS },
    { "32 MiB", 3, 32, ALL },
    { "1 GiB", 3, 1024, .on = SLOW },
    { "3 GiB", 3, 3072, .on = QUICK },
    { "6 GiB", 3, 6144, .on = GRUB },
    { "64 GiB", 3, 65536, .on = QUICK },
    { "6 GiB, q35", 3, 6144, .on = QUICK | GRUB, .chipset = "q35" },
    { "a 486", 3, 64, .on = QUICK, .cpu = "486" },
    { "a Pentium", 3, 64, .on = QUICK, .cpu = "pentium" },
    { "no NX", 2, 64, .on = QUICK, .cpu = "qemu64,-nx" },

    { "hole at 16 MiB", 0, 64, .on = QUICK, PLANT(hole_at_16), .refuses = NONE THE_MOVE },
    { "hole at 16 MiB", 3, 64, ALL, PLANT(hole_at_16), .refuses = NONE THE_MOVE },
    { "the byte below 28 MiB missing", 3, 64, .on = QUICK, PLANT(short_of_28),
      .refuses = NONE THE_MOVE },
    { "hole in the tables", 1, 64, .on = SLOW, PLANT(hole_in_tables),
      .refuses = NONE "kernel and its first memory, facts E4 E6 E9" },
    { "hole in the image", 1, 64, .on = QUICK, PLANT(hole_in_image),
      .refuses = NONE "kernel and its first memory, facts E4 E6 E9" },
    { "memory disabled", 0, 64, .on = QUICK, PLANT(disabled), .refuses = LESS },
    { "nothing from 31 MiB up", 3, 64, .on = QUICK, PLANT(less), .refuses = LESS },
    { "the least", 3, 64, BOTH, PLANT(least), .frames = 3060 },
    { "in pieces, unsorted", 3, 64, .on = GRUB, PLANT(pieces), .frames = 3060 },
    { "an entry that wraps below itself", 3, 64, .on = QUICK, PLANT(wraps_down), .frames = 3060 },
    { "255 entries", 3, 64, .on = QUICK, PLANT(most), .frames = 3060 },
    { "an entry that wraps to the top", 3, 64, .on = SLOW, PLANT(wraps_up), .frames = 3060 },

    { "RAM disk of 2 MiB", 3, 32, .on = QUICK, .initrd = "build/tests/zeroes-2M" },
    { "RAM disk of 5 MiB, from 26 MiB on", 3, 32, .on = QUICK, .initrd = "build/tests/zeroes-5M",
      .refuses = "setup: the RAM disk was loaded over memory for the " THE_MOVE },
    { "RAM disk of 5 MiB, above 28 MiB", 3, 64, .on = QUICK, .initrd = "build/tests/zeroes-5M" },
    { "no boot loader", 3, 64, BOTH, .image = "build/jinue/3/boot.bin",
      .refuses = "boot sector: this image needs a Linux boot loader (boot protocol 2.04)" },

    { "a BIOS without E820", 3, 64, .on = GRUB | SLOW, .image = SPOILED("no-e820"),
      .refuses = "setup: the BIOS gives no memory map of 1 to 128 entries (int 15h, E820h),"
                 " fact E5" },
    { "no ELF file", 3, 64, .on = GRUB | SLOW, .image = SPOILED("bad-kernel"),
      .refuses = "setup: the kernel's file is no 32-bit ELF image for the i386, facts E4 E11" },
    { "an image cut short", 3, 64, .on = GRUB | SLOW, .image = SPOILED("no-loader"),
      .refuses = "setup: no user-space loader follows the kernel, facts E1 E4" },

    /* GRUB's command linux: the 32-bit protocol, and the map that GRUB has. */
    { "linux, 31 MiB", 3, 31, .on = GRUB, .image = LINUX, .refuses = LESS },
    { "linux, 32 MiB", 3, 32, .on = GRUB | SLOW, .image = LINUX },
    { "linux, 6 GiB", 3, 6144, .on = GRUB, .image = LINUX },
    { "linux, hole at 16 MiB", 3, 64, .on = GRUB | SLOW, .image = HOLE, .refuses = NONE THE_MOVE },
};
// clang-format on
ROWS(jinue);
