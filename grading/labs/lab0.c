/* Lab 0, power-on: the serial port and the firmware's memory map. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/labs/firmware.h"
#include "grading/labs/look.h"

enum {
    PLANTED = 16, /* entries in the map for the serial line's checks */
    COM1 = 0x3f8,
    LCR = COM1 + 3, /* line control: 16550 data sheet, 8.1 */
    DLAB = 0x80,    /* COM1 and COM1 + 1 become the divisor */
    LCR_8N1 = 0x03,
    DIVISOR_115200 = 1, /* 1.8432 MHz / 16 / 115200 */
};

/* The serial port is judged even if the map is wrong: this one is planted in its place. After the
   three entries that a boot needs come claims from the seed, far above all memory. */
static void plant_map(struct setup *s, struct random *r, struct e820_entry map[PLANTED])
{
    static const struct e820_entry needed[] = {
        { 0, 0x9f000, E820_USABLE, E820_ENABLED },
        { 0xf0000, 0x10000, E820_RESERVED, E820_ENABLED },
        { 0x100000, 0x3ee0000, E820_USABLE, E820_ENABLED },
    };
    for (size_t i = 0; i < PLANTED; i++)
        map[i] = i < ARRAY_SIZE(needed)
                     ? needed[i]
                     : (struct e820_entry){ random_next(r) >> 16 | 1ull << 40,
                                            random_next(r) >> 40, E820_RESERVED, E820_ENABLED };
    s->config.map = map;
    s->config.nmap = PLANTED;
}

/* Runs to the monitor and stays paused there: all that a boot prints has been written to the UART,
   whatever became of it on the line. */
static struct machine *at_monitor(struct check_run *c, const struct machine_config *config)
{
    vaddr_t monitor;
    return symbol(c, "monitor", &monitor) ? run_to(c, config, monitor, "the monitor", NULL)
                                          : NULL;
}

/* Only QEMU shows its ports, so the registers are read there, whichever emulator is asked for. */
static void line_format(struct check_run *c)
{
    struct setup s;
    struct e820_entry map[PLANTED];
    setup_machine(&s, c, 64 * MiB);
    plant_map(&s, c->random, map);
    s.config.emulator = QEMU;
    struct machine *m = at_monitor(c, &s.config);
    if (!m)
        return;
    uint8_t lcr, low, high;
    if (!machine_port(m, LCR, &lcr))
        check_fail(c, "the UART cannot be read: %s", machine_error(m));
    else if (lcr != LCR_8N1)
        check_fail(c,
                   "line control register (port 0x%x): expected 0x03 (8 bits, no parity, 1 stop"
                   " bit), found 0x%02x",
                   LCR, lcr);
    else if (!machine_port_write(m, LCR, lcr | DLAB) || !machine_port(m, COM1, &low) ||
             !machine_port(m, COM1 + 1, &high) || !machine_port_write(m, LCR, lcr))
        check_fail(c, "the divisor cannot be read: %s", machine_error(m));
    else if ((high << 8 | low) != DIVISOR_115200)
        check_fail(c, "divisor latch: expected 1 (115200 baud), found %d", high << 8 | low);
    machine_end(m);
}

/* The kernel prints the map as it boots: numbers from the seed. Bochs takes the time that a byte
   needs on the line, and drops what is written before the transmitter is free. */
static void nothing_lost(struct check_run *c)
{
    struct setup s;
    struct e820_entry map[PLANTED];
    setup_machine(&s, c, 64 * MiB);
    plant_map(&s, c->random, map);
    struct machine *m = at_monitor(c, &s.config);
    if (!m)
        return;
    size_t n;
    const char *text = machine_serial(m, &n);
    for (size_t i = 0; i < PLANTED; i++) {
        char line[64];
        snprintf(line, sizeof line, "0x%016llx-0x%016llx", (vaddr_t)map[i].base,
                 (vaddr_t)(map[i].base + map[i].length));
        if (!memmem(text, n, line, strlen(line))) {
            check_fail(c, "of the boot's text, this arrived damaged or not at all: %s", line);
            break;
        }
    }
    machine_end(m);
}

/* Text from the seed there and back. */
static void typing(struct check_run *c)
{
    struct setup s;
    struct e820_entry map[PLANTED];
    setup_machine(&s, c, 64 * MiB);
    plant_map(&s, c->random, map);
    struct machine *m = check_boot(c, &s.config);
    if (!m)
        return;
    char text[65];
    for (size_t k = 0; k < sizeof text - 1; k++)
        text[k] = (char)('!' + random_below(c->random, '~' - '!' + 1));
    text[sizeof text - 1] = '\0';
    const char *answer = check_ask(c, m, "echo %s", text);
    if (answer && (strncmp(answer, text, strlen(text)) != 0 || !strchr("\r\n", answer[64])))
        check_fail(c, "echo of 64 characters:\n  expected %s\n  found    %.*s", text,
                   (int)strcspn(answer, "\r\n"), answer);
    check_done(c, m);
}

/* Until the map has been collected, that is to kmain, where the machine is paused: the map is
   judged even if no text ever comes. A stage 2 that refuses the map says so; then that far. */
static bool collected(struct check_run *c, struct machine *m)
{
    vaddr_t kmain;
    return symbol(c, "kmain", &kmain) && run_on(c, m, kmain, "kmain", "stage 2: ");
}

static void map_at(struct check_run *c, uint64_t ram_bytes, bool attributes)
{
    struct setup s;
    struct firmware_map firmware;
    setup_machine(&s, c, ram_bytes);
    if (!firmware_map(c, &s.config, &firmware))
        return;
    struct machine *m = start(c, &s.config);
    if (m && collected(c, m) && !expect_map(c, m, &firmware, attributes))
        check_fail(c, "the truth is what the grader's own boot sector got from this machine");
    machine_end(m);
}

