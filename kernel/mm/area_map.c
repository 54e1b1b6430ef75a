/* Mapping a frame allocator's bookkeeping. SPDX-License-Identifier: MIT */
#include "core/chapter.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"
#include "mm/pmm_area.h"

/* Whether a row that this chapter's kernel has wants frames there, to write to. */
static bool backed_by_frames(vaddr_t va)
{
    for (size_t i = 0; i < layout.nvirt; i++) {
        const struct virt_region *r = &layout.virt[i];
        if (r->backing == BACK_FRAMES && (r->rights & RIGHT_W) && va - r->start < r->size &&
            life_covers(r->life, PHASE_KERNEL, chapter))
            return true;
    }
    return false;
}

bool pmm_area_map(vaddr_t va, paddr_t pa)
{
    if (!backed_by_frames(va))
        return false;
    struct walk w = kernel_walk();
    return walk_map(&w, va, w.mode->nlevels - 1u, pa, rights_to_flags(w.mode, RIGHT_W));
}
