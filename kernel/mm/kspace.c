/* From the boot's page tables to the kernel's. SPDX-License-Identifier: MIT */
#include "mm/kspace.h"

#include "arch/x86.h"
#include "core/not_written.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"
#include "mm/sections.h"
#include "mm/window.h"

//@lab 2
static bool within(vaddr_t va, const char *start, const char *end)
{
    return (uintptr_t)start <= va && va < (uintptr_t)end;
}

static unsigned page_rights(const struct virt_region *r, vaddr_t va)
{
    if (r->backing == BACK_IMAGE && within(va, text_start, text_end))
        return RIGHT_X;
    if (r->backing == BACK_IMAGE && within(va, rodata_start, rodata_end))
        return 0;
    return r->rights;
}

/* The identity map has a root entry to itself: one store removes it all. */
static void drop_identity(struct walk *w)
{
    walk_find_to(w, layout_virt(&layout, "IDENTITY")->start, 0);
    walk_store(w, 0);
}

/* Pages that boot did not map stay as they are: later code brings them in. */
static void protect_row(struct walk *w, const struct virt_region *r)
{
    for (vaddr_t va = r->start; va < r->start + r->size; va += PAGE_SIZE) {
        walk_find(w, va);
        if (!walk_present(w))
            return;
        walk_store(w, walk_pa(w) | PTE_P | rights_to_flags(w->mode, page_rights(r, va)));
    }
}

//@end
void kspace_enter(void)
{
    //@lab 2
    struct walk w = kernel_walk();
    drop_identity(&w);
    for (size_t i = 0; i < layout.nvirt; i++) {
        const struct virt_region *r = &layout.virt[i];
        bool is_fixed = r->backing == BACK_FIXED || r->backing == BACK_IMAGE;
        if (is_fixed && life_covers(r->life, PHASE_KERNEL, window_chapter()))
            protect_row(&w, r);
    }
    cpu_set_cr3(cpu_cr3()); /* no entry is global: the whole TLB goes. [intel/vol3] 4.10.4.1 */
    //@stub
    //  /* Exercises 1 to 3: the identity map, the sections' rights, the TLB. */
    //  not_written(2, "kspace_enter");
    //@end
}
