/* From the memory map to a pool of frames. SPDX-License-Identifier: MIT */
#include "mm/memory.h"

#include "core/boot.h"
#include "core/chapter.h"
#include "core/panic.h"
#include "core/print.h"
#include "core/stop.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/memmap.h"
#include "mm/reserved.h"

enum { /* every entry can begin a range, and every reserved one, device or row can split one more */
       MAX_RANGES = 2 * MAX_E820 + MAX_RESERVED,
       MAX_ROWS = 64,
};

static struct range usable_range[MAX_RANGES], pool_range[MAX_RANGES + MAX_ROWS + MAX_MODULES];
static struct range_set usable = { usable_range, 0, ARRAY_SIZE(usable_range) };

static bool take_out(struct range_set *pool, paddr_t start, paddr_t end)
{
    return range_remove(pool, start & -PAGE_SIZE, (end + PAGE_SIZE - 1) & -PAGE_SIZE);
}

/* What the frame allocator gets: usable memory less the layout's rows that the kernel keeps and the
   modules. */
static bool make_pool(struct range_set *pool)
{
    for (size_t i = 0; i < usable.n; i++)
        pool->range[pool->n++] = usable.range[i];
    for (size_t i = 0; i < layout.nphys; i++) {
        const struct phys_region *r = &layout.phys[i];
        if (life_covers(r->life, PHASE_KERNEL, chapter) &&
            !take_out(pool, r->start, r->start + r->size))
            return false;
    }
    size_t n;
    for (const struct boot_module *m = boot_modules(&n); n; n--, m++)
        if (!take_out(pool, m->start, m->end))
            return false;
    return true;
}

paddr_t memory_end(void)
{
    return usable.n ? usable.range[usable.n - 1].end : 0;
}

/* A layout has room for so much memory in its address space, and no more. */
static void check_limit(void)
{
    paddr_t end = memory_end();
    if (!layout.memory_limit || end <= layout.memory_limit)
        return;
    print("refused: usable memory up to 0x%llx; this layout has room for 0x%llx, fact %s\n",
          end, layout.memory_limit, layout.memory_limit_fact);
    stop_halt();
}

void memory_init(void)
{
    size_t n;
    const struct e820_entry *entry = boot_memory_map(&n);
    if (!memmap_usable(entry, n, &usable))
        panic("%zu entries make more than %d ranges", n, MAX_RANGES);
    if (!reserved_remove(&usable))
        panic("devices' memory makes more than %d ranges", MAX_RANGES);
    print("usable memory, whole pages:\n");
    memory_print();
    check_limit();
    static struct range_set pool = { pool_range, 0, ARRAY_SIZE(pool_range) };
    if (!make_pool(&pool))
        panic("rows and modules make more than %zu ranges", ARRAY_SIZE(pool_range));
    if (!frames_init(&pool)) {
        print("refused: too little usable memory from 0x%llx up for the frame allocator, fact %s\n",
              layout.pool_start, layout.pool_fact);
        stop_halt();
    }
}

void memory_print(void)
{
    for (size_t i = 0; i < usable.n; i++)
        print("  0x%016llx-0x%016llx\n", (paddr_t)usable_range[i].start,
              (paddr_t)usable_range[i].end);
}
