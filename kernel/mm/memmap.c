/* E820 entries to ranges: all that is usable, less all that is not, cut to whole pages.
   SPDX-License-Identifier: MIT */
#include "mm/memmap.h"

#include "core/not_written.h"

//@lab 3
static bool apply(const struct e820_entry *e, struct range_set *s)
{
    if (!(e->attributes & E820_ENABLED) || e->base >= PHYS_LIMIT)
        return true;
    uint64_t end = e->base + e->length;
    if (end < e->base || end > PHYS_LIMIT) /* wraps, or claims what cannot be there */
        end = PHYS_LIMIT;
    return e->type == E820_USABLE ? range_add(s, e->base, end) : range_remove(s, e->base, end);
}

/* Pages that are in the set only in part are dropped. Ranges stay disjoint: gaps only grow. */
static void cut_to_pages(struct range_set *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++) {
        uint64_t start = (s->range[i].start + PAGE_SIZE - 1) & -PAGE_SIZE;
        uint64_t end = s->range[i].end & -PAGE_SIZE;
        if (start < end)
            s->range[kept++] = (struct range){ start, end };
    }
    s->n = kept;
}

//@end
bool memmap_usable(const struct e820_entry *entry, size_t n, struct range_set *usable)
{
    //@lab 3
    for (size_t i = 0; i < n; i++)
        if (entry[i].type == E820_USABLE && !apply(&entry[i], usable))
            return false;
    for (size_t i = 0; i < n; i++)
        if (entry[i].type != E820_USABLE && !apply(&entry[i], usable))
            return false;
    cut_to_pages(usable);
    return true;
    //@stub
    //  /* Exercise 1: put every usable entry into the set, take every other one out of it, cut
    //     what is left to whole pages. memmap.h says what entries may look like, range.h what a
    //     set does. */
    //  (void)entry, (void)n, (void)usable;
    //  not_written(3, "memmap_usable");
    //@end
}
