/* libFuzzer: whatever the firmware says, the usable ranges keep their promises (memmap.h).
   SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "mm/memmap.h"

enum {
    MAX_ENTRIES = 255,
    MAX_RANGES = MAX_ENTRIES + 1 /* every entry can begin one, or split one */
};

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool enabled(const struct e820_entry *e)
{
    return e->attributes & E820_ENABLED;
}

/* The last byte that an entry claims: one that wraps claims all from its base on. Length > 0. */
static uint64_t last_byte(const struct e820_entry *e)
{
    uint64_t last = e->base + (e->length - 1);
    return last < e->base ? UINT64_MAX : last;
}

/* Sorted, disjoint and not even touching, whole pages, believable. */
static void check_form(const struct range_set *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct range *r = &s->range[i];
        require(r->start < r->end && r->end <= PHYS_LIMIT);
        require((r->start | r->end) % PAGE_SIZE == 0);
        require(i == 0 || r[-1].end < r->start);
    }
}

/* Nothing that another kind of entry claims, and nothing that no usable entry claims. */
static void check_claims(const struct e820_entry *entry, size_t n, const struct range *r)
{
    for (size_t i = 0; i < n; i++)
        if (enabled(&entry[i]) && entry[i].type != E820_USABLE && entry[i].length)
            require(r->end <= entry[i].base || last_byte(&entry[i]) < r->start);
    /* Extend what is known to be covered until nothing moves, as far as the range's end. */
    uint64_t covered = r->start;
    for (bool moved = true; moved && covered < r->end;) {
        moved = false;
        for (size_t i = 0; i < n; i++)
            if (enabled(&entry[i]) && entry[i].type == E820_USABLE && entry[i].length &&
                entry[i].base <= covered && last_byte(&entry[i]) >= covered) {
                moved = true;
                covered =
                    last_byte(&entry[i]) == UINT64_MAX ? r->end : last_byte(&entry[i]) + 1;
            }
    }
    require(covered >= r->end);
}

/* Bytes as they come are rarely an entry that counts, and rarely two that meet. */
static void tame(struct e820_entry *e)
{
    e->base &= e->base & 1 ? 0x7fff : UINT64_MAX;
    e->length &= e->length & 1 ? 0x7fff : UINT64_MAX;
    e->type %= 4;
    e->attributes |= e->attributes >> 31;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct e820_entry entry[MAX_ENTRIES], reversed[MAX_ENTRIES];
    static struct range range[MAX_RANGES], again[MAX_RANGES];
    size_t n = size / sizeof *entry;
    if (n > MAX_ENTRIES)
        n = MAX_ENTRIES;
    memcpy(entry, data, n * sizeof *entry);
    for (size_t i = 0; i < n && size % 2; i++)
        tame(&entry[i]);
    for (size_t i = 0; i < n; i++)
        reversed[n - 1 - i] = entry[i];

    struct range_set s = { range, 0, MAX_RANGES }, t = { again, 0, MAX_RANGES };
    require(memmap_usable(entry, n, &s));
    check_form(&s);
    for (size_t i = 0; i < s.n; i++)
        check_claims(entry, n, &range[i]);

    require(memmap_usable(reversed, n, &t));
    require(s.n == t.n && memcmp(range, again, s.n * sizeof *range) == 0);

    /* Too little room is refused, not overrun; libFuzzer runs this under ASan. */
    if (s.n) {
        struct range_set small = { malloc((s.n - 1) * sizeof *range), 0, s.n - 1 };
        require(!memmap_usable(entry, n, &small) && small.n <= small.capacity);
        free(small.range);
    }
    return 0;
}
