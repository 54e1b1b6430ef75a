/* What the range functions share, and what they need of the machine.
   SPDX-License-Identifier: MIT */
#ifndef SPACE_OWN_H
#define SPACE_OWN_H
#include "mm/walk.h"

/* Whether [va, va + size) is whole pages, not empty, and within the mode's address space. */
bool space_range_is_good(const struct page_mode *mode, vaddr_t va, uint64_t size);

/* How many entries of the table at `level`, from va's on, [va, va + size) covers whole. */
size_t space_entries(const struct page_mode *mode, unsigned level, vaddr_t va, uint64_t size);

/* Whether the cursor has come back to the root, by its entry for itself: what looks like a page
   there is a page table. */
static inline bool space_is_self(const struct walk *w)
{
    return w->level > 0 && w->table == w->root;
}

/* Takes [va, va + size) out of the tables and the TLB; all of it is mapped, and no large
   page lies across an end. */
void space_remove(struct walk *w, vaddr_t va, uint64_t size);

/* Writes a new table, which nothing links to yet: n entries from va's on are value, value +
   span, and so on; the others are not present. What w->slot points to may be out of reach
   then. */
void space_write_table(const struct walk *w, paddr_t table, unsigned level, size_t n,
                       pte_t value);

/* From here on space_machine.c, or a test. */

/* Bit n: pages of 1 << n bytes may be used. Bit PAGE_SHIFT is set. Constant. */
uint64_t space_page_sizes(void);

/* Whether a row of the layout holds this table, so that it stays when it is empty. */
bool space_keeps(paddr_t table);

/* Makes the CPU forget what it knows of [va, va + size), and of every table on the way. */
void space_forget(vaddr_t va, uint64_t size);
#endif
