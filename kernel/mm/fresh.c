/* Fresh memory, and how it gets into the books. SPDX-License-Identifier: MIT */
#include "mm/fresh.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/runs.h"

static const struct range_set *pool; /* constant after fresh_init() */

/* Fresh are the pool's frames in [start, end). */
static paddr_t start, end;
static size_t first, last; /* the ranges of the pool that they lie in, or touch */
static uint64_t nfresh;

static uint64_t at_most(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t at_least(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

uint64_t fresh_init(const struct range_set *usable)
{
    pool = usable;
    nfresh = 0;
    first = 0;
    while (first < pool->n && pool->range[first].end <= layout.pool_start)
        first++;
    if (first == pool->n)
        return 0;
    last = pool->n - 1;
    start = at_least(pool->range[first].start, layout.pool_start);
    end = pool->range[last].end;
    for (size_t i = first; i <= last; i++)
        nfresh += (pool->range[i].end - at_least(pool->range[i].start, start)) / PAGE_SIZE;
    const struct virt_region *row = layout_virt(&layout, "RUNS");
    ASSERT(row->size >= runs_bytes && layout.memory_limit <= RUNS_LIMIT);
    runs_init(row->start);
    return nfresh;
}

/* The order of the largest run that begins at this page and ends by `stop`. */
static unsigned largest_order(uint64_t page, uint64_t stop)
{
    unsigned order = RUNS_TOP_ORDER;
    while (page % (1ull << order) || page + (1ull << order) > stop)
        order--;
    return order;
}

bool fresh_grow(void)
{
    if (nfresh && start == pool->range[first].end)
        start = pool->range[++first].start;
    uint64_t page = start / PAGE_SIZE;
    /* The books' pages come from the other end: they may take the last ones. */
    if (!nfresh || frames_free() < FRESH_FEW || !runs_open(page) || !nfresh)
        return false;
    uint64_t chunk_end = ((page >> RUNS_TOP_ORDER) + 1) << RUNS_TOP_ORDER;
    uint64_t stop = at_most(at_most(pool->range[first].end, end) / PAGE_SIZE, chunk_end);
    nfresh -= stop - page;
    start = stop * PAGE_SIZE;
    for (unsigned order; page < stop; page += 1ull << order) {
        order = largest_order(page, stop);
        if (!runs_give(page, order))
            panic("frame 0x%llx is fresh, and in the books", page * PAGE_SIZE);
    }
    return true;
}

bool fresh_take(paddr_t *pa)
{
    if (!nfresh)
        return false;
    if (end == pool->range[last].start)
        end = pool->range[--last].end;
    nfresh--;
    *pa = end -= PAGE_SIZE;
    return true;
}

bool fresh_gone(paddr_t pa, uint64_t bytes, struct range *around)
{
    size_t low = 0, high = pool->n; /* the first range that ends above pa is in [low, high] */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pool->range[middle].end <= pa)
            low = middle + 1;
        else
            high = middle;
    }
    *around = (struct range){ 0, 0 };
    if (low == pool->n || pa < pool->range[low].start || (nfresh && pa >= start && pa < end))
        return false;
    around->start = at_least(pool->range[low].start, layout.pool_start);
    around->end = pool->range[low].end;
    if (nfresh && pa < start)
        around->end = at_most(around->end, start);
    else if (nfresh)
        around->start = at_least(around->start, end);
    return around->end - pa >= bytes;
}
