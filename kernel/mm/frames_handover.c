/* kos's frames: the kernel allocates nothing for others. It writes down which memory is free,
   for a server in user space that will own it. Until then the kernel takes the frames that it
   needs itself off the list, the lowest first. What it has taken in vain it can put back,
   frame_untake(); nobody else has had a frame that he could give back. Facts D12, D13.
   SPDX-License-Identifier: MIT */
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/frames_own.h"
#include "mm/handover.h"
#include "mm/reach.h"

static struct handover *list;    /* constant after frames_init() */
static struct range_set on_list; /* its ranges */
static uint64_t nfree, nheld;

bool frames_init(const struct range_set *usable)
{
    const struct phys_region *row = layout_phys(&layout, "HANDOVER");
    list = phys_at(row->start);
    size_t capacity = (row->size - sizeof *list) / sizeof *list->range;
    on_list = (struct range_set){ list->range, 0, capacity };
    for (size_t i = 0; i < usable->n; i++) {
        struct range r = usable->range[i];
        if (r.start < layout.pool_start)
            r.start = layout.pool_start;
        if (!range_add(&on_list, r.start, r.end))
            panic("the hand-over list has room for %zu ranges", capacity);
    }
    list->nranges = on_list.n;
    nfree = range_total(&on_list) / PAGE_SIZE;
    return nfree > 0;
}

const struct handover *handover_list(void)
{
    return list;
}

bool frame_take(paddr_t *pa)
{
    if (!on_list.n)
        return false;
    *pa = on_list.range[0].start;
    if (!range_remove(&on_list, *pa, *pa + PAGE_SIZE)) /* at a range's start: it splits none */
        panic("0x%llx cannot be taken off the hand-over list", *pa);
    list->nranges = on_list.n;
    nfree--;
    return true;
}

void frame_untake(paddr_t pa)
{
    if (!range_add(&on_list, pa, pa + PAGE_SIZE))
        panic("the hand-over list has no room for 0x%llx", pa);
    list->nranges = on_list.n;
    nfree++;
}

bool frame_alloc(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    nheld++;
    return true;
}

/* The kernel has no pool that a frame could come back to: the server has. */
enum frame_result frame_free(paddr_t pa)
{
    (void)pa;
    return FRAME_NOT_OURS;
}

uint64_t frames_free(void)
{
    return nfree;
}

uint64_t frames_held(void)
{
    return nheld;
}
