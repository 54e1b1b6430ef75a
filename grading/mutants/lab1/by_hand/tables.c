/* The first page tables by plain arithmetic: no walker, an entry is so many bytes at an address.
   SPDX-License-Identifier: MIT */
#include "boot/tables.h"

static const struct phys_region *next, *end;
static unsigned width, bits; /* of an entry, in bytes; of an index */

static uint32_t take(enum phys_use use)
{
    while (next < end && next->use != use)
        next++;
    if (next == end)
        return 0;
    uint32_t table = (uint32_t)next++->start;
    for (uint32_t at = table; at < table + PAGE_SIZE; at += 4)
        *(uint32_t *)at = 0;
    return table;
}

/* The low half of va's entry in this table, whose entries decide 1 << shift bytes. */
static uint32_t *entry(uint32_t table, vaddr_t va, unsigned shift)
{
    return (uint32_t *)(table + (uint32_t)(va >> shift & ((1u << bits) - 1)) * width);
}

static uint32_t page_table(uint32_t table, vaddr_t va, unsigned nlevels)
{
    for (unsigned shift = 12 + (nlevels - 1) * bits; shift > 12; shift -= bits) {
        uint32_t *link = entry(table, va, shift);
        if (!*link) {
            uint32_t lower = take(USE_TABLES);
            if (!lower)
                return 0;
            *link = lower | 7;
        }
        table = *link & 0xfffff000;
    }
    return table;
}

bool tables_build(const struct layout *l, paddr_t *root)
{
    width = l->mode->entry_bytes;
    bits = width == 4 ? 10 : 9;
    end = l->phys + l->nphys;
    next = l->phys;
    uint32_t top = take(USE_ROOT);
    *root = top;
    next = l->phys;
    for (const struct virt_region *r = l->virt; r < l->virt + l->nvirt; r++) {
        if (!(r->life.phases & PHASE_TABLES))
            continue;
        for (uint64_t at = 0; at < r->size; at += PAGE_SIZE) {
            uint32_t table = page_table(top, r->start + at, l->mode->nlevels);
            if (!table)
                return false;
            *entry(table, r->start + at, 12) =
                (uint32_t)(r->pa + at) | 1 | (r->rights & RIGHT_W ? 2 : 0);
        }
    }
    return top != 0;
}
