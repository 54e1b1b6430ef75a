/* The first page tables, from the layout's rows. Runs in 32 bits, without paging: a physical
   address is a pointer. SPDX-License-Identifier: MIT */
#include "boot/tables.h"

#include "core/not_written.h"
#include "mm/walk.h"

//@lab 1
static const struct layout *source;
static size_t next_row; /* where the search for an unused table goes on */

static void *table_at(paddr_t pa)
{
    return (void *)(uintptr_t)pa;
}

static void clear(paddr_t table)
{
    uint32_t *word = table_at(table);
    for (size_t i = 0; i < PAGE_SIZE / sizeof *word; i++)
        word[i] = 0;
}

static bool new_table(paddr_t *pa)
{
    for (; next_row < source->nphys; next_row++) {
        if (source->phys[next_row].use != USE_TABLES)
            continue;
        *pa = source->phys[next_row++].start;
        clear(*pa);
        return true;
    }
    return false;
}

static bool map_row(struct walk *w, const struct virt_region *r)
{
    unsigned leaf = w->mode->nlevels - 1;
    pte_t flags = r->rights & RIGHT_W ? PTE_W : 0;
    for (uint64_t offset = 0; offset < r->size; offset += PAGE_SIZE)
        if (!walk_map(w, r->start + offset, leaf, r->pa + offset, flags))
            return false;
    return true;
}

//@end
bool tables_build(const struct layout *l, paddr_t *root)
{
    //@lab 1
    static const struct page_memory memory = { table_at, new_table };
    source = l;
    next_row = 0;
    for (size_t i = 0; i < l->nphys; i++)
        if (l->phys[i].use == USE_ROOT)
            *root = l->phys[i].start;
    clear(*root);
    struct walk w = { .mode = l->mode, .memory = &memory, .root = *root };
    for (size_t i = 0; i < l->nvirt; i++)
        if ((l->virt[i].life.phases & PHASE_TABLES) && !map_row(&w, &l->virt[i]))
            return false;
    return true;
    //@stub
    //  /* Exercise 2: find and clear the root; then map every page of every row alive in
    //     PHASE_TABLES with walk_map(), whose page_memory hands out the rows of USE_TABLES one
    //     after the other. */
    //  (void)l, (void)root;
    //  not_written(1, "tables_build");
    //@end
}
