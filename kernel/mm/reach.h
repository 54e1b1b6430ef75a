/* How the kernel reaches physical memory: the one place where addresses become pointers. Each
   chapter links the implementation that its page tables allow. SPDX-License-Identifier: MIT */
#ifndef REACH_H
#define REACH_H
#include "types.h"

/* A pointer to the byte at pa, good to the end of its page; NULL when the kernel cannot reach it.
   A pointer to memory outside the layout's fixed windows is good until the next call only. */
void *phys_at(paddr_t pa);
#endif
