/* Finding and stepping: the reading half of the walker. SPDX-License-Identifier: MIT */
#include "mm/walk.h"

static void stand_on(struct walk *w, paddr_t table)
{
    w->table = table;
    char *bytes = w->table_at ? w->table_at(w) : w->memory->at(table);
    if (!bytes) {
        w->slot = NULL;
        w->entry = 0;
        return;
    }
    w->slot = bytes + page_mode_index(w->mode, w->level, w->va) * w->mode->entry_bytes;
    w->entry = w->mode->entry_bytes == 4 ? *(uint32_t *)w->slot : *(uint64_t *)w->slot;
}

static bool is_leaf(const struct walk *w)
{
    const struct page_level *l = &w->mode->level[w->level];
    return l->shift == PAGE_SHIFT || (l->may_be_leaf && (w->entry & PTE_PS));
}

void walk_down(struct walk *w)
{
    if (w->mode->level[w->level].link_flags &
        PTE_W) /* else the level has no rights to restrict */
        w->rights &= w->entry | ~(PTE_W | PTE_U);
    w->rights |= w->entry & w->mode->nx;
    paddr_t table = w->entry & w->mode->address_mask;
    w->level++;
    stand_on(w, table);
}

void walk_find_to(struct walk *w, vaddr_t va, unsigned level)
{
    w->va = va;
    w->level = 0;
    w->rights = PTE_W | PTE_U;
    stand_on(w, w->root);
    while (w->level < level && (w->entry & PTE_P) && !is_leaf(w))
        walk_down(w);
}

void walk_find(struct walk *w, vaddr_t va)
{
    walk_find_to(w, va, w->mode->nlevels - 1u);
}

bool walk_next(struct walk *w)
{
    vaddr_t next = page_mode_canonical(w->mode, (w->va | (walk_span(w) - 1)) + 1);
    if (next == 0)
        return false;
    walk_find(w, next);
    return true;
}

uint64_t walk_span(const struct walk *w)
{
    return 1ull << w->mode->level[w->level].shift;
}

bool walk_present(const struct walk *w)
{
    return w->entry & PTE_P;
}

paddr_t walk_pa(const struct walk *w)
{
    uint64_t offset = walk_span(w) - 1;
    return (w->entry & w->mode->address_mask & ~offset) | (w->va & offset);
}

pte_t walk_rights(const struct walk *w)
{
    return (w->rights & (w->entry | ~(PTE_W | PTE_U))) | (w->entry & w->mode->nx);
}

void walk_store(struct walk *w, pte_t value)
{
    if (w->mode->entry_bytes == 4)
        *(volatile uint32_t *)w->slot = (uint32_t)value;
    else
        *(volatile uint64_t *)w->slot = value;
    w->entry = value;
}
