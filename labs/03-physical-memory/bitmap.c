/* amethyst's frame allocator: a bitmap at a fixed place in low memory, a 1 for a free frame and a 0
   for any other. Facts B7, B9, B10. SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "core/not_written.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/ledger.h"
#include "mm/reach.h"

bool frame_take(paddr_t *pa)
{
    /* Exercise 6: a 1 becomes a 0. */
    (void)pa;
    not_written(3, "frame_take");
}

void frame_untake(paddr_t pa)
{
    /* Exercise 6: a 0 becomes a 1. */
    (void)pa;
    not_written(3, "frame_untake");
}

bool frames_init(const struct range_set *usable)
{
    /* Exercise 6: all zeroes, then a 1 for every usable frame from pool_start up, as far as
       the bitmap reaches. */
    (void)usable;
    not_written(3, "frames_init");
}

bool frame_alloc(paddr_t *pa)
{
    /* Exercise 6: frame_take(), and an entry in the ledger. */
    (void)pa;
    not_written(3, "frame_alloc");
}

/* A 0 says that a frame is not free, not whose it is: the ledger knows what was handed out. */
enum frame_result frame_free(paddr_t pa)
{
    /* Exercise 6: refuse what was not handed out; set the rest free. */
    (void)pa;
    not_written(3, "frame_free");
}

uint64_t frames_free(void)
{
    /* Exercise 6: 1 bits. */
    not_written(3, "frames_free");
}

uint64_t frames_held(void)
{
    /* Exercise 6: frames in callers' hands. */
    not_written(3, "frames_held");
}
