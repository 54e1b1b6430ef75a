/* Frames for the allocator's own use. SPDX-License-Identifier: MIT */
#ifndef FRAMES_OWN_H
#define FRAMES_OWN_H
#include "types.h"

/* Takes a frame out of the pool for good: for page tables and for the allocator's bookkeeping. It
   counts neither as free nor as held. False: none is left. */
bool frame_take(paddr_t *pa) MUST_CHECK;

/* Puts a frame into the pool: one that frame_take() gave or that has just left a caller's hands. */
void frame_untake(paddr_t pa);
#endif
