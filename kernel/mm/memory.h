/* The memory that this kernel has: the firmware's map, made ranges, given to the frame allocator.
   SPDX-License-Identifier: MIT */
#ifndef MEMORY_H
#define MEMORY_H
#include "mm/range.h"

/* Requires boot_take() and an address space for the allocator. Stops the machine, with a line
   that names the fact, when there is not enough memory. Once. */
void memory_init(void);

/* Constant after memory_init(): whole pages, below pool_start too. */
const struct range_set *memory_usable(void);
#endif
