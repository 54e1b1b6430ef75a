/* kos allocates nothing for others: its kernel writes down which memory is free and hands the list
   over to a server in user space, which owns it from then on. Until then the kernel takes frames
   off the list for tables of its own, the lowest first. Facts D12, D13.
   SPDX-License-Identifier: MIT */
#include "core/monitor.h"
#include "core/panic.h"
#include "core/print.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/frames_own.h"
#include "mm/reach.h"

/* What the server will read, in the row HANDOVER: whole pages, ascending, disjoint. */
struct handover {
    uint64_t nranges;
    struct range range[];
};

static struct handover *list;     /* constant after frames_init() */
static struct range_set free_set; /* the list's ranges */
static uint64_t nfree, nheld;

bool frames_init(const struct range_set *usable)
{
    const struct phys_region *row = layout_phys(&layout, "HANDOVER");
    list = phys_at(row->start);
    free_set =
        (struct range_set){ list->range, 0, (row->size - sizeof *list) / sizeof *list->range };
    for (size_t i = 0; i < usable->n; i++) {
        struct range r = usable->range[i];
        if (r.start < layout.pool_start)
            r.start = layout.pool_start;
        if (r.start < r.end && !range_add(&free_set, r.start, r.end))
            panic("more than %zu ranges do not fit the hand-over list, fact D12",
                  free_set.capacity);
    }
    list->nranges = free_set.n;
    nfree = range_total(&free_set) / PAGE_SIZE;
    return nfree > 0;
}

bool frame_take(paddr_t *pa)
{
    if (!free_set.n)
        return false;
    *pa = free_set.range[0].start;
    if (!range_remove(&free_set, *pa, *pa + PAGE_SIZE))
        panic("0x%llx cannot be taken off the hand-over list",
              *pa); /* never: it is at an end */
    list->nranges = free_set.n;
    nfree--;
    return true;
}

void frame_untake(paddr_t pa)
{
    if (!range_add(&free_set, pa, pa + PAGE_SIZE))
        panic("the hand-over list has no room for 0x%llx", pa);
    list->nranges = free_set.n;
    nfree++;
}

bool frame_alloc(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    nheld++;
    return true;
}

/* What was given away is given back to the server: the kernel keeps no books of it. */
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

COMMAND(handover, "", 0, "the list of free memory that a server will own")
{
    for (uint64_t i = 0; i < list->nranges; i++)
        print("0x%016llx-0x%016llx\n", (paddr_t)list->range[i].start,
              (paddr_t)list->range[i].end);
}
