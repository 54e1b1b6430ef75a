/* jinue's final kernel space: what lies from KLIMIT up, and nothing below. Facts E17, E22, E23.
   SPDX-License-Identifier: MIT */
#include "arch/x86.h"
#include "core/chapter.h"
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/scratch.h"
#include "mm/space.h"
#include "mm/window.h"

/* The list's first frames: they lie where the row RUNTIME will show them. */
static bool new_table(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    __builtin_memset(phys_at(*pa), 0, PAGE_SIZE);
    return true;
}

static void map_page(struct walk *w, vaddr_t va, paddr_t pa, unsigned rights)
{
    if (!walk_map(w, va, w->mode->nlevels - 1u, pa, rights_to_flags(w->mode, rights)))
        panic("no frame for the page table of 0x%llx", va);
}

/* Built beside the initial tables, which are discarded with both identity maps. Nobody needs
   these any longer: map 1 was for video memory and the boot's data; map 2 for the move, and for
   a switch to PAE, which the document has between the move and this (E18 to E20). */
void space_init(void)
{
    const struct page_memory early = { phys_at, new_table };
    struct walk w = { .mode = layout.mode, .memory = &early };
    if (!new_table(&w.root))
        panic("no frame for the page directory");
    for (size_t i = 0; i < layout.nvirt; i++) {
        const struct virt_region *r = &layout.virt[i];
        bool is_fixed = r->backing == BACK_FIXED || r->backing == BACK_IMAGE;
        for (vaddr_t va = r->start;
             is_fixed && life_covers(r->life, PHASE_KERNEL, chapter) && va - r->start < r->size;
             va += PAGE_SIZE)
            map_page(&w, va, r->pa + (va - r->start), r->rights);
    }
    /* The scratch pages' table, with nothing in it yet. */
    map_page(&w, layout_virt(&layout, "SCRATCH")->start, 0, 0);
    walk_store(&w, 0);
    /* This code and its stack lie at the same addresses in both spaces; nothing of the old one
       stays in the TLB, as no entry is global. [intel/vol3] 4.10.4.1 */
    cpu_set_cr3(w.root);
    window_complete();
    struct walk kernel = kernel_walk();
    scratch_init(&kernel); /* with a table that the row RUNTIME shows */
}
