/* The address space that a frame allocator lives in: anos's PMM area, phoenix's books.
   SPDX-License-Identifier: MIT */
#ifndef PMM_AREA_H
#define PMM_AREA_H
#include "types.h"

/* Maps one more page at va, a multiple of PAGE_SIZE, writable, to the frame pa. Tables come from
   frame_take(). False, and nothing is mapped: no frame for a table, or va is not in a region that
   frames back: the guard page, C23, say. */
bool pmm_area_map(vaddr_t va, paddr_t pa) MUST_CHECK;
#endif
