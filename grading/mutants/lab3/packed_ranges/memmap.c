/* E820 entries to ranges by a sweep over the sorted ends of all entries. SPDX-License-Identifier: MIT */
#include "mm/memmap.h"

static uint64_t edge[2 * 256];

static bool covers(const struct e820_entry *e, uint64_t at)
{
    uint64_t end = e->length > PHYS_LIMIT - e->base ? PHYS_LIMIT : e->base + e->length;
    return (e->attributes & E820_ENABLED) && e->base < PHYS_LIMIT && e->base <= at && at < end;
}

static bool usable_at(const struct e820_entry *entry, size_t n, uint64_t at)
{
    bool yes = false;
    for (size_t i = 0; i < n; i++)
        if (covers(&entry[i], at)) {
            if (entry[i].type != E820_USABLE)
                return false;
            yes = true;
        }
    return yes;
}

static size_t insert(size_t n, uint64_t value)
{
    size_t i = n;
    for (; i > 0 && edge[i - 1] > value; i--)
        edge[i] = edge[i - 1];
    edge[i] = value;
    return n + 1;
}

bool memmap_usable(const struct e820_entry *entry, size_t n, struct range_set *usable)
{
    size_t nedges = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(entry[i].attributes & E820_ENABLED) || entry[i].base >= PHYS_LIMIT)
            continue;
        uint64_t room = PHYS_LIMIT - entry[i].base;
        nedges = insert(nedges, entry[i].base);
        nedges =
            insert(nedges, entry[i].base + (entry[i].length < room ? entry[i].length : room));
    }
    bool open = false;
    uint64_t start = 0;
    for (size_t i = 0; i < nedges; i++) {
        bool now = edge[i] < PHYS_LIMIT && usable_at(entry, n, edge[i]);
        if (now && !open)
            start = edge[i];
        if (open && !now &&
            !range_add(usable, (start + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE,
                       edge[i] / PAGE_SIZE * PAGE_SIZE))
            return false;
        open = now;
    }
    return true;
}
