/* walk_map() as a recursion over levels. SPDX-License-Identifier: MIT */
#include "mm/walk.h"

static bool descend(struct walk *w, unsigned level)
{
    if (!w->slot)
        return false;
    if (w->level == level)
        return true;
    if (w->level > level)
        return false;
    if (!(w->entry & PTE_P)) {
        paddr_t table;
        if (!w->memory->new_table(&table))
            return false;
        walk_store(w, w->mode->level[w->level].link_flags | table);
    } else if (w->entry & PTE_PS) {
        return false;
    }
    walk_down(w);
    return descend(w, level);
}

bool walk_map(struct walk *w, vaddr_t va, unsigned level, paddr_t pa, pte_t flags)
{
    walk_find_to(w, va, 0);
    if (!descend(w, level))
        return false;
    pte_t leaf = pa | PTE_P | flags;
    if (w->mode->level[level].shift > PAGE_SHIFT)
        leaf |= PTE_PS;
    walk_store(w, leaf);
    return true;
}
