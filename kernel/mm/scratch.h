/* Reaching frames that no window shows: one page of address space each, pointed at what is needed
   at the moment. SPDX-License-Identifier: MIT */
#ifndef SCRATCH_H
#define SCRATCH_H
#include "mm/walk.h"

enum scratch_page {
    SCRATCH_REACH, /* for phys_at() */
    SCRATCH_CLEAR, /* for clearing new frames, while a walk stands on another */
    NSCRATCH,
};

/* Makes the scratch pages' table, from w's memory. Once, before any frame needs reaching. */
void scratch_init(struct walk *w);

/* Shows the frame pa, a multiple of PAGE_SIZE, until the same scratch page's next use. NULL
   before scratch_init() and after scratch_end(). */
void *scratch_show(enum scratch_page page, paddr_t pa);

/* Unmaps the pages; their table stays. For layouts that reach all of memory otherwise in the
   end. */
void scratch_end(void);
#endif
