/* The first page tables: all of them cleared first, then one page after the other, the accessed
   and dirty bits set beforehand. SPDX-License-Identifier: MIT */
#include "boot/tables.h"
#include "mm/walk.h"

static paddr_t spare[32];
static size_t nspare, used;

static void *at(paddr_t pa)
{
    return (void *)(uint32_t)pa;
}

static void zero(paddr_t pa)
{
    for (volatile uint32_t *p = at(pa), *stop = p + 1024; p < stop; p++)
        *p = 0;
}

static bool give(paddr_t *pa)
{
    if (used == nspare)
        return false;
    *pa = spare[used++];
    return true;
}

bool tables_build(const struct layout *l, paddr_t *root)
{
    nspare = used = 0;
    for (size_t i = 0; i < l->nphys; i++) {
        if (l->phys[i].use == USE_ROOT)
            *root = l->phys[i].start;
        else if (l->phys[i].use == USE_TABLES && nspare < ARRAY_SIZE(spare))
            spare[nspare++] = l->phys[i].start;
        else
            continue;
        zero(l->phys[i].start);
    }
    const struct page_memory tables = { at, give };
    struct walk w = { .mode = l->mode, .memory = &tables, .root = *root };
    for (const struct virt_region *r = l->virt; r < l->virt + l->nvirt; r++) {
        if (!(r->life.phases & PHASE_TABLES))
            continue;
        pte_t flags = PTE_A | PTE_D;
        if (r->rights & RIGHT_W)
            flags |= PTE_W;
        for (vaddr_t va = r->start; va != r->start + r->size; va += PAGE_SIZE)
            if (!walk_map(&w, va, l->mode->nlevels - 1, va - r->start + r->pa, flags))
                return false;
    }
    return true;
}
