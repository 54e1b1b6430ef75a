/* A walk: a cursor on the page-table entry that decides what happens at an address. One walker
   serves every paging mode. SPDX-License-Identifier: MIT */
#ifndef WALK_H
#define WALK_H
#include "mm/page_mode.h"

/* How the walker reaches tables by their physical address, and where new ones come from. */
struct page_memory {
    void *(*at)(paddr_t pa);        /* the table's bytes, or NULL when they cannot be reached */
    bool (*new_table)(paddr_t *pa); /* a zeroed page; NULL where tables are only read */
};

/* Constant while the cursor lives: mode, memory, table_at, root. All else is set by walk_find().
   Invariant: levels 0 … level - 1 hold present links, each pointing to the next table. */
struct walk {
    const struct page_mode *mode;
    const struct page_memory *memory;
    void *(*table_at)(const struct walk *w); /* see kernel_table_at; NULL: memory->at() */
    paddr_t root; /* physical address of level 0's table, as in CR3 */
    vaddr_t va;
    unsigned level; /* of the entry we stand on */
    paddr_t table;  /* the table that holds it */
    void *slot;     /* the entry; NULL when its table cannot be reached */
    pte_t entry;    /* its value; 0 when slot is NULL */
    pte_t rights;   /* PTE_W, PTE_U: ANDed, PTE_NX: ORed over the links above */
};

/* Stands on the entry that decides va: a leaf, or the first one that is not present. */
void walk_find(struct walk *w, vaddr_t va);

/* The same, but goes no deeper than the given level, whether or not the entry there is a link. */
void walk_find_to(struct walk *w, vaddr_t va, unsigned level);

/* Steps to the first address after the current entry's span; false past the last one. */
bool walk_next(struct walk *w);

/* Bytes of virtual space that the current entry decides. */
uint64_t walk_span(const struct walk *w);

/* Whether the current entry maps a page. */
bool walk_present(const struct walk *w);

/* The physical address that va maps to. Requires walk_present(w). */
paddr_t walk_pa(const struct walk *w);

/* PTE_W, PTE_U and PTE_NX as the whole path grants them. Requires walk_present(w). */
pte_t walk_rights(const struct walk *w);

/* Writes the entry that the cursor stands on. Requires w->slot != NULL. The caller invalidates
   the TLB where the old entry was present. */
void walk_store(struct walk *w, pte_t value);

/* Steps down through the current entry, a link that was just stored. */
void walk_down(struct walk *w);

/* Maps the page at va to pa with a leaf of the given level; makes the tables that are missing
   above it, with their mode's link_flags. flags: PTE_W, PTE_U, PTE_PWT, PTE_PCD, PTE_NX; present,
   and PS where the level needs it, are added. va and pa are multiples of the level's span. A page
   that is mapped there already is replaced. False, with the cursor where it got stuck: no memory
   for a table, a larger page in the way, or, for a large page, a table. */
bool walk_map(struct walk *w, vaddr_t va, unsigned level, paddr_t pa, pte_t flags) MUST_CHECK;
#endif
