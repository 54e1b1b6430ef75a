/* anos, from its boot floppy. SPDX-License-Identifier: MIT */
#include "grading/tests/boots.h"

/* A table is read by its columns. */
// clang-format off
MAP(hole_in_image, USABLE(0, 0x9f000), USABLE(0x100000, 0x150000), RESERVED(0x150000, 0x160000),
    USABLE(0x160000, 64 * MiB));
MAP(hole_in_tables, USABLE(0, 0x98000), RESERVED(0x98000, 0x9a000), USABLE(0x9a000, 0x9f000),
    USABLE(MiB, 64 * MiB));
MAP(hole_in_map, USABLE(0, 0x9f000), USABLE(MiB, 64 * MiB), RESERVED(0x9bff, 0x9c00));
MAP(stack_reserved, USABLE(0, 0x9f000), USABLE(MiB, 64 * MiB), RESERVED(0x10f000, 0x110000));
MAP(no_pool, USABLE(0, 0x9f000), USABLE(MiB, 2 * MiB));
MAP(one_page, USABLE(0, 0x9f000), USABLE(MiB, 2 * MiB + PAGE_SIZE));
MAP(pieces, USABLE(0x180000, 64 * MiB), USABLE(0x140000, 0x180000), USABLE(0, 0x9f000),
    USABLE(MiB, 0x140000));
MAP(holes, USABLE(48 * MiB, 56 * MiB), USABLE(0, 0x9f000), RESERVED(0x9f000, MiB),
    USABLE(MiB, 4 * MiB), USABLE(8 * MiB, 10 * MiB), RESERVED(9 * MiB, 9 * MiB + PAGE_SIZE));
MAP(wraps_down, { 0x150000, -0x10000ull, E820_USABLE, E820_ENABLED }, USABLE(0, 0x150000));
MAP(most, ENTRIES_255);
MAP(wraps_up, USABLE(0, 0x9f000), { MiB, ~0ull, E820_USABLE, E820_ENABLED },
    RESERVED(64 * MiB, 1ull << 52));
MAP(disabled, USABLE(0, 0x9f000), { MiB, 63 * MiB, E820_USABLE, 0 });

#define NONE "stage 2: the memory map has no usable memory for the "
#define NO_POOL \
    "refused: too little usable memory from 0x200000 up for the frame allocator, fact C17"
static const struct row rows[] = {
    /* Every stage's boot code wants the memory that any of them uses. */
    { "1 MiB", 0, 1, .refuses = NONE "kernel stack, facts C14 C17" },
    { "2 MiB: the firmware keeps the last pages", 3, 2,
      .refuses = NONE "kernel load area, facts C16 C17 C29" },
    { "3 MiB", 3, 3, .on = QUICK },
    { "4 MiB", 0, 4, .on = QUICK },
    { "8 MiB", 3, 8, BOTH },
    { "1 GiB", 3, 1024, BOTH },
    { "4 GiB", 3, 4096, .on = QUICK },
    { "4 GiB, q35", 3, 4096, .chipset = "q35" },
    { "64 GiB", 3, 65536, .on = QUICK },
    { "64 GiB, q35", 3, 65536, .chipset = "q35" },
    { "q35", 0, 64, .chipset = "q35" },
    { "q35", 3, 64, .chipset = "q35" },

    { "qemu64", 0, 64, .cpu = "qemu64" },
    { "qemu64", 3, 64, .cpu = "qemu64" },
    { "no NX", 1, 64, .cpu = "qemu64,-nx",
      .refuses = "stage 2: this CPU cannot forbid execution (CPUID 80000001h, EDX bit 20)" },
    { "no long mode", 1, 64, .cpu = "qemu32",
      .refuses = "stage 2: this CPU has no long mode (CPUID 80000001h, EDX bit 29), fact C18" },
    { "a Pentium", 1, 64, .cpu = "pentium",
      .refuses = "stage 2: this CPU has no long mode (CPUID 80000001h, EDX bit 29), fact C18" },
    { "a Pentium", 0, 64, .cpu = "pentium" },
    { "a 486", 0, 64, .cpu = "486" },
    { "no long mode", 0, 64, .cpu = "qemu32" },

    { "hole in the load area", 2, 64, BOTH, PLANT(hole_in_image),
      .refuses = NONE "kernel load area, facts C16 C17 C29" },
    { "hole in the tables", 3, 64, BOTH, PLANT(hole_in_tables),
      .refuses = NONE "PT of the second 2 MiB, fact C20" },
    { "last byte of the map reserved", 3, 64, PLANT(hole_in_map),
      .refuses = NONE "E820 memory map, facts C4 C17" },
    { "stack reserved by a later entry", 1, 64, BOTH, PLANT(stack_reserved),
      .refuses = NONE "kernel stack, facts C14 C17" },
    { "memory disabled", 0, 64, BOTH, PLANT(disabled),
      .refuses = NONE "kernel stack, facts C14 C17" },
    { "nothing above 2 MiB", 3, 64, BOTH, PLANT(no_pool),
      .refuses = NO_POOL },
    { "one page above 2 MiB", 3, 64, PLANT(one_page), .frames = 1 },
    { "in pieces, unsorted", 3, 64, BOTH, PLANT(pieces), .frames = 15872 },
    { "holes", 3, 64, BOTH, PLANT(holes), .frames = 3071 },
    { "an entry that wraps below itself", 3, 64, BOTH, PLANT(wraps_down),
      .frames = 1099511627264 },
    { "255 entries", 3, 64, .on = QUICK, PLANT(most), .frames = 7933 },
    { "an entry that wraps to the top", 3, 64, BOTH, PLANT(wraps_up), .frames = 15872 },

    { "no STAGE2.BIN", 3, 64, BOTH, .image = "build/anos/3/no-stage2.img",
      .refuses = "stage 1: no STAGE2.BIN" },
    { "no KERNEL.BIN", 3, 64, BOTH, .image = "build/anos/3/no-kernel.img",
      .refuses = "stage 2: no KERNEL.BIN on the disk" },
    { "bad sectors in STAGE2.BIN", 3, 64, BOTH, .image = "build/anos/3/bad-1.img",
      .refuses = "stage 1: disk read error" },
    { "bad sectors in KERNEL.BIN", 3, 64, BOTH, .image = "build/anos/3/bad-2.img",
      .refuses = "stage 2: disk read error" },
    { "a BIOS without E820", 3, 64, BOTH, .image = "build/anos/3/no-e820.img",
      .refuses = "stage 2: the BIOS gives no memory map of 1 to 255 entries (int 15h, E820h),"
                 " fact C4" },
};
// clang-format on
ROWS(anos);
