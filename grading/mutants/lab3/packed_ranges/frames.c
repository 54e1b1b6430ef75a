/* Frames from the high end of ranges packed into 8 bytes each; a freed frame joins whichever range
   it touches. No ledger: a frame is held if it is usable, not on the stack, and not our own.
   SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/pmm_area.h"

/* frame number << COUNT_BITS | frames in the range */
#define COUNT_BITS 24
#define COUNT_MAX  ((1ull << COUNT_BITS) - 1)

static const struct range_set *all;
static uint64_t *stack;
static size_t depth, pages;
static uint64_t nfree, nheld;
static paddr_t own[64]; /* taken for tables */
static size_t nown;

static uint64_t first(uint64_t packed)
{
    return packed >> COUNT_BITS;
}

static uint64_t count(uint64_t packed)
{
    return packed & COUNT_MAX;
}

static bool on_stack(uint64_t frame)
{
    for (size_t i = 0; i < depth; i++)
        if (frame - first(stack[i]) < count(stack[i]))
            return true;
    return false;
}

static bool is_own(paddr_t pa)
{
    for (size_t i = 0; i < nown; i++)
        if (own[i] == pa)
            return true;
    struct walk w = kernel_walk();
    for (size_t i = 0; i < pages; i++) {
        walk_find(&w, (uintptr_t)stack + i * PAGE_SIZE);
        if (walk_present(&w) && (walk_pa(&w) & -PAGE_SIZE) == pa)
            return true;
    }
    return false;
}

static bool pop(paddr_t *pa)
{
    if (depth == 0)
        return false;
    uint64_t *top = &stack[depth - 1];
    *pa = (first(*top) + count(*top) - 1) * PAGE_SIZE;
    if (count(--*top) == 0)
        depth--;
    nfree--;
    return true;
}

static void push(uint64_t frame, uint64_t n)
{
    if (depth == pages * PAGE_SIZE / sizeof *stack) {
        if (!pmm_area_map((uintptr_t)stack + pages * PAGE_SIZE, frame * PAGE_SIZE))
            panic("the stack of packed ranges cannot grow");
        pages++;
        frame++;
        n--;
    }
    while (n) {
        uint64_t part = n > COUNT_MAX ? COUNT_MAX : n;
        stack[depth++] = frame << COUNT_BITS | part;
        frame += part;
        n -= part;
        nfree += part;
    }
}

bool frame_take(paddr_t *pa)
{
    if (nown == ARRAY_SIZE(own) || !pop(pa))
        return false;
    own[nown++] = *pa;
    return true;
}

void frame_untake(paddr_t pa)
{
    for (size_t i = 0; i < nown; i++)
        if (own[i] == pa)
            own[i] = own[--nown];
    push(pa / PAGE_SIZE, 1);
}

bool frames_init(const struct range_set *usable)
{
    all = usable;
    stack = (uint64_t *)(uintptr_t)layout_virt(&layout, "PMM_AREA")->start;
    pages = 1;
    for (size_t i = 0; i < usable->n; i++) {
        uint64_t start = usable->range[i].start, end = usable->range[i].end;
        if (start < layout.pool_start)
            start = layout.pool_start;
        if (start < end)
            push(start / PAGE_SIZE, (end - start) / PAGE_SIZE);
    }
    return nfree > 0;
}

bool frame_alloc(paddr_t *pa)
{
    if (!pop(pa))
        return false;
    nheld++;
    return true;
}

enum frame_result frame_free(paddr_t pa)
{
    uint64_t frame = pa / PAGE_SIZE;
    if (pa % PAGE_SIZE || pa < layout.pool_start || !range_contains(all, pa, pa + PAGE_SIZE) ||
        is_own(pa))
        return FRAME_NOT_OURS;
    if (on_stack(frame))
        return FRAME_NOT_HELD;
    nheld--;
    for (size_t i = 0; i < depth; i++) {
        if (count(stack[i]) == COUNT_MAX)
            continue;
        if (frame + 1 == first(stack[i]))
            stack[i] -= 1ull << COUNT_BITS;
        else if (frame != first(stack[i]) + count(stack[i]))
            continue;
        stack[i]++;
        nfree++;
        return FRAME_OK;
    }
    push(frame, 1);
    return FRAME_OK;
}

uint64_t frames_free(void)
{
    return nfree;
}

uint64_t frames_held(void)
{
    return nheld;
}
