/* Drawing memory maps as bad as firmware's worst, and judging them byte range by byte range.
   SPDX-License-Identifier: MIT */
#include "grading/labs/memory_model.h"

#include <stdio.h>
#include <stdlib.h>

#define PHYS_END (1ull << 52) /* [intel/vol3] 4.1.4: no physical address is longer */
#define POOL     (2 * MiB)    /* noise stays above: below are the kernel and its stack */
#define LOW_END  (3 * GiB)    /* QEMU, pc: RAM beyond this much lies from 4 GiB on */

enum where {
    IN_RAM,     /* between 2 MiB and the end of RAM, any byte */
    BEHIND_RAM, /* below 4 GiB, nothing is there */
    ABOVE_4G,   /* the low 32 bits are those of RAM: truncated, it would hit */
    ABOVE_52,   /* no physical address */
    TO_THE_TOP, /* base + length wraps around to RAM */
};

/* The kinds of entries that are thrown in besides memory itself. */
static const struct noise {
    enum where where;
    uint64_t max_size; /* bytes; 0: an empty entry */
    bool memory;       /* type 1; else any other type */
    bool enabled;
} noise[] = {
    { IN_RAM, 40 * KiB, false, true },   /* a hole */
    { IN_RAM, 0, false, true },          /* nothing, reserved */
    { IN_RAM, 256 * KiB, false, false }, /* a hole that is to be ignored */
    { IN_RAM, 0, true, true },           /* nothing, usable */
    { BEHIND_RAM, 16 * MiB, true, false },
    { BEHIND_RAM, 16 * MiB, false, true },
    { ABOVE_4G, 4 * MiB, false, true },
    { ABOVE_52, 64 * MiB, true, true },
    { TO_THE_TOP, 0, false, true },
    { TO_THE_TOP, 0, true, true },
};

static uint32_t other_type(struct random *r)
{
    static const uint32_t type[] = { 2, 3, 4, 5, 0, 6, 7, 12, 0x80000001, 0xffffffff };
    return type[random_below(r, ARRAY_SIZE(type))];
}

static void add(struct plan *p, uint64_t base, uint64_t length, uint32_t type,
                uint32_t attributes)
{
    if (p->n < PLAN_ENTRIES)
        p->entry[p->n++] = (struct e820_entry){ base, length, type, attributes };
}

static void add_noise(struct plan *p, struct random *r, const struct noise *k, uint64_t ram_end)
{
    uint64_t in_ram = POOL + random_below(r, ram_end - POOL);
    uint64_t size = k->max_size ? 1 + random_below(r, k->max_size) : 0;
    uint64_t base = in_ram;
    switch (k->where) {
    case IN_RAM:
        if (size > ram_end - base)
            size = ram_end - base;
        break;
    case BEHIND_RAM:
        base = 0xc0000000 + random_below(r, 0x3e000000);
        break;
    case ABOVE_4G:
        base = ((4096 + random_below(r, 1024)) << 32) + in_ram;
        break;
    case ABOVE_52:
        base = PHYS_END + (random_below(r, 1024) << 40) + in_ram;
        break;
    case TO_THE_TOP:
        base = -(1 + random_below(r, 1ull << 40));
        size = -base + in_ram;
        break;
    }
    uint32_t type = k->memory ? E820_USABLE : other_type(r);
    uint32_t more = random_below(r, 4) == 0 ? 2 : 0; /* attribute bit 1: non-volatile */
    add(p, base, size, type, (k->enabled ? E820_ENABLED : 0) | more);
}

/* Memory in `slices` pieces: cut at any byte; one in eight is left out, one in four reaches into
   the next, the others touch. */
static void add_memory(struct plan *p, struct random *r, uint64_t start, uint64_t end,
                       size_t slices)
{
    uint64_t step = (end - start) / slices, at = start;
    for (size_t i = 0; i < slices; i++) {
        uint64_t cut =
            i + 1 == slices ? end : start + (i + 1) * step - random_below(r, step / 2);
        uint64_t into =
            random_below(r, 4) == 0 && i + 1 < slices ? random_below(r, step / 4) : 0;
        if (i == 0 || random_below(r, 8) != 0)
            add(p, at, cut + into - at, E820_USABLE, E820_ENABLED);
        at = cut;
    }
}

/* The first 2 MiB, where kernel and tables are, as firmware shows them. */
static void add_low(struct plan *p, uint64_t pool)
{
    p->n = 0;
    add(p, 0, 0x9f000, E820_USABLE, E820_ENABLED);
    add(p, 0x9f000, 0x61000, E820_RESERVED, E820_ENABLED);
    add(p, MiB, pool - MiB, E820_USABLE, E820_ENABLED);
}

void plan_draw_tame(struct plan *p, struct random *r, uint64_t pool, uint64_t ram_bytes,
                    size_t holes)
{
    uint64_t step = (ram_bytes - 128 * KiB - pool) / (holes + 1) & -PAGE_SIZE, at = pool;
    add_low(p, pool);
    for (size_t i = 0; i < holes; i++) {
        uint64_t size = step / 2 + random_below(r, step / 4), hole = 1 + random_below(r, 12);
        size &= -PAGE_SIZE;
        add(p, at, size, E820_USABLE, E820_ENABLED);
        if (i % 2) /* said to be reserved, or not mentioned at all */
            add(p, at + size, hole * PAGE_SIZE, E820_RESERVED, E820_ENABLED);
        at += size + hole * PAGE_SIZE;
    }
    add(p, at, (ram_bytes - 128 * KiB - at) & -PAGE_SIZE, E820_USABLE, E820_ENABLED);
    plan_settle(p);
}

