/* Mapping one page: the writing half of the walker. SPDX-License-Identifier: MIT */
#include "mm/walk.h"

#include "core/not_written.h"

bool walk_map(struct walk *w, vaddr_t va, unsigned level, paddr_t pa, pte_t flags)
{
    //@lab 1
    walk_find(w, va);
    /* Invariant: every level above w->level links to the table of the next. */
    while (w->level < level) {
        paddr_t table;
        if (!w->slot || walk_present(w) || !w->memory->new_table(&table))
            return false;
        walk_store(w, table | w->mode->level[w->level].link_flags);
        walk_down(w);
    }
    if (!w->slot || w->level != level)
        return false;
    bool large = w->mode->level[level].shift != PAGE_SHIFT;
    walk_store(w, pa | flags | PTE_P | (large ? PTE_PS : 0));
    return true;
    //@stub
    //  /* Lab 1, exercise 1: stand on va's entry; while it is above `level`, put in the missing
    //     table and step down; then write the leaf. walk.h has the cursor's contract. */
    //  (void)w, (void)va, (void)level, (void)pa, (void)flags;
    //  not_written(1, "walk_map");
    //@end
}
