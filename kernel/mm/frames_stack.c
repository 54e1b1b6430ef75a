/* anos's frame allocator: a stack of ranges in an area of its own. Allocating takes the lowest
   frame of the range on top; freeing extends that range or pushes a new one. The stack grows by
   mapping its own pages: the frame that does not fit becomes the page it would have fitted on.
   SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "core/not_written.h"
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/ledger.h"
#include "mm/pmm_area.h"

//@lab 3
struct frame_range {
    paddr_t base;
    uint64_t nframes; /* > 0 */
};

/* Fact C11: the region's figures and the bottom of the stack share the area's first page. */
struct frame_stack {
    uint64_t nfree, nheld;
    vaddr_t mapped_end; /* the stack's pages are present below this */
    size_t depth;       /* ranges on the stack: range[0 … depth - 1] */
    struct frame_range range[];
};

static struct frame_stack *stack; /* constant after frames_init() */

//@end
bool frame_take(paddr_t *pa)
{
    //@lab 3
    if (!stack->depth)
        return false;
    struct frame_range *top = &stack->range[stack->depth - 1];
    *pa = top->base;
    top->base += PAGE_SIZE;
    if (--top->nframes == 0)
        stack->depth--;
    stack->nfree--;
    return true;
    //@stub
    //  /* Exercise 2: take one frame from the range on top. */
    //  (void)pa;
    //  not_written(3, "frame_take");
    //@end
}

//@lab 3
static bool extend_top(paddr_t base, uint64_t nframes)
{
    if (!stack->depth)
        return false;
    struct frame_range *top = &stack->range[stack->depth - 1];
    if (base + nframes * PAGE_SIZE == top->base)
        top->base = base;
    else if (top->base + top->nframes * PAGE_SIZE != base)
        return false;
    top->nframes += nframes;
    return true;
}

/* Puts a range on the stack. Where its entry would lie on a page that is not there, the range's
   first frame becomes that page. Tables for it come from the ranges below, which are many. */
static bool push(paddr_t base, uint64_t nframes)
{
    if (extend_top(base, nframes)) {
        stack->nfree += nframes;
        return true;
    }
    if ((uintptr_t)&stack->range[stack->depth + 1] > stack->mapped_end) {
        if (!pmm_area_map(stack->mapped_end, base))
            return false;
        stack->mapped_end += PAGE_SIZE;
        base += PAGE_SIZE;
        if (--nframes == 0)
            return true;
    }
    stack->range[stack->depth++] = (struct frame_range){ base, nframes };
    stack->nfree += nframes;
    return true;
}

//@end
void frame_untake(paddr_t pa)
{
    //@lab 3
    if (!push(pa, 1))
        panic("the stack of ranges cannot grow to 0x%llx", stack->mapped_end);
    //@stub
    //  /* Exercise 4: put the frame on the stack. Exercise 5: let the stack grow by pmm_area_map()
    //     when the next entry would lie beyond its pages. */
    //  (void)pa;
    //  not_written(3, "frame_untake");
    //@end
}

bool frames_init(const struct range_set *usable)
{
    //@lab 3
    stack = (struct frame_stack *)(uintptr_t)layout_virt(&layout, "PMM_AREA")->start;
    *stack = (struct frame_stack){ .mapped_end = (uintptr_t)stack + PAGE_SIZE };
    /* From the top down, so that the lowest memory is handed out first. */
    for (size_t i = usable->n; i-- > 0;) {
        struct range r = usable->range[i];
        if (r.start < layout.pool_start)
            r.start = layout.pool_start;
        if (r.start < r.end && !push(r.start, (r.end - r.start) / PAGE_SIZE))
            return false;
    }
    return stack->depth > 0;
    //@stub
    //  /* Exercise 2: put every usable range, from pool_start up, on a stack that begins in the PMM
    //     area's first page; frames_space_init() has mapped and cleared it. */
    //  (void)usable;
    //  not_written(3, "frames_init");
    //@end
}

bool frame_alloc(paddr_t *pa)
{
    //@lab 3
    if (!frame_take(pa))
        return false;
    if (!ledger_hold(*pa)) { /* no memory is left for the ledger itself */
        frame_untake(*pa);
        return false;
    }
    stack->nheld++;
    return true;
    //@stub
    //  /* Exercise 3: frame_take(), and an entry in the ledger. */
    //  (void)pa;
    //  not_written(3, "frame_alloc");
    //@end
}

enum frame_result frame_free(paddr_t pa)
{
    //@lab 3
    if (pa % PAGE_SIZE || pa < layout.pool_start)
        return FRAME_NOT_OURS;
    if (!ledger_release(pa))
        return FRAME_NOT_HELD;
    stack->nheld--;
    frame_untake(pa);
    return FRAME_OK;
    //@stub
    //  /* Exercise 4: refuse what was not handed out; put the rest back on the stack. */
    //  (void)pa;
    //  not_written(3, "frame_free");
    //@end
}

uint64_t frames_free(void)
{
    //@lab 3
    return stack->nfree;
    //@stub
    //  /* Exercise 2: frames on the stack. */
    //  not_written(3, "frames_free");
    //@end
}

uint64_t frames_held(void)
{
    //@lab 3
    return stack->nheld;
    //@stub
    //  /* Exercise 3: frames in callers' hands. */
    //  not_written(3, "frames_held");
    //@end
}
