/* anos: the frame allocator's own address space. SPDX-License-Identifier: MIT */
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/scratch.h"

/* The tables that the layout reserves, in the order in which the mappings below need them. */
static const char *const reserved_table[] = { "PT_SECOND", "SCRATCH_PT", "PMM_PD", "PMM_PT" };
static size_t ntables;

static bool next_reserved(paddr_t *pa)
{
    if (ntables == ARRAY_SIZE(reserved_table))
        return false;
    *pa = layout_phys(&layout, reserved_table[ntables++])->start;
    __builtin_memset(phys_at(*pa), 0, PAGE_SIZE);
    return true;
}

static void map_early(struct walk *w, vaddr_t va, paddr_t pa)
{
    pte_t flags = rights_to_flags(w->mode, RIGHT_W);
    if (!walk_map(w, va, w->mode->nlevels - 1u, pa, flags))
        panic("0x%llx cannot be mapped", va);
}

/* With the tables and the page that the layout reserves: the first page of the PMM area, the second
   2 MiB of memory, the scratch pages' table. Facts C11 to C13, C20, C22. */
void frames_space_init(void)
{
    struct page_memory early = { phys_at, next_reserved };
    struct walk w = kernel_walk();
    w.memory = &early;
    const struct virt_region *second = layout_virt(&layout, "WINDOW_SECOND");
    for (uint64_t offset = 0; offset < second->size; offset += PAGE_SIZE)
        map_early(&w, second->start + offset, second->pa + offset);
    scratch_init(&w);
    const struct virt_region *area = layout_virt(&layout, "PMM_AREA");
    paddr_t page = layout_phys(&layout, "PMM_PAGE")->start;
    __builtin_memset(phys_at(page), 0, PAGE_SIZE);
    map_early(&w, area->start, page);
}
