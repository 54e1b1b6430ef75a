/* Counting what an address space maps, table by table. SPDX-License-Identifier: MIT */
#include "mm/entries.h"
#include "mm/kernel_walk.h"
#include "mm/space.h"

static pte_t entry_of(const struct walk *w, paddr_t table, size_t i)
{
    const char *slot = w->memory->at(table);
    if (!slot)
        return 0;
    slot += i * w->mode->entry_bytes;
    return w->mode->entry_bytes == 4 ? *(const uint32_t *)slot : *(const uint64_t *)slot;
}

/* Whether an entry before the i-th links to the same table, or the link leads back to it. */
static bool counted(const struct walk *w, paddr_t table, size_t i, paddr_t below)
{
    for (size_t k = 0; k < i; k++)
        if ((entry_of(w, table, k) & PTE_P) &&
            (entry_of(w, table, k) & w->mode->address_mask) == below)
            return true;
    return below == table;
}

static void count(const struct walk *w, paddr_t table, unsigned level, struct space_count *c)
{
    const struct page_level *l = &w->mode->level[level];
    size_t n = (size_t)1 << l->index_bits;
    if (l->shift == PAGE_SHIFT) {
        const void *slot = w->memory->at(table);
        c->pages += slot ? entries_count(slot, w->mode->entry_bytes, n) : 0;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        pte_t e = entry_of(w, table, i);
        paddr_t below = e & w->mode->address_mask;
        if (!(e & PTE_P))
            continue;
        if (l->may_be_leaf && (e & PTE_PS)) {
            c->pages += 1ull << (l->shift - PAGE_SHIFT);
            continue;
        }
        c->ntables += !counted(w, table, i, below);
        count(w, below, level + 1, c);
    }
}

struct space_count space_count(void)
{
    struct walk w = kernel_walk();
    struct space_count c = { .ntables = 1 };
    count(&w, w.root, 0, &c);
    return c;
}
