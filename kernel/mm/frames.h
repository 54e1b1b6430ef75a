/* Page frames: who owns which 4 KiB of physical memory. One interface; the layout decides which
   allocator is linked. SPDX-License-Identifier: MIT */
#ifndef FRAMES_H
#define FRAMES_H
#include "mm/range.h"

enum frame_result {
    FRAME_OK,
    FRAME_NOT_OURS, /* no frame of any pool: unaligned, or below the layout's pool_start */
    FRAME_NOT_HELD, /* not handed out: given back already, or never the pool's */
};

/* Brings in the address space that the layout's allocator lives in. Once, after kspace_enter() and
   before frames_init(). Panics where the layout's rows do not serve. */
void frames_space_init(void);

/* Takes over every frame of the usable ranges from the layout's pool_start up, as far as the
   allocator can own memory: see its file. Called once; the set must stay as it is afterwards.
   False: not even enough memory for the allocator itself. */
bool frames_init(const struct range_set *usable) MUST_CHECK;

/* Hands out one frame: *pa is a multiple of PAGE_SIZE; its contents are undefined. False: none is
   left, or none for the bookkeeping that the next one needs; tables made for it may stay. */
bool frame_alloc(paddr_t *pa) MUST_CHECK;

/* Takes a frame back. Anything but FRAME_OK: nothing was changed. */
enum frame_result frame_free(paddr_t pa) MUST_CHECK;

/* Frames that frame_alloc() could hand out now, less at most the few that bookkeeping for them
   would take. */
uint64_t frames_free(void);

/* Frames handed out and not given back. */
uint64_t frames_held(void);
#endif
