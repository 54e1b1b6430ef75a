/* Booting the probe, and comparing its map with the one at 0x8400. SPDX-License-Identifier: MIT */
#include "grading/labs/firmware.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grading/labs/look.h"

enum {
    SECTOR_SIZE = 512,
};

extern const unsigned char probe_sector[SECTOR_SIZE]; /* probe.asm */
extern const unsigned char long_list_sector[SECTOR_SIZE];

enum { /* addresses; the first two are probe.asm's */
       PROBE_DONE = 0x7df0,
       PROBE_MAP = 0x8000,
       MAP_AT = 0x8400, /* fact C4 */
};

struct probe_entry {
    struct e820_entry entry;
    uint32_t returned; /* bytes that the BIOS delivered */
} __attribute__((packed));

/* Reads the finished probe's map. Where 20 bytes came, the attributes are the collector's to set.
 */
static bool read_probe(struct check_run *c, struct machine *m, struct firmware_map *map)
{
    uint64_t n;
    if (!ram(c, m, PROBE_MAP, &n, sizeof n))
        return false;
    if (n == 0 || n > FIRMWARE_ENTRIES) {
        check_fail(c, "grader: the firmware gave its probe %llu map entries", (vaddr_t)n);
        return false;
    }
    struct probe_entry found[FIRMWARE_ENTRIES];
    if (!ram(c, m, PROBE_MAP + sizeof n, found, n * sizeof *found))
        return false;
    map->n = n;
    for (size_t i = 0; i < n; i++) {
        map->entry[i] = found[i].entry;
        if (found[i].returned <= 20)
            map->entry[i].attributes = E820_ENABLED;
    }
    return true;
}

struct machine *start_image(struct check_run *c, const struct machine_config *config,
                            const void *bytes, size_t n)
{
    char path[4096 +
              16]; /* beside the subject, in the directory that goes when the grader goes */
    snprintf(path, sizeof path, "%s/floppy-XXXXXX", c->subject->directory);
    struct machine_config own = *config;
    own.medium = MEDIUM_FLOPPY;
    own.image = path;
    own.initrd = NULL;
    int fd = mkstemp(path);
    bool good = fd >= 0 && write(fd, bytes, n) == (ssize_t)n && ftruncate(fd, FLOPPY_SIZE) == 0;
    struct machine *m = good ? start(c, &own) : NULL; /* has a copy from here on */
    if (!good)
        check_fail(c, "grader: no room for a floppy image at %s", path);
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    return m;
}

void firmware_long_list(unsigned char *floppy)
{
    memcpy(floppy + FLOPPY_SIZE - SECTOR_SIZE, floppy, SECTOR_SIZE);
    memcpy(floppy, long_list_sector, SECTOR_SIZE);
}

bool firmware_map(struct check_run *c, const struct machine_config *config,
                  struct firmware_map *map)
{
    struct machine_config probe = *config;
    probe.map = NULL;
    probe.nmap = 0;
    struct machine *m = start_image(c, &probe, probe_sector, sizeof probe_sector);
    bool good = m && run_on(c, m, PROBE_DONE, "the end of the grader's own probe", NULL) &&
                read_probe(c, m, map);
    machine_end(m);
    return good;
}

static void explain(struct check_run *c, struct machine *m, paddr_t at,
                    const struct e820_entry *expected, const struct e820_entry *found)
{
    check_fail(c,
               "E820 map (C4), entry at 0x%llx, with %llu MiB of RAM:\n"
               "  expected base 0x%016llx length 0x%016llx type %u attributes %u\n"
               "  found    base 0x%016llx length 0x%016llx type %u attributes %u",
               at, machine_config(m)->ram_bytes / MiB, (vaddr_t)expected->base,
               (vaddr_t)expected->length, expected->type, expected->attributes,
               (vaddr_t)found->base, (vaddr_t)found->length, found->type, found->attributes);
}

bool expect_map(struct check_run *c, struct machine *m, const struct firmware_map *map,
                bool attributes)
{
    uint64_t n;
    if (!ram(c, m, MAP_AT, &n, sizeof n))
        return false;
    for (size_t i = 0; i < map->n && i < n; i++) {
        const struct e820_entry *e = &map->entry[i];
        paddr_t at = MAP_AT + sizeof n + i * sizeof *e;
        struct e820_entry found;
        if (!ram(c, m, at, &found, sizeof found))
            return false;
        if (found.base != e->base || found.length != e->length || found.type != e->type ||
            (attributes && found.attributes != e->attributes)) {
            explain(c, m, at, e, &found);
            return false;
        }
    }
    if (n == map->n)
        return true;
    check_fail(c,
               "E820 map (C4): the count at 0x%x is %llu, the firmware delivers %zu entries"
               " (%llu MiB of RAM)",
               MAP_AT, (vaddr_t)n, map->n, machine_config(m)->ram_bytes / MiB);
    return false;
}
