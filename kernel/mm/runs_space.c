/* The frame allocator's address space where it begins with nothing: a table for the scratch
   pages, so that frames can be reached, is all that it needs. SPDX-License-Identifier: MIT */
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/scratch.h"

static bool scratch_table(paddr_t *pa)
{
    *pa = layout_phys(&layout, "SCRATCH_PT")->start;
    __builtin_memset(phys_at(*pa), 0, PAGE_SIZE);
    return true;
}

void frames_space_init(void)
{
    struct page_memory early = { phys_at, scratch_table };
    struct walk w = kernel_walk();
    w.memory = &early;
    scratch_init(&w);
}
