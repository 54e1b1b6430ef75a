/* The row that shows all memory. SPDX-License-Identifier: MIT */
#ifndef REACH_RAM_H
#define REACH_RAM_H
#include "types.h"

/* From now on phys_at() finds physical [0, size) at start + pa, where it is mapped. */
void reach_ram(vaddr_t start, uint64_t size);
#endif
