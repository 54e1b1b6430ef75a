/* The layout's fixed windows on physical memory. SPDX-License-Identifier: MIT */
#ifndef WINDOW_H
#define WINDOW_H
#include "types.h"

/* The highest virtual address at which a row that maps fixed memory, and is alive in this
   chapter's kernel, shows pa. NULL: no row does. */
void *window_at(paddr_t pa);
#endif
