/* The walker on the kernel's own page tables. SPDX-License-Identifier: MIT */
#ifndef KERNEL_WALK_H
#define KERNEL_WALK_H
#include "mm/walk.h"

/* How this chapter's kernel reaches its tables and gets new ones; reach_*.c. */
extern const struct page_memory kernel_memory;

/* Where the tables show themselves in the address space: the one that decides w->va on level
   w->level, which is linked. NULL: they do not, kernel_memory reaches them. Set once. */
extern void *(*kernel_table_at)(const struct walk *w);

/* A cursor for the tables in CR3, not yet standing anywhere. */
struct walk kernel_walk(void);

/* Rights and caching of a layout's row as flags for walk_map(). */
pte_t rights_to_flags(const struct page_mode *mode, unsigned rights);
#endif
