/* jinue from chapter 4 on: boot's identity maps as long as they are there; then the rows from KLIMIT
   up, and the scratch pages for the rest. SPDX-License-Identifier: MIT */
#include "mm/reach_klimit.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/scratch.h"
#include "mm/window.h"

static bool is_final; /* the identity maps are gone */

static void *identity(paddr_t pa)
{
    for (const struct virt_region *r = layout.virt; r < layout.virt + layout.nvirt; r++)
        if (r->life.phases & PHASE_TABLES && r->start == r->pa && pa - r->pa < r->size)
            return (void *)(uintptr_t)pa;
    return NULL;
}

void *phys_at(paddr_t pa)
{
    if (!is_final)
        return identity(pa);
    void *at = window_at(pa);
    if (at)
        return at;
    char *page = scratch_show(SCRATCH_REACH, pa & -PAGE_SIZE);
    return page ? page + pa % PAGE_SIZE : NULL;
}

void reach_klimit_init(void)
{
    is_final = true;
    struct walk w = kernel_walk();
    walk_find(&w, layout_virt(&layout, "SCRATCH")->start);
    if (!w.slot || w.level != w.mode->nlevels - 1u)
        panic("the scratch pages' table is out of reach");
    scratch_use(&w);
}

/* New tables are space.c's business. */
const struct page_memory kernel_memory = { phys_at, NULL };
