/* Machines of many kinds: each must boot, or refuse with one line that says why. A row is a machine
   and what it must say. SPDX-License-Identifier: MIT */
#ifndef BOOTS_H
#define BOOTS_H
#include "grading/machine.h"

/* row.on: what the machine is, and what it starts from. */
enum {
    QUICK = 1, /* QEMU with its -kernel, or the boot floppy; 0 means this, too */
    GRUB = 2,  /* QEMU with GRUB's CD-ROM */
    SLOW = 4,  /* Bochs with GRUB's CD-ROM or the boot floppy */
};

struct row {
    const char *name;
    unsigned chapter;
    uint64_t ram_mib;
    unsigned on;
    /* What it comes to: one of the first two, or neither for "ready:". */
    const char *refuses; /* the last line, after which the machine halts */
    const char *screen;  /* on Bochs' screen: another program's words, before any of ours */
    uint64_t frames;     /* with "ready:": so many are free; 0: not asked */
    const char *cpu, *chipset;    /* QEMU's names; NULL: the grader's usual ones */
    const char *image;            /* NULL: the cell's own */
    const char *initrd;           /* QUICK only; NULL: the cell's own modules */
    const struct e820_entry *map; /* planted; NULL: the firmware's */
    size_t nmap;
};

struct row_table {
    const char *layout;
    const struct row *row;
    size_t nrows;
};

extern const struct row_table boots_phoenix, boots_amethyst, boots_anos, boots_kos, boots_jinue;

#define USABLE(start, end)                                \
    {                                                     \
        start, (end) - (start), E820_USABLE, E820_ENABLED \
    }
#define RESERVED(start, end)                                \
    {                                                       \
        start, (end) - (start), E820_RESERVED, E820_ENABLED \
    }
#define MAP(name, ...) static const struct e820_entry name[] = { __VA_ARGS__ }
/* The memory below 640 KiB, less what every firmware keeps. */
#define LOW USABLE(0, 0x9f000)
/* As many entries as a map may have: 31 MiB in one piece, then 253 single pages. */
// clang-format off
#define PAGE(n)     USABLE(32 * MiB + (n) * 2 * PAGE_SIZE, 32 * MiB + ((n) * 2 + 1) * PAGE_SIZE),
#define FIVE(n)     PAGE(n) PAGE(n + 1) PAGE(n + 2) PAGE(n + 3) PAGE(n + 4)
#define FIFTY(n)    FIVE(n) FIVE(n + 5) FIVE(n + 10) FIVE(n + 15) FIVE(n + 20) \
                    FIVE(n + 25) FIVE(n + 30) FIVE(n + 35) FIVE(n + 40) FIVE(n + 45)
#define ENTRIES_255 LOW, USABLE(MiB, 32 * MiB), FIFTY(0) FIFTY(50) FIFTY(100) FIFTY(150) \
                    FIFTY(200) PAGE(250) PAGE(251) PAGE(252)
// clang-format on
#define PLANT(name) .map = name, .nmap = ARRAY_SIZE(name)
#define BOTH        .on = QUICK | SLOW
#define ALL         .on = QUICK | GRUB | SLOW
#define ROWS(name)  const struct row_table boots_##name = { #name, rows, ARRAY_SIZE(rows) }
#endif
