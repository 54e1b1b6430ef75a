/* The scratch pages: one entry each of one table.
   SPDX-License-Identifier: MIT */
#include "mm/scratch.h"

#include "arch/x86.h"
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"

static vaddr_t scratch_start; /* 0: there are none */
static char *scratch_slot;    /* the first one's entry, in reach for good */

void scratch_init(struct walk *w)
{
    vaddr_t va = layout_virt(&layout, "SCRATCH")->start;
    /* Mapping anything makes the tables; scratch_show() replaces what. */
    if (!walk_map(w, va, w->mode->nlevels - 1u, 0, w->mode->nx))
        panic("no table for the scratch pages");
    scratch_slot = w->slot;
    scratch_start = va;
    walk_store(w, 0);
    cpu_invalidate_page(va);
}

static void set(unsigned page, pte_t value)
{
    if (layout.mode->entry_bytes == 4)
        ((volatile uint32_t *)scratch_slot)[page] = (uint32_t)value;
    else
        ((volatile uint64_t *)scratch_slot)[page] = value;
    cpu_invalidate_page(scratch_start + page * PAGE_SIZE);
}

void *scratch_show(enum scratch_page page, paddr_t pa)
{
    if (!scratch_start)
        return NULL;
    vaddr_t va = scratch_start + page * PAGE_SIZE;
    set(page, pa | PTE_P | rights_to_flags(layout.mode, RIGHT_W));
    return (void *)(uintptr_t)va;
}

void scratch_end(void)
{
    for (unsigned page = 0; scratch_start && page < NSCRATCH; page++)
        set(page, 0);
    scratch_start = 0;
}
