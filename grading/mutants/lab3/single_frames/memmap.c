/* E820 entries to ranges by carving: each usable entry is cut at the first entry that disputes a
   part of it, and what is left on both sides is carved further. SPDX-License-Identifier: MIT */
#include "mm/memmap.h"

static const struct e820_entry *map;
static size_t nmap;

static uint64_t end_of(const struct e820_entry *e)
{
    if (!(e->attributes & E820_ENABLED) || e->base > PHYS_LIMIT)
        return e->base;
    return e->length > PHYS_LIMIT - e->base ? PHYS_LIMIT : e->base + e->length;
}

static bool carve(size_t i, uint64_t start, uint64_t end, struct range_set *usable)
{
    for (; i < nmap && start < end; i++) {
        uint64_t from = map[i].base, to = end_of(&map[i]);
        if (map[i].type == E820_USABLE || from >= to || to <= start || from >= end)
            continue;
        if (from > start && !carve(i + 1, start, from, usable))
            return false;
        start = to;
    }
    return start >= end || range_add(usable, start, end);
}

bool memmap_usable(const struct e820_entry *entry, size_t n, struct range_set *usable)
{
    map = entry;
    nmap = n;
    for (size_t i = 0; i < n; i++)
        if (entry[i].type == E820_USABLE && !carve(0, entry[i].base, end_of(&entry[i]), usable))
            return false;
    size_t whole = 0;
    for (size_t i = 0; i < usable->n; i++) {
        struct range r = usable->range[i];
        r.start += -r.start % PAGE_SIZE;
        r.end -= r.end % PAGE_SIZE;
        if (r.start < r.end)
            usable->range[whole++] = r;
    }
    usable->n = whole;
    return true;
}
