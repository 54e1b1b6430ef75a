/* The first page tables with plain arrays: no walker, a page table is filled in one go.
   SPDX-License-Identifier: MIT */
#include "boot/tables.h"

enum {
    ENTRIES = 512,
    LINK = 7,
};

static const struct phys_region *next, *end;

static uint64_t *take(enum phys_use use)
{
    while (next < end && next->use != use)
        next++;
    if (next == end)
        return NULL;
    uint64_t *table = (uint64_t *)(uint32_t)next++->start;
    for (int i = 0; i < ENTRIES; i++)
        table[i] = 0;
    return table;
}

/* The page table for the 2 MiB that va lies in. */
static uint64_t *page_table(uint64_t *root, vaddr_t va)
{
    uint64_t *table = root;
    for (int shift = 39; shift > 12; shift -= 9) {
        uint64_t *entry = &table[va >> shift & (ENTRIES - 1)];
        if (!(*entry & 1)) {
            table = take(USE_TABLES);
            if (!table)
                return NULL;
            *entry = (uint32_t)table | LINK;
        }
        table = (uint64_t *)(uint32_t)(*entry & 0xfffff000);
    }
    return table;
}

bool tables_build(const struct layout *l, paddr_t *root)
{
    next = l->phys;
    end = l->phys + l->nphys;
    uint64_t *top = take(USE_ROOT);
    if (!top)
        return false;
    *root = (uint32_t)top;
    next = l->phys;
    for (size_t i = 0; i < l->nvirt; i++) {
        const struct virt_region *r = &l->virt[i];
        if (!(r->life.phases & PHASE_TABLES))
            continue;
        vaddr_t va = r->start;
        paddr_t pa = r->pa;
        uint64_t left = r->size;
        while (left) {
            uint64_t *table = page_table(top, va);
            if (!table)
                return false;
            for (unsigned k = va >> 12 & (ENTRIES - 1); k < ENTRIES && left; k++) {
                table[k] = pa | 1 | (r->rights & RIGHT_W ? 2 : 0);
                va += PAGE_SIZE;
                pa += PAGE_SIZE;
                left -= PAGE_SIZE;
            }
        }
    }
    return true;
}
