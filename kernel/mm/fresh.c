/* Fresh memory, and how it gets into the books. SPDX-License-Identifier: MIT */
#include "mm/fresh.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/pmm_area.h"
#include "mm/runs.h"

static const struct range_set *pool; /* constant after fresh_init() */

/* Fresh are the pool's frames in [start, end). Below, the books tell of them; above they are the
   allocator's own. */
static paddr_t start, end;
static size_t first, last; /* the ranges of the pool that they lie in, or touch */
static uint64_t nfresh;

static uint64_t at_most(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
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
    start = pool->range[first].start;
    if (start < layout.pool_start)
        start = layout.pool_start;
    end = pool->range[last].end;
    for (size_t i = first; i <= last; i++)
        nfresh +=
            (pool->range[i].end - (i == first ? start : pool->range[i].start)) / PAGE_SIZE;
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
    /* The books' own pages come from the other end: it may be the last frame that they take. */
    if (!nfresh || !runs_open(page) || !nfresh)
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

/* High memory for the books: low memory, which is used first, stays in large runs. */
bool runs_back(vaddr_t page)
{
    paddr_t pa;
    if (nfresh < layout.mode->nlevels || !frame_take(&pa)) /* itself, and the tables above it */
        return false;
    if (!pmm_area_map(page, pa))
        panic("0x%llx, a page of the books, cannot be mapped", page);
    __builtin_memset((void *)(uintptr_t)page, 0, PAGE_SIZE);
    return true;
}

struct range fresh_grown(paddr_t pa)
{
    size_t low = 0, high = pool->n; /* the first range that ends above pa is in [low, high] */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pool->range[middle].end <= pa)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == pool->n || pa < pool->range[low].start || pa < layout.pool_start || pa >= start)
        return (struct range){ 0, 0 };
    struct range r = pool->range[low];
    if (r.start < layout.pool_start)
        r.start = layout.pool_start;
    r.end = at_most(r.end, start);
    return r;
}
