/* The layout's fixed windows on physical memory. SPDX-License-Identifier: MIT */
#ifndef WINDOW_H
#define WINDOW_H
#include "types.h"

/* The kernel's space is built in two steps: kspace_enter() maps the rows that the chapter's kernel
   has, but none that come later than chapter 3, where there are no frames yet for their tables;
   space_init() makes of this the chapter's own. */
enum {
    EARLY_CHAPTER = 3,
};

/* The chapter whose rows are in force now: this kernel's, or EARLY_CHAPTER. */
unsigned window_chapter(void);

/* The chapter's own rows are mapped: space_init() says so. */
void window_complete(void);

/* The highest virtual address at which a row that maps fixed memory, and is in force, shows pa.
   NULL: no row does. */
void *window_at(paddr_t pa);
#endif
