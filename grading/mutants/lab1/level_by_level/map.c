/* walk_map() top down, one lookup a level. SPDX-License-Identifier: MIT */
#include "mm/walk.h"

bool walk_map(struct walk *w, vaddr_t va, unsigned level, paddr_t pa, pte_t flags)
{
    for (unsigned l = 0; l < level; l++) {
        walk_find_to(w, va, l);
        if (!w->slot || w->level != l)
            return false;
        if (w->entry & PTE_P) {
            if (w->mode->level[l].may_be_leaf && (w->entry & PTE_PS))
                return false;
            continue;
        }
        paddr_t table;
        if (!w->memory->new_table(&table))
            return false;
        walk_store(w, table | w->mode->level[l].link_flags);
    }
    walk_find_to(w, va, level);
    if (!w->slot || w->level != level)
        return false;
    walk_store(w,
               pa | PTE_P | flags | (w->mode->level[level].shift == PAGE_SHIFT ? 0 : PTE_PS));
    return true;
}
