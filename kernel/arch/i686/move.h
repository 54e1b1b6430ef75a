/* Moving what we stand on. SPDX-License-Identifier: MIT */
#ifndef MOVE_H
#define MOVE_H
#include "types.h"

/* Copies the memory [from, from + size) to `to` and makes every page that the page table `table`
   maps, all of them in that memory, the copy's page: physical addresses, whole pages, mapped where
   they are. Code, stack and data of the caller may lie in what is moved, if the table is how they
   are seen. Interrupts are off. */
void image_move(uintptr_t from, uintptr_t to, uintptr_t size, uintptr_t table);
#endif
