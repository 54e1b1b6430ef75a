/* From chapter 4 on, where a row of the layout shows all memory: an addition. Until that is mapped,
   chapter 3's windows and scratch pages serve. SPDX-License-Identifier: MIT */
#include "mm/reach_ram.h"

#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/scratch.h"
#include "mm/window.h"

static uintptr_t ram_start;
static uint64_t ram_size; /* 0: nothing is mapped yet */

void reach_ram(vaddr_t start, uint64_t size)
{
    ram_start = start;
    ram_size = size;
}

void *phys_at(paddr_t pa)
{
    if (pa < ram_size)
        return (void *)(ram_start + pa);
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
    /* A walk may stand on the table that the other scratch page shows. */
    void *page = *pa < ram_size ? NULL : scratch_show(SCRATCH_CLEAR, *pa);
    __builtin_memset(page ? page : phys_at(*pa), 0, PAGE_SIZE);
    return true;
}

const struct page_memory kernel_memory = { phys_at, new_table };
