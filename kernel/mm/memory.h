/* The memory that this kernel has: the firmware's map, made ranges, given to the frame allocator.
   SPDX-License-Identifier: MIT */
#ifndef MEMORY_H
#define MEMORY_H
#include "types.h"

/* Requires boot_take() and an address space for the allocator. Stops the machine, with a line
   that names the fact, when there is not enough memory. Once. */
void memory_init(void);

/* Where usable memory ends, a multiple of PAGE_SIZE. */
paddr_t memory_end(void);

/* Prints the usable ranges: whole pages, those below pool_start too. */
void memory_print(void);
#endif
