/* The kernel's address space by a walk over all that is mapped: what no row of the layout knows is
   taken out, the rest gets its rights, and each page is invalidated by itself.
   SPDX-License-Identifier: MIT */
#include "mm/kspace.h"

#include "arch/x86.h"
#include "core/chapter.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"
#include "mm/sections.h"

static const struct virt_region *row_of(vaddr_t va)
{
    for (size_t i = 0; i < layout.nvirt; i++) {
        const struct virt_region *r = &layout.virt[i];
        if (va - r->start < r->size && life_covers(r->life, PHASE_KERNEL, chapter))
            return r;
    }
    return NULL;
}

static pte_t leaf(const struct walk *w, const struct virt_region *r)
{
    const char *page = (const char *)(uintptr_t)w->va;
    pte_t entry = walk_pa(w) | PTE_P;
    if (page >= text_start && page < text_end)
        return entry;
    if (page >= rodata_start && page < rodata_end)
        return entry | PTE_NX;
    return entry | rights_to_flags(w->mode, r->rights);
}

void kspace_enter(void)
{
    cpu_set_cr0(cpu_cr0() | CR0_WP);
    struct walk w = kernel_walk();
    walk_find(&w, 0);
    do {
        if (!walk_present(&w))
            continue;
        const struct virt_region *r = row_of(w.va);
        if (!r || r->backing != BACK_ALIAS) /* the same entries serve there */
            walk_store(&w, r ? leaf(&w, r) : 0);
        cpu_invalidate_page(w.va);
    } while (walk_next(&w));
}
