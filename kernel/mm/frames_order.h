/* Page frames that lie side by side: runs of 2 to the order frames, at multiples of their size.
   Only an allocator that keeps track of runs has this. SPDX-License-Identifier: MIT */
#ifndef FRAMES_ORDER_H
#define FRAMES_ORDER_H
#include "mm/frames.h"

/* Hands out a run. *pa: its first frame, a multiple of PAGE_SIZE << order. False: there is
   none of that order, or none for the bookkeeping; or the order is above RUNS_TOP_ORDER,
   mm/runs.h. */
bool frames_alloc_order(unsigned order, paddr_t *pa) MUST_CHECK;

/* Takes a run back. It need not have been handed out as one: whoever holds its frames may join
   them or split them as he likes. Anything but FRAME_OK: nothing was changed. FRAME_NOT_OURS
   also for a run that is not aligned or too large, FRAME_NOT_HELD for one with a frame that is
   not handed out. */
enum frame_result frames_free_order(paddr_t pa, unsigned order) MUST_CHECK;
#endif
