/* Finding and stepping: the reading half of the walker. SPDX-License-Identifier: MIT */
#include "mm/walk.h"

/* Stands on va's entry in the table at pa, one of the given level: returns where it lies,
   and reads it; NULL and 0 when it is out of reach. */
static inline void *read_entry(struct walk *w, const struct page_level *l, unsigned level,
                               paddr_t pa, vaddr_t va, pte_t *entry)
{
    w->level = level;
    w->table = pa;
    char *bytes = w->table_at ? w->table_at(w) : w->memory->at(pa);
    *entry = 0;
    if (!bytes)
        return NULL;
    size_t index = (size_t)(va >> l->shift) & (((size_t)1 << l->index_bits) - 1);
    if (w->mode->entry_bytes == 4) {
        *entry = ((uint32_t *)bytes)[index];
        return (uint32_t *)bytes + index;
    }
    *entry = ((uint64_t *)bytes)[index];
    return (uint64_t *)bytes + index;
}

/* What a link above leaves of the rights. */
static inline pte_t restrict_rights(const struct page_mode *mode, const struct page_level *l,
                                    pte_t rights, pte_t link)
{
    if (l->link_flags & PTE_W) /* else the level has no rights to restrict */
        rights &= link | ~(PTE_W | PTE_U);
    return rights | (link & mode->nx);
}

static inline bool is_leaf(const struct page_level *l, pte_t entry)
{
    return l->shift == PAGE_SHIFT || (l->may_be_leaf && (entry & PTE_PS));
}

void walk_down(struct walk *w)
{
    const struct page_level *l = &w->mode->level[w->level];
    w->rights = restrict_rights(w->mode, l, w->rights, w->entry);
    w->slot =
        read_entry(w, l + 1, w->level + 1, w->entry & w->mode->address_mask, w->va, &w->entry);
}

/* Most of what a kernel does to its address space is this loop: it keeps to its own
   variables. */
void walk_find_to(struct walk *w, vaddr_t va, unsigned level)
{
    const struct page_mode *mode = w->mode;
    const struct page_level *l = mode->level;
    pte_t rights = PTE_W | PTE_U, entry;
    unsigned at = 0;
    w->va = va;
    void *slot = read_entry(w, l, 0, w->root, va, &entry);
    while (at < level && (entry & PTE_P) && !is_leaf(l, entry)) {
        rights = restrict_rights(mode, l, rights, entry);
        slot = read_entry(w, ++l, ++at, entry & mode->address_mask, va, &entry);
    }
    w->slot = slot;
    w->entry = entry;
    w->rights = rights;
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