static void map_entries(struct check_run *c)
{
    map_at(c, 64 * MiB, false);
}

static void map_attributes(struct check_run *c)
{
    map_at(c, (32 + random_below(c->random, 32)) * MiB, true);
}

static void map_sizes(struct check_run *c)
{
    static const struct {
        unsigned from, to;
    } mib[] = { { 5, 63 }, { 65, 1500 } };
    for (size_t i = 0; i < ARRAY_SIZE(mib); i++)
        map_at(c, (mib[i].from + random_below(c->random, mib[i].to - mib[i].from)) * MiB,
               false);
}

/* A map that was taken in whole or refused: never a count that the area has no room for. */
static bool count_fits(struct check_run *c, struct machine *m)
{
    enum { COUNT = 0x8400, MOST = 255 };
    size_t size;
    const char *text = machine_serial(m, &size);
    uint64_t n;
    if (memmem(text, size, "stage 2: ", strlen("stage 2: ")))
        return true;
    if (!ram(c, m, COUNT, &n, sizeof n))
        return false;
    if (n > MOST)
        check_fail(c, "the count at 0x%x is %llu: the area (C4) holds %d entries", COUNT,
                   (vaddr_t)n, MOST);
    return n <= MOST;
}

/* Around the map nothing changes: below it and behind it still lies what stage 1 read from the disk
   while it searched (C3). Those sectors are the FAT and the root directory; the unused half of the
   directory gets bytes from the seed, so that a stray zero shows as well. */
static bool bounds_kept(struct check_run *c, bool long_list)
{
    enum { FAT = 0x7e00, MAP = 0x8400, MAP_END = 0x9c00, FAT_END = 0xa200, SECTOR = 512 };
    unsigned char found[FAT_END - FAT], *floppy = malloc(FLOPPY_SIZE), *fat = floppy + SECTOR;
    struct setup s;
    setup_machine(&s, c, 64 * MiB);
    FILE *file = fopen(s.image, "rb");
    bool good = floppy && file && fread(floppy, 1, FLOPPY_SIZE, file) == FLOPPY_SIZE;
    if (file)
        fclose(file);
    for (size_t i = MAP_END - FAT; i < FAT_END - FAT && good; i++)
        fat[i] = (unsigned char)(1 + random_below(c->random, 255));
    if (good && long_list)
        firmware_long_list(floppy);
    if (!good)
        check_fail(c, "grader: %s is not a floppy image", s.image);
    struct machine *m = good ? start_image(c, &s.config, floppy, FLOPPY_SIZE) : NULL;
    good = m && collected(c, m) && count_fits(c, m) && ram(c, m, FAT, found, sizeof found);
    for (paddr_t pa = FAT; pa < FAT_END && good; pa++) {
        good = (pa >= MAP && pa < MAP_END) || found[pa - FAT] == fat[pa - FAT];
        if (!good)
            check_fail(c,
                       "0x%llx lies outside the map (C4: 0x8400-0x9bff): expected 0x%02x,"
                       " found 0x%02x",
                       pa, fat[pa - FAT], found[pa - FAT]);
    }
    machine_end(m);
    free(floppy);
    return good;
}

static void map_bounds(struct check_run *c)
{
    if (bounds_kept(c, false) && !bounds_kept(c, true))
        check_fail(c, "with a firmware whose list has more than 255 entries");
}

static const char *const files[] = { "serial.c", "e820.asm", NULL };

static const struct check checks[] = {
    { .id = "0.1",
      .title = "line set to 8N1, 115200 baud",
      .points = 2,
      .boot = BOOT_OWN,
      .run = line_format,
      .hint = "the divisor is behind DLAB (bit 7 of LCR); LCR = 3 afterwards" },
    { .id = "0.2",
      .title = "no byte is lost on the way out",
      .points = 1,
      .needs = "0.1",
      .boot = BOOT_OWN,
      .bochs_only = true,
      .run = nothing_lost,
      .hint =
          "a byte may be written only when LSR bit 5 (THRE) is set: wait for it before each" },
    { .id = "0.3",
      .title = "what is typed arrives",
      .points = 1,
      .needs = "0.2",
      .boot = BOOT_OWN,
      .run = typing,
      .hint = "a byte is there when LSR bit 0 (DR) is set; reading takes it away" },
    { .id = "0.4",
      .title = "firmware's map at 0x8400",
      .points = 2,
      .boot = BOOT_OWN,
      .run = map_entries,
      .hint = "count first, then 24 bytes an entry; EBX carries the cursor" },
    { .id = "0.5",
      .title = "the map on other RAM sizes",
      .points = 2,
      .needs = "0.4",
      .boot = BOOT_OWN,
      .run = map_sizes,
      .hint = "store what the BIOS returns; nothing about the machine is known beforehand" },
    { .id = "0.6",
      .title = "attributes where only 20 bytes came",
      .points = 1,
      .needs = "0.4",
      .boot = BOOT_OWN,
      .run = map_attributes,
      .hint = "preset the last four bytes to 1 before each call" },
    { .id = "0.7",
      .title = "nothing written outside the map",
      .points = 1,
      .needs = "0.4",
      .boot = BOOT_OWN,
      .run = map_bounds,
      .hint = "compare DI with the area's end, 0x9c00" },
};

const struct lab grading_lab0 = {
    .number = 0,
    .slug = "00-power-on",
    .layout = "anos",
    .chapter = 0,
    .files = files,
    .checks = checks,
    .nchecks = ARRAY_SIZE(checks),
};
