/* Unmapping and protecting ranges. SPDX-License-Identifier: MIT */
#include "mm/space.h"

#include "mm/entries.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/space_own.h"

enum {
    MAX_SPLITS = 4, /* 1 GiB to 2 MiB to 4 KiB, at both ends */
};

/* The leaves from the cursor's on that lie in one table and in the range's `size` bytes.
   Beside a large page may lie a table, so these are taken one by one. */
static size_t leaves(const struct walk *w, uint64_t size)
{
    return w->level == w->mode->nlevels - 1u ? space_entries(w->mode, w->level, w->va, size)
                                             : 1;
}

/* How many tables it takes until a page ends or begins at `boundary`, which lies in the
   cursor's page or where that ends. */
static unsigned splits(const struct walk *w, vaddr_t boundary)
{
    const struct page_level *l = &w->mode->level[w->level];
    unsigned n = 0;
    for (; boundary & ((1ull << l->shift) - 1); l++)
        n++;
    return n;
}

/* SPACE_OK where all of [va, va + size) may be changed; *need: the tables that it takes to cut it
   out. */
static enum space_result all_mapped(struct walk *w, vaddr_t va, uint64_t size, unsigned *need)
{
    if (!space_range_is_good(w->mode, va, size))
        return SPACE_BAD_RANGE;
    *need = 0;
    for (uint64_t done = 0, step; done < size; done += step) {
        walk_find(w, va + done);
        if (space_is_self(w))
            return SPACE_BAD_RANGE;
        if (!walk_present(w))
            return SPACE_NOT_MAPPED;
        size_t n = leaves(w, size - done);
        if (n > 1 && !entries_present(w->slot, w->mode->entry_bytes, n))
            return SPACE_NOT_MAPPED;
        step = n * walk_span(w) - (w->va & (walk_span(w) - 1));
        if (done == 0)
            *need = splits(w, va);
        if (step >= size - done)
            *need += splits(w, va + size);
    }
    return SPACE_OK;
}

/* Cuts va's page at `boundary` with as many tables as splits() says. The TLB may keep the
   large page: it still says the truth, until the caller changes a part and has that
   forgotten, which takes the large page's entry with it. [intel/vol3] 4.10.4.1 */
static unsigned split(struct walk *w, vaddr_t va, vaddr_t boundary, const paddr_t *table)
{
    walk_find(w, va);
    unsigned n = splits(w, boundary);
    for (unsigned i = 0; i < n; i++) {
        walk_find(w, va);
        const struct page_level *below = &w->mode->level[w->level + 1];
        pte_t value = w->entry & ~(below->shift == PAGE_SHIFT ? PTE_PS : 0);
        w->va &= -walk_span(w); /* the new table is filled from its first entry on */
        space_write_table(w, table[i], w->level + 1, (size_t)1 << below->index_bits, value);
        walk_find_to(w, va, w->level);
        walk_store(w, table[i] | w->mode->level[w->level].link_flags);
    }
    return n;
}

/* Sees to it that pages begin at va and end at va + size, with `need` tables at most. Takes
   the frames first: false, and nothing is changed, when there are too few. */
static bool cut_out(struct walk *w, vaddr_t va, uint64_t size, unsigned need)
{
    paddr_t table[MAX_SPLITS];
    unsigned taken = 0, used = 0;
    while (taken < need && frame_take(&table[taken]))
        taken++;
    if (need && taken == need) {
        used = split(w, va, va, table);
        /* The first split may have done it all. */
        used += split(w, va + (size - PAGE_SIZE), va + size, table + used);
    }
    while (taken > used)
        frame_untake(table[--taken]);
    return used || !need;
}

/* Whether the cursor's table has no present entry, when its n entries from the cursor on
   have none. A neighbour of theirs is the likeliest. */
static bool is_empty(const struct walk *w, size_t n)
{
    unsigned bytes = w->mode->entry_bytes;
    size_t index = page_mode_index(w->mode, w->level, w->va),
           all = (size_t)1 << w->mode->level[w->level].index_bits;
    const char *slot = w->slot;
    if (index && entries_present(slot - bytes, bytes, 1))
        return false;
    size_t behind = all - index - n;
    return entries_absent(slot + n * bytes, bytes, behind) == behind &&
           entries_absent(slot - index * bytes, bytes, index) == index;
}

/* Takes out the cursor's table and those above it that this empties. They are chained by
   their first entries: an address of a page does not look present to a CPU that still reads
   the table. */
static void take_empty(struct walk *w, size_t n, paddr_t *chain)
{
    for (; w->level > 0 && is_empty(w, n) && !space_keeps(w->table); n = 1) {
        paddr_t table = w->table;
        unsigned bytes = w->mode->entry_bytes;
        entries_fill((char *)w->slot - page_mode_index(w->mode, w->level, w->va) * bytes, bytes,
                     1, *chain, 0);
        *chain = table;
        walk_find_to(w, w->va, w->level - 1);
        walk_store(w, 0);
    }
}

/* The chained tables become frames again. */
static void give_back(const struct walk *w, paddr_t chain)
{
    while (chain) {
        paddr_t table = chain;
        const void *next = w->memory->at(table);
        chain = w->mode->entry_bytes == 4 ? *(const uint32_t *)next : *(const uint64_t *)next;
        frame_untake(table);
    }
}

void space_remove(struct walk *w, vaddr_t va, uint64_t size)
{
    paddr_t chain = 0;
    for (uint64_t done = 0, step; done < size; done += step) {
        walk_find(w, va + done);
        size_t n = leaves(w, size - done);
        step = n * walk_span(w);
        entries_clear(w->slot, w->mode->entry_bytes, n);
        take_empty(w, n, &chain);
    }
    space_forget(va, size); /* before a frame serves as anything else */
    give_back(w, chain);
}

enum space_result space_unmap(vaddr_t va, uint64_t size)
{
    struct walk w = kernel_walk();
    unsigned need;
    enum space_result result = all_mapped(&w, va, size, &need);
    if (result != SPACE_OK)
        return result;
    if (!cut_out(&w, va, size, need))
        return SPACE_NO_MEMORY;
    space_remove(&w, va, size);
    return SPACE_OK;
}

enum space_result space_protect(vaddr_t va, uint64_t size, unsigned rights)
{
    struct walk w = kernel_walk();
    unsigned need;
    enum space_result result = all_mapped(&w, va, size, &need);
    if (result != SPACE_OK)
        return result;
    if (!cut_out(&w, va, size, need))
        return SPACE_NO_MEMORY;
    pte_t keep = ~(PTE_W | PTE_U | PTE_PWT | PTE_PCD | w.mode->nx);
    pte_t set = rights_to_flags(w.mode, rights);
    for (uint64_t done = 0, step; done < size; done += step) {
        walk_find(&w, va + done);
        size_t n = leaves(&w, size - done);
        step = n * walk_span(&w);
        entries_change(w.slot, w.mode->entry_bytes, n, keep, set);
    }
    space_forget(va, size);
    return SPACE_OK;
}
