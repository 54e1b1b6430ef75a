/* Machines of many kinds: each must boot, or refuse with one line that says why. A row is a machine
   and what it must print. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/clock.h"
#include "grading/machine.h"

#define USABLE(start, end)                                \
    {                                                     \
        start, (end) - (start), E820_USABLE, E820_ENABLED \
    }
#define RESERVED(start, end)                                \
    {                                                       \
        start, (end) - (start), E820_RESERVED, E820_ENABLED \
    }

struct row {
    const char *name;
    int chapter;
    uint64_t ram_bytes;
    const char *expected;
    bool bochs;                /* in Bochs as well */
    const char *cpu, *chipset; /* NULL: the grader's usual ones */
    const char *image;         /* in build/; NULL: the chapter's own for anos, a floppy disk */
    const struct e820_entry *map;
    size_t nmap;
};

#define MAP(name, ...) static const struct e820_entry name[] = { __VA_ARGS__ }
MAP(hole_in_image, USABLE(0, 0x9f000), USABLE(0x100000, 0x150000), RESERVED(0x150000, 0x160000),
    USABLE(0x160000, 0x4000000));
MAP(hole_in_tables, USABLE(0, 0x98000), RESERVED(0x98000, 0x9a000), USABLE(0x9a000, 0x9f000),
    USABLE(0x100000, 0x4000000));
MAP(stack_reserved, USABLE(0, 0x9f000), USABLE(0x100000, 0x4000000),
    RESERVED(0x10f000, 0x110000));
MAP(no_pool, USABLE(0, 0x9f000), USABLE(0x100000, 0x200000));
MAP(in_pieces, USABLE(0x180000, 0x4000000), USABLE(0x140000, 0x180000), USABLE(0, 0x9f000),
    USABLE(0x100000, 0x140000));
MAP(holes, USABLE(0x3000000, 0x3800000), USABLE(0, 0x9f000), RESERVED(0x9f000, 0x100000),
    USABLE(0x100000, 0x400000), USABLE(0x800000, 0xa00000), RESERVED(0x900000, 0x901000));
MAP(wraps_down, { 0x150000, 0xffffffffffff0000, E820_USABLE, E820_ENABLED },
    USABLE(0, 0x150000));
MAP(wraps_up, USABLE(0, 0x9f000), { 0x100000, ~0ull, E820_USABLE, E820_ENABLED },
    RESERVED(0x4000000, 0x10000000000000));
MAP(no_second_mib, USABLE(0, 0x9f000), USABLE(0x200000, 0x4000000));
MAP(hole_in_heap, USABLE(0, 0x9f000), USABLE(0x100000, 0x150000), USABLE(0x151000, 0x4000000));
MAP(hole_in_map2, USABLE(0, 0x9f000), USABLE(0x100000, 0x4000000),
    RESERVED(0x1900000, 0x1901000));
MAP(from_20_mib, USABLE(0, 0x9f000), USABLE(0x100000, 0x1000000), USABLE(0x1400000, 0x4000000));
MAP(below_31_mib, USABLE(0, 0x9f000), USABLE(0x100000, 0x1f00000));
MAP(isa_hole, USABLE(0x100000, 0xf00000), USABLE(0x1000000, 0x1e00000),
    USABLE(0x1e00000, 0x1f01000));
MAP(disabled, USABLE(0, 0x9f000), { 0x100000, 0x3f00000, E820_USABLE, 0 });

