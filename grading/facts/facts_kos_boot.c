/* kos' fact about its boot loader. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/facts/facts_kos.h"
#include "grading/facts/grub64.h"
#include "grading/labs/firmware.h"

enum { /* Multiboot 2.0, 3.3 and 3.6 */
       MB2_MAGIC = 0x36d76289,
       INFORMATION_MOST = 1 << 16,
       TAG_END = 0,
       TAG_LOADER = 2,
       TAG_MAP = 6,
};

struct tag {
    uint32_t type, bytes;
};

struct map_entry {
    uint64_t base, length;
    uint32_t type, reserved;
};

/* GRUB's information as it lies in RAM. */
struct information {
    unsigned char byte[INFORMATION_MOST];
    uint32_t bytes;
};

/* The bytes that EBX points to: a total size, then tags, each on a multiple of 8, an empty one
   last. False: the check has failed. */
static bool read_information(struct grub_way *w, struct information *i)
{
    paddr_t at = (uint32_t)w->cpu.rbx;
    if ((uint32_t)w->cpu.rax != MB2_MAGIC) {
        check_fail(w->c, "EAX as the bootstrap begins: expected 0x%x (Multiboot 2), found 0x%x",
                   MB2_MAGIC, (uint32_t)w->cpu.rax);
        return false;
    }
    if (!ram(w->c, w->m, at, &i->bytes, sizeof i->bytes))
        return false;
    if (at % 8 || i->bytes < 16 || i->bytes > sizeof i->byte) {
        check_fail(w->c, "EBX as the bootstrap begins: 0x%llx, %u bytes, is no information", at,
                   i->bytes);
        return false;
    }
    return ram(w->c, w->m, at, i->byte, i->bytes);
}

/* A tag's contents; NULL: the check has failed, for want of it or of an end. */
static const unsigned char *find_tag(struct grub_way *w, const struct information *i,
                                     uint32_t type, uint32_t *size)
{
    const unsigned char *found = NULL;
    for (uint32_t at = 8; at + sizeof(struct tag) <= i->bytes;) {
        struct tag tag;
        memcpy(&tag, i->byte + at, sizeof tag);
        if (tag.bytes < sizeof tag || tag.bytes > i->bytes - at)
            break;
        if (tag.type == TAG_END && !found)
            check_fail(w->c, "GRUB's information has no tag %u", type);
        if (tag.type == TAG_END)
            return found;
        if (tag.type == type) {
            found = i->byte + at + sizeof tag;
            *size = tag.bytes - (uint32_t)sizeof tag;
        }
        at += (tag.bytes + 7) & -8u;
    }
    check_fail(w->c, "GRUB's information has no end tag in its %u bytes", i->bytes);
    return NULL;
}

static bool says_grub(struct grub_way *w, const struct information *i)
{
    uint32_t size;
    const unsigned char *name = find_tag(w, i, TAG_LOADER, &size);
    if (!name)
        return false;
    if (size > 4 && memcmp(name, "GRUB", 4) == 0)
        return true;
    check_fail(w->c, "the boot loader calls itself \"%.*s\", expected GRUB",
               (int)strnlen((const char *)name, size), (const char *)name);
    return false;
}

/* GRUB's map is the firmware's, entry by entry. */
static bool says_map(struct grub_way *w, const struct information *i,
                     const struct firmware_map *map)
{
    uint32_t size, entry_bytes;
    const unsigned char *tag = find_tag(w, i, TAG_MAP, &size);
    if (!tag)
        return false;
    memcpy(&entry_bytes, tag, sizeof entry_bytes);
    size_t n = entry_bytes >= sizeof(struct map_entry) ? (size - 8) / entry_bytes : 0;
    for (size_t k = 0; k < n && k < map->n; k++) {
        struct map_entry e;
        memcpy(&e, tag + 8 + k * entry_bytes, sizeof e);
        if (e.base == map->entry[k].base && e.length == map->entry[k].length &&
            e.type == map->entry[k].type)
            continue;
        check_fail(w->c,
                   "GRUB's map, entry %zu: 0x%llx-0x%llx type %u, the firmware's: 0x%llx-0x%llx"
                   " type %u",
                   k, (vaddr_t)e.base, (vaddr_t)(e.base + e.length), e.type,
                   (vaddr_t)map->entry[k].base,
                   (vaddr_t)(map->entry[k].base + map->entry[k].length), map->entry[k].type);
        return false;
    }
    if (n != map->n)
        check_fail(w->c, "GRUB's map has %zu entries, the firmware's %zu", n, map->n);
    return n == map->n;
}

void kos_d14_grub(struct check_run *c)
{
    struct firmware_map map;
    struct grub_way w;
    struct information *i = malloc(sizeof *i);
    uint64_t ram_bytes = (32 + random_below(c->random, 64)) * MiB;
    if (i && way_begin(&w, c, ram_bytes)) {
        if (firmware_map(c, &w.setup.config, &map) && way_bootstrap(&w) &&
            read_information(&w, i) && says_grub(&w, i) && says_map(&w, i, &map) &&
            way_ready(&w))
            fact_knows_map(c, w.m, map.entry, map.n);
        way_drop(&w);
    }
    free(i);
}
