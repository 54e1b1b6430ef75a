/* Mapping ranges: one descent for each table that is filled, not for each page.
   SPDX-License-Identifier: MIT */
#include "mm/space.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/entries.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/space_own.h"

enum {
    MAX_LEVELS = ARRAY_SIZE(((struct page_mode *)NULL)->level),
};

bool space_range_is_good(const struct page_mode *mode, vaddr_t va, uint64_t size)
{
    vaddr_t last = va + (size - 1);
    return size && (va | size) % PAGE_SIZE == 0 && last > va &&
           page_mode_canonical(mode, va) == va && page_mode_canonical(mode, last) == last &&
           /* [va, last] crosses no hole: both have the same top bit, or there is none */
           (mode->va_bits == 32 || (va ^ last) >> 63 == 0);
}

static bool frames_are_good(const struct page_mode *mode, paddr_t pa, uint64_t size)
{
    paddr_t last = pa + (size - 1);
    return last > pa && pa % PAGE_SIZE == 0 &&
           !((pa | last) & -PAGE_SIZE & ~mode->address_mask);
}

size_t space_entries(const struct page_mode *mode, unsigned level, vaddr_t va, uint64_t size)
{
    const struct page_level *l = &mode->level[level];
    size_t room = ((size_t)1 << l->index_bits) - page_mode_index(mode, level, va);
    return size >> l->shift < room ? (size_t)(size >> l->shift) : room;
}

/* The highest level whose pages may be used, fit in, and begin at both addresses. */
static unsigned leaf_level(const struct page_mode *mode, vaddr_t va, paddr_t pa, uint64_t size)
{
    uint64_t sizes = space_page_sizes();
    unsigned last = mode->nlevels - 1u;
    if (sizes == PAGE_SIZE)
        return last;
    for (unsigned level = 0; level < last; level++) {
        const struct page_level *l = &mode->level[level];
        uint64_t span = 1ull << l->shift;
        if (l->may_be_leaf && sizes & span && size >= span && !((va | pa) & (span - 1)))
            return level;
    }
    return last;
}

void space_write_table(const struct walk *w, paddr_t table, unsigned level, size_t n,
                       pte_t value)
{
    const struct page_level *l = &w->mode->level[level];
    unsigned bytes = w->mode->entry_bytes;
    size_t before = page_mode_index(w->mode, level, w->va), all = (size_t)1 << l->index_bits;
    char *slot = w->memory->at(table);
    if (!slot)
        panic("the new table at 0x%llx is out of reach", table);
    /* Only what is not filled is cleared. */
    entries_clear(slot, bytes, before);
    entries_fill(slot + before * bytes, bytes, n, value, 1ull << l->shift);
    entries_clear(slot + (before + n) * bytes, bytes, all - before - n);
}

/* Makes the tables from below the cursor's entry, which is not present, down to `level`,
   with n leaves in the lowest. All frames are taken before anything is changed, and the
   tables linked when they are whole: the CPU may read them as soon as it can find them.
   False: too few frames. */
static bool grow(struct walk *w, unsigned level, size_t n, pte_t leaf)
{
    paddr_t table[MAX_LEVELS];
    unsigned top = w->level;
    for (unsigned l = top; l < level; l++)
        if (!frame_take(&table[l])) {
            while (l-- > top)
                frame_untake(table[l]);
            return false;
        }
    space_write_table(w, table[level - 1], level, n, leaf);
    for (unsigned l = level - 1; l > top; l--)
        space_write_table(w, table[l - 1], l, 1, table[l] | w->mode->level[l].link_flags);
    walk_find_to(w, w->va, top); /* reaching others may have taken the table out of reach */
    walk_store(w, table[top] | w->mode->level[top].link_flags);
    /* [intel/vol3] 4.4.1: PAE's four topmost entries are registers, loaded with CR3 */
    if (top == 0 && w->mode->level[0].link_flags == PTE_P)
        space_forget(0, 1ull << 32);
    return true;
}

/* Maps as much of [va, va + size) as one table decides: *done bytes. leaf: the physical
   address and the flags of the first page. */
static enum space_result map_some(struct walk *w, vaddr_t va, uint64_t size, pte_t leaf,
                                  uint64_t *done)
{
    walk_find(w, va);
    if (space_is_self(w))
        return SPACE_BAD_RANGE;
    if (walk_present(w))
        return SPACE_MAPPED;
    if (!w->slot)
        panic("a table on the way to 0x%llx is out of reach", va);
    unsigned level = leaf_level(w->mode, va, leaf & w->mode->address_mask, size);
    if (level < w->level) /* a table is there, empty or not: smaller pages */
        level = w->level;
    const struct page_level *l = &w->mode->level[level];
    size_t n = space_entries(w->mode, level, va, size);
    leaf |= l->shift == PAGE_SHIFT ? 0 : PTE_PS;
    if (level > w->level) {
        if (!grow(w, level, n, leaf))
            return SPACE_NO_MEMORY;
    } else {
        n = entries_absent(w->slot, w->mode->entry_bytes, n);
        entries_fill(w->slot, w->mode->entry_bytes, n, leaf, 1ull << l->shift);
    }
    *done = (uint64_t)n << l->shift;
    return SPACE_OK;
}

enum space_result space_map(vaddr_t va, uint64_t size, paddr_t pa, unsigned rights)
{
    struct walk w = kernel_walk();
    if (!space_range_is_good(w.mode, va, size) || !frames_are_good(w.mode, pa, size))
        return SPACE_BAD_RANGE;
    pte_t flags = PTE_P | rights_to_flags(w.mode, rights);
    /* Invariant: [va, va + done) is mapped by us. What was not present is in no TLB. */
    for (uint64_t done = 0, step; done < size; done += step) {
        enum space_result r = map_some(&w, va + done, size - done, (pa + done) | flags, &step);
        if (r == SPACE_OK)
            continue;
        if (done)
            space_remove(&w, va, done);
        return r;
    }
    return SPACE_OK;
}

bool space_lookup(vaddr_t va, paddr_t *pa, unsigned *rights)
{
    struct walk w = kernel_walk();
    walk_find(&w, va);
    if (!walk_present(&w))
        return false;
    pte_t flags = walk_rights(&w);
    *pa = walk_pa(&w);
    *rights = (flags & PTE_W ? RIGHT_W : 0) | (flags & PTE_U ? RIGHT_U : 0) |
              (flags & w.mode->nx ? 0 : RIGHT_X) | (w.entry & PTE_PCD ? UNCACHED : 0);
    return true;
}
