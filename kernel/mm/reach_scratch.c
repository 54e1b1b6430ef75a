/* From chapter 3 on: windows first, and for all other memory the scratch pages; new tables are
   frames. SPDX-License-Identifier: MIT */
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/scratch.h"
#include "mm/window.h"

void *phys_at(paddr_t pa)
{
    void *at = window_at(pa);
    if (at)
        return at;
    char *page = scratch_show(SCRATCH_REACH, pa & -PAGE_SIZE);
    return page ? page + pa % PAGE_SIZE : NULL;
}

static bool new_table(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    __builtin_memset(scratch_show(SCRATCH_CLEAR, *pa), 0, PAGE_SIZE);
    return true;
}

const struct page_memory kernel_memory = { phys_at, new_table };