#define ROW_MAP(m) .map = m, .nmap = sizeof m / sizeof *m
#define BOTH       .bochs = true
/* jinue's image boots in QEMU without a boot loader, in Bochs from GRUB's CD. */
#define JINUE(n)  .image = "jinue/" #n "/boot.bin", .chapter = n
#define BROKEN(n) .image = "tests/jinue-" n "/boot.bin", .chapter = 3
static const struct row rows[] = {
    { "2 MiB: too little for the image", .chapter = 3, .ram_bytes = 2 * MiB,
      .expected =
          "stage 2: the memory map has no usable memory for the kernel load area, facts C16" },
    { "3 MiB", .chapter = 3, .ram_bytes = 3 * MiB, .expected = "ready:" },
    { "4 MiB, chapter 0", .chapter = 0, .ram_bytes = 4 * MiB, .expected = "ready:" },
    { "8 MiB", .chapter = 3, .ram_bytes = 8 * MiB, .expected = "ready:", BOTH },
    { "1 GiB", .chapter = 3, .ram_bytes = 1 * GiB, .expected = "ready:", BOTH },
    { "4 GiB", .chapter = 3, .ram_bytes = 4 * GiB, .expected = "ready:" },
    { "4 GiB, q35", .chapter = 3, .ram_bytes = 4 * GiB,
      .expected = "ready:", .chipset = "q35" },
    { "64 GiB", .chapter = 3, .ram_bytes = 64 * GiB, .expected = "ready:" },
    { "64 GiB, q35", .chapter = 3, .ram_bytes = 64 * GiB,
      .expected = "ready:", .chipset = "q35" },
    { "qemu64, chapter 0", .chapter = 0, .ram_bytes = 64 * MiB,
      .expected = "ready:", .cpu = "qemu64" },
    { "qemu64, chapter 1", .chapter = 1, .ram_bytes = 64 * MiB,
      .expected = "ready:", .cpu = "qemu64" },
    { "qemu64, chapter 2", .chapter = 2, .ram_bytes = 64 * MiB,
      .expected = "ready:", .cpu = "qemu64" },
    { "qemu64, chapter 3", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "ready:", .cpu = "qemu64" },
    { "q35, chapter 0", .chapter = 0, .ram_bytes = 64 * MiB,
      .expected = "ready:", .chipset = "q35" },
    { "q35, chapter 1", .chapter = 1, .ram_bytes = 64 * MiB,
      .expected = "ready:", .chipset = "q35" },
    { "q35, chapter 2", .chapter = 2, .ram_bytes = 64 * MiB,
      .expected = "ready:", .chipset = "q35" },
    { "q35, chapter 3", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "ready:", .chipset = "q35" },
    { "no long mode", .chapter = 1, .ram_bytes = 64 * MiB,
      .expected = "stage 2: this CPU has no long mode", .cpu = "qemu32" },
    { "a Pentium", .chapter = 1, .ram_bytes = 64 * MiB,
      .expected = "stage 2: this CPU has no long mode", .cpu = "pentium" },
    { "a Pentium, chapter 0", .chapter = 0, .ram_bytes = 64 * MiB,
      .expected = "ready:", .cpu = "pentium" },
    { "a 486, chapter 0", .chapter = 0, .ram_bytes = 64 * MiB,
      .expected = "ready:", .cpu = "486" },
    { "no long mode, chapter 0", .chapter = 0, .ram_bytes = 64 * MiB,
      .expected = "ready:", .cpu = "qemu32" },
    { "hole in the load area", .chapter = 2, .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the kernel load area, facts C16", BOTH,
      ROW_MAP(hole_in_image) },
    { "hole in the tables", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the PT of the second 2 MiB, facts C20", BOTH,
      ROW_MAP(hole_in_tables) },
    { "stack reserved by a later entry", .chapter = 1, .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the kernel stack, facts C14", BOTH,
      ROW_MAP(stack_reserved) },
    { "memory disabled", .chapter = 0, .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the kernel stack, facts C14", BOTH, ROW_MAP(disabled) },
    { "an entry that wraps below itself", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "ready:", .bochs = true, ROW_MAP(wraps_down) },
    { "an entry that wraps to the top", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "ready:", .bochs = true, ROW_MAP(wraps_up) },
    { "nothing above 2 MiB", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected =
          "refused: no usable memory from 0x200000 up for the frame allocator, fact C17",
      BOTH, ROW_MAP(no_pool) },
    { "in pieces, unsorted", .chapter = 3, .ram_bytes = 64 * MiB, .expected = "ready:", BOTH,
      ROW_MAP(in_pieces) },
    { "holes", .chapter = 3, .ram_bytes = 64 * MiB, .expected = "ready:", BOTH,
      ROW_MAP(holes) },
    { "no STAGE2.BIN", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "stage 1: no STAGE2.BIN", BOTH, .image = "anos/3/no-stage2.img" },
    { "no KERNEL.BIN", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "stage 2: no KERNEL.BIN on the disk", BOTH, .image = "anos/3/no-kernel.img" },
    { "bad sectors in STAGE2.BIN", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "stage 1: disk read error", .image = "anos/3/bad-1.img", BOTH },
    { "bad sectors in KERNEL.BIN", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "stage 2: disk read error", .image = "anos/3/bad-2.img", BOTH },
    { "a BIOS without E820", .chapter = 3, .ram_bytes = 64 * MiB,
      .expected = "stage 2: the BIOS gives no memory map of 1 to 255 entries", BOTH,
      .image = "anos/3/no-e820.img" },
    { "jinue: 16 MiB", JINUE(3), .ram_bytes = 16 * MiB,
      .expected = "setup: less than 32 MiB of RAM, facts E10", BOTH },
    { "jinue: 31 MiB", JINUE(0), .ram_bytes = 31 * MiB,
      .expected = "setup: less than 32 MiB of RAM, facts E10", BOTH },
    { "jinue: 32 MiB", JINUE(3), .ram_bytes = 32 * MiB,
      .expected = "frames: 3060 free, from 0x189000 up", BOTH },
    { "jinue: 3 GiB, q35", JINUE(3), .ram_bytes = 3 * GiB, .expected = "frames: 3060 free",
      .chipset = "q35" },
    { "jinue: a 486", JINUE(3), .ram_bytes = 64 * MiB, .expected = "ready:", .cpu = "486" },
    { "jinue: nothing from 1 to 2 MiB", JINUE(0), .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the kernel and its first memory, facts E4 E6 E9", BOTH,
      ROW_MAP(no_second_mib) },
    { "jinue: hole in the boot heap", JINUE(1), .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the kernel and its first memory, facts E4 E6 E9",
      ROW_MAP(hole_in_heap) },
    { "jinue: hole in map 2", JINUE(2), .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the kernel's move to 16 MiB, facts E10 E13", BOTH,
      ROW_MAP(hole_in_map2) },
    { "jinue: nothing from 16 to 20 MiB", JINUE(3), .ram_bytes = 64 * MiB,
      .expected = "no usable memory for the kernel's move to 16 MiB, facts E10 E13",
      ROW_MAP(from_20_mib) },
    { "jinue: usable up to 31 MiB", JINUE(3), .ram_bytes = 64 * MiB,
      .expected = "setup: less than 32 MiB of RAM, facts E10", ROW_MAP(below_31_mib) },
    { "jinue: the least memory that will do", JINUE(3), .ram_bytes = 64 * MiB,
      .expected = "frames: 3060 free, from 0x189000 up", BOTH, ROW_MAP(isa_hole) },
    { "jinue: in pieces, unsorted", JINUE(3), .ram_bytes = 64 * MiB, .expected = "ready:", BOTH,
      ROW_MAP(in_pieces) },
    { "jinue: an entry that wraps to the top", JINUE(3), .ram_bytes = 64 * MiB,
      .expected = "ready:", ROW_MAP(wraps_up) },
    { "jinue: memory disabled", JINUE(0), .ram_bytes = 64 * MiB,
      .expected = "setup: less than 32 MiB of RAM, facts E10", ROW_MAP(disabled) },
    { "jinue: the 32-bit protocol", .image = "tests/jinue-32/boot.iso", .chapter = 3,
      .ram_bytes = 64 * MiB, .expected = "ready:", BOTH },
    { "jinue: as a floppy disk", .image = "tests/jinue-disk/boot.img", .chapter = 3,
      .ram_bytes = 64 * MiB, .expected = "boot sector: this image needs a Linux boot loader",
      BOTH },
    { "jinue: a BIOS without E820", BROKEN("no-e820"), .ram_bytes = 64 * MiB,
      .expected = "setup: the BIOS gives no memory map of 1 to 128 entries", BOTH },
    { "jinue: no ELF file", BROKEN("bad-kernel"), .ram_bytes = 64 * MiB,
      .expected = "setup: the kernel's file is no 32-bit ELF image for the i386, facts E4 E11",
      BOTH },
    { "jinue: an image cut short", BROKEN("no-loader"), .ram_bytes = 64 * MiB,
      .expected = "setup: no user-space loader follows the kernel, facts E1 E4", BOTH },
};

/* Whether the text stands on the VGA screen too. QEMU's RAM file has a hole there: Bochs tells. */
static bool on_screen(struct machine *m, const char *text)
{
    uint8_t cell[80 * 25 * 2];
    char screen[80 * 25 + 1] = { 0 };
    if (machine_config(m)->emulator != BOCHS)
        return true;
    if (!machine_pause(m) || !machine_read(m, 0xb8000, cell, sizeof cell))
        return false;
    for (size_t i = 0; i < sizeof cell / 2; i++)
        screen[i] = cell[2 * i] ? (char)cell[2 * i] : ' ';
    return strstr(screen, text);
}

static bool boots(const struct row *r, enum emulator emulator)
{
    char image[64];
    if (r->image)
        snprintf(image, sizeof image, "build/%s", r->image);
    else
        snprintf(image, sizeof image, "build/anos/%d/boot.img", r->chapter);
    char *ending = strrchr(image, '.') + 1;
    if (emulator == BOCHS && strcmp(ending, "bin") == 0)
        strcpy(ending, "iso");
    enum medium medium = strcmp(ending, "img") == 0   ? MEDIUM_FLOPPY
                         : strcmp(ending, "iso") == 0 ? MEDIUM_CDROM
                                                      : MEDIUM_KERNEL;
    struct machine_config config = { .emulator = emulator,
                                     .medium = medium,
                                     .image = image,
                                     .ram_bytes = r->ram_bytes,
                                     .cpu = r->cpu,
                                     .chipset = r->chipset,
                                     .map = r->map,
                                     .nmap = r->nmap,
                                     .seconds = clock_scaled(20) };
    const char *why = NULL;
    struct machine *m = machine_start(&config, &why);
    enum stop stop = m ? machine_run(m, r->expected) : STOP_EMULATOR;
    bool ok = stop == STOP_TEXT && on_screen(m, r->expected);
    printf("%-5s %s: %s\n", ok ? "ok" : "FAIL", emulator_name(emulator), r->name);
    if (!ok && m) {
        size_t n;
        const char *serial = machine_serial(m, &n);
        printf("      expected \"%s\", stop %d, serial line:\n%.*s\n", r->expected, stop,
               (int)n, serial);
    } else if (!ok) {
        printf("      %s\n", why);
    }
    machine_end(m);
    return ok;
}

int main(void)
{
    bool ok = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok &= boots(&rows[i], QEMU);
        if (rows[i].bochs)
            ok &= boots(&rows[i], BOCHS);
    }
    return !ok;
}
