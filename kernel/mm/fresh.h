/* Fresh memory: frames of the pool that nobody has wanted so far. They cost nothing, not even a
   bit: two addresses say where they begin and end. From the lower end they go into the books,
   runs.h, 16 MiB at a time; from the upper end the allocator takes what it needs for itself.
   SPDX-License-Identifier: MIT */
#ifndef FRESH_H
#define FRESH_H
#include "mm/range.h"

enum {
    FRESH_FEW = 32, /* frames: more than bookkeeping takes at a time, tables and all */
};

/* All of the pool from layout.pool_start up is fresh, and the books are empty. The set must
   stay as it is. Returns how many frames that are. */
uint64_t fresh_init(const struct range_set *pool);

/* Puts the lowest fresh frames into the books: what one range has of one chunk. False: there
   are none, or hardly any frame is left to extend the books with. */
bool fresh_grow(void) MUST_CHECK;

/* Takes the highest fresh frame. False: there is none. */
bool fresh_take(paddr_t *pa) MUST_CHECK;

/* Whether [pa, pa + bytes), from layout.pool_start up, is memory of the pool's that is not
   fresh: held, in the books or the allocator's own. *around: the largest such range with pa in
   it; empty, start == end, when there is none. */
bool fresh_gone(paddr_t pa, uint64_t bytes, struct range *around) MUST_CHECK;
#endif