void plan_draw_high(struct plan *p, struct random *r, uint64_t pool)
{
    plan_draw_tame(p, r, pool, pool + 2 * MiB, 3);
    add(p, 4 * GiB + random_below(r, 256) * PAGE_SIZE, (128 + random_below(r, 128)) * PAGE_SIZE,
        E820_USABLE, E820_ENABLED);
    plan_settle(p);
}

void plan_draw(struct plan *p, struct random *r, uint64_t ram_bytes, size_t n)
{
    uint64_t low_end = ram_bytes < LOW_END ? ram_bytes : LOW_END;
    size_t slices = (n - 3) / 4 ? (n - 3) / 4 : 1;
    add_low(p, POOL);
    /* The firmware's own tables are at the end of RAM: nobody needs them any more, but a machine
       looks more like one when they are not memory. */
    add_memory(p, r, POOL, low_end - 128 * KiB, slices);
    if (ram_bytes > LOW_END)
        add(p, 4 * GiB, ram_bytes - LOW_END, E820_USABLE, E820_ENABLED);
    /* A claim that wraps, and memory inside: no kernel may believe in either. */
    uint64_t wraps = (1ull << 44) + (random_below(r, 1ull << 30) << 16);
    add(p, wraps, -wraps + random_below(r, low_end), other_type(r), E820_ENABLED);
    add(p, wraps + random_below(r, MiB), 16 * MiB, E820_USABLE, E820_ENABLED);
    for (size_t i = 0; p->n < n; i++)
        add_noise(p, r, &noise[i % ARRAY_SIZE(noise)], low_end);
    for (size_t i = p->n; i > 1; i--) {
        size_t j = random_below(r, i);
        struct e820_entry e = p->entry[i - 1];
        p->entry[i - 1] = p->entry[j];
        p->entry[j] = e;
    }
    plan_settle(p);
}

/* What an entry covers: nothing if disabled or empty; cut off at PHYS_END, also when it wraps. */
static struct span covered(const struct e820_entry *e)
{
    uint64_t end = e->base + e->length;
    if (!(e->attributes & E820_ENABLED) || e->length == 0 || e->base >= PHYS_END)
        return (struct span){ 0, 0 };
    return (struct span){ e->base, end < e->base || end > PHYS_END ? PHYS_END : end };
}

/* No entry starts or ends inside [start, end): one answer holds for all of it. */
static bool is_usable(const struct plan *p, uint64_t start)
{
    bool usable = false;
    for (size_t i = 0; i < p->n; i++) {
        struct span s = covered(&p->entry[i]);
        if (start < s.start || start >= s.end)
            continue;
        if (p->entry[i].type != E820_USABLE)
            return false;
        usable = true;
    }
    return usable;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

void plan_settle(struct plan *p)
{
    uint64_t edge[2 * PLAN_ENTRIES];
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        struct span s = covered(&p->entry[i]);
        edge[n++] = s.start;
        edge[n++] = s.end;
    }
    qsort(edge, n, sizeof *edge, ascending);
    p->nusable = 0;
    /* Invariant: [start, edge[i]) is usable, and nothing right below start is. */
    for (size_t i = 0; i + 1 < n;) {
        uint64_t start = edge[i];
        size_t k = i;
        while (k + 1 < n && (edge[k] == edge[k + 1] || is_usable(p, edge[k])))
            k++;
        uint64_t first = (start + PAGE_SIZE - 1) & -PAGE_SIZE, end = edge[k] & -PAGE_SIZE;
        if (first < end)
            p->usable[p->nusable++] = (struct span){ first, end };
        i = k > i ? k : i + 1;
    }
}

bool plan_usable(const struct plan *p, uint64_t start, uint64_t end)
{
    for (size_t i = 0; i < p->nusable; i++)
        if (p->usable[i].start <= start && end <= p->usable[i].end)
            return true;
    return false;
}

void plan_explain(const struct plan *p, uint64_t at, char *text, size_t size)
{
    size_t used = 0, shown = 0;
    text[0] = '\0';
    for (size_t i = 0; i < p->n && shown < 4; i++) {
        const struct e820_entry *e = &p->entry[i];
        uint64_t end = e->base + e->length;
        if (e->base > at || (end <= at && end >= e->base))
            continue;
        int k = snprintf(text + used, size - used,
                         "%s  entry %zu: base 0x%llx length 0x%llx type %u attributes %u",
                         shown ? "\n" : "", i, (vaddr_t)e->base, (vaddr_t)e->length, e->type,
                         e->attributes);
        if (k < 0 || used + (size_t)k >= size)
            break;
        used += (size_t)k;
        shown++;
    }
    if (!shown)
        snprintf(text, size, "  no entry claims it");
}
