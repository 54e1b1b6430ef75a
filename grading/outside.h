/* What the rest of the grader asks of its page-table reader, beside check.h.
   SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_H
#define OUTSIDE_H
#include "mm/page_mode.h"

/* "PML4", "PDPT", … */
const char *outside_level_name(const struct page_mode *mode, unsigned level);

/* How many hexadecimal digits an address has. */
int outside_digits(const struct page_mode *mode);

/* The index of va's entry in its table of the given level. */
unsigned outside_index(const struct page_mode *mode, unsigned level, vaddr_t va);
#endif
