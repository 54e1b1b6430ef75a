/* Addresses to places in the source. SPDX-License-Identifier: MIT */
#ifndef SYMBOL_H
#define SYMBOL_H
#include "types.h"

/* "function, file:line" of an address of the kernel or of stage 2 as built in the directory.
   False: neither has it. */
bool symbol_place(const char *directory, vaddr_t va, char *place, size_t size);
#endif
