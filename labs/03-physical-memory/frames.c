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

bool frame_take(paddr_t *pa)
{
    /* Exercise 2: take one frame from the range on top. */
    (void)pa;
    not_written(3, "frame_take");
}

void frame_untake(paddr_t pa)
{
    /* Exercise 4: put the frame on the stack. Exercise 5: let the stack grow by pmm_area_map()
       when the next entry would lie beyond its pages. */
    (void)pa;
    not_written(3, "frame_untake");
}

bool frames_init(const struct range_set *usable)
{
    /* Exercise 2: put every usable range, from pool_start up, on a stack that begins in the PMM
       area's first page; frames_space_init() has mapped and cleared it. */
    (void)usable;
    not_written(3, "frames_init");
}

bool frame_alloc(paddr_t *pa)
{
    /* Exercise 3: frame_take(), and an entry in the ledger. */
    (void)pa;
    not_written(3, "frame_alloc");
}

enum frame_result frame_free(paddr_t pa)
{
    /* Exercise 4: refuse what was not handed out; put the rest back on the stack. */
    (void)pa;
    not_written(3, "frame_free");
}

uint64_t frames_free(void)
{
    /* Exercise 2: frames on the stack. */
    not_written(3, "frames_free");
}

uint64_t frames_held(void)
{
    /* Exercise 3: frames in callers' hands. */
    not_written(3, "frames_held");
}
