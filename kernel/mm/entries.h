/* Neighbouring entries of a page table, of 4 or 8 bytes each: what is done to many pages is
   done here. SPDX-License-Identifier: MIT */
#ifndef ENTRIES_H
#define ENTRIES_H
#include "mm/page_mode.h"

/* slot points to the first of n entries that lie in one table; bytes is page_mode's
   entry_bytes. */

/* How many come before the first one that is present; n: none is. */
size_t entries_absent(const void *slot, unsigned bytes, size_t n);

/* Whether all are present. */
bool entries_present(const void *slot, unsigned bytes, size_t n);

/* How many are present. */
size_t entries_count(const void *slot, unsigned bytes, size_t n);

/* Makes all not present. */
void entries_clear(void *slot, unsigned bytes, size_t n);

/* Writes value, value + step, value + 2 * step … */
void entries_fill(void *slot, unsigned bytes, size_t n, pte_t value, uint64_t step);

/* Replaces each by what `keep` leaves of it, ORed with `set`. */
void entries_change(void *slot, unsigned bytes, size_t n, pte_t keep, pte_t set);
#endif
