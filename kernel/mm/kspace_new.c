/* The kernel's own address space: built beside the boot's, then switched to. Facts D10, D12.
   SPDX-License-Identifier: MIT */
#include "mm/kspace.h"

#include "arch/x86.h"
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/sections.h"
#include "mm/window.h"

static size_t ntables; /* pages of the row SPACE that have become tables */

/* The next page of the row SPACE, cleared: memory may hold anything. */
static bool next_table(paddr_t *pa)
{
    const struct phys_region *space = layout_phys(&layout, "SPACE");
    if (ntables * PAGE_SIZE == space->size)
        return false;
    *pa = space->start + ntables++ * PAGE_SIZE;
    __builtin_memset(phys_at(*pa), 0, PAGE_SIZE);
    return true;
}

static void map_pages(struct walk *w, vaddr_t start, vaddr_t end, paddr_t pa, unsigned rights)
{
    pte_t flags = rights_to_flags(w->mode, rights);
    for (vaddr_t va = start; va < end; va += PAGE_SIZE)
        if (!walk_map(w, va, w->mode->nlevels - 1u, pa + (va - start), flags))
            panic("the row SPACE has no page left for a table of 0x%llx", va);
}

/* The sections, and the rest of the row behind them. */
static void map_image(struct walk *w, const struct virt_region *r)
{
    const struct {
        vaddr_t start, end;
        unsigned rights;
    } part[] = {
        { (uintptr_t)text_start, (uintptr_t)text_end, RIGHT_X },
        { (uintptr_t)rodata_start, (uintptr_t)rodata_end, 0 },
        { (uintptr_t)data_start, r->start + r->size, r->rights },
    };
    for (size_t i = 0; i < ARRAY_SIZE(part); i++)
        map_pages(w, part[i].start, part[i].end, r->pa + (part[i].start - r->start),
                  part[i].rights);
}

void kspace_enter(void)
{
    struct page_memory space = { phys_at, next_table };
    struct walk w = { .mode = layout.mode, .memory = &space };
    if (!next_table(&w.root))
        panic("the row SPACE is empty");
    for (size_t i = 0; i < layout.nvirt; i++) {
        const struct virt_region *r = &layout.virt[i];
        if (!life_covers(r->life, PHASE_KERNEL, window_chapter()))
            continue;
        if (r->backing == BACK_IMAGE)
            map_image(&w, r);
        else if (r->backing == BACK_FIXED)
            map_pages(&w, r->start, r->start + r->size, r->pa, r->rights);
    }
    /* This code and its stack lie at the same addresses in both spaces. No entry is global, so
       nothing of the old one stays in the TLB. [intel/vol3] 4.10.4.1 */
    cpu_set_cr3(w.root);
}
