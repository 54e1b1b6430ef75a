/* Addresses to places in the source. SPDX-License-Identifier: MIT */
#ifndef SYMBOL_H
#define SYMBOL_H
#include "grading/check.h"

/* "function, file:line" of an address of the subject's kernel or boot code. False: neither has
   it. */
bool symbol_place(const struct subject *s, vaddr_t va, char *place, size_t size);
#endif
