/* An allocator whose books are mapped with frames of its own: all that it needs beforehand is a way to
   reach new page tables. SPDX-License-Identifier: MIT */
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/scratch.h"

static bool reserved_table(paddr_t *pa)
{
    *pa = layout_phys(&layout, "SCRATCH_PT")->start;
    __builtin_memset(phys_at(*pa), 0, PAGE_SIZE);
    return true;
}

void frames_space_init(void)
{
    struct page_memory early = { phys_at, reserved_table };
    struct walk w = kernel_walk();
    w.memory = &early;
    scratch_init(&w);
}
