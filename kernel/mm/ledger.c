/* The ledger of frames that are handed out, a bitmap in the layout's LEDGER region.
   SPDX-License-Identifier: MIT */
#include "mm/ledger.h"

#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/pmm_area.h"

enum {
    BITS = 64,
};

static vaddr_t known_page; /* a page of the ledger that is present: the one used last */

/* The word with pa's bit; NULL when pa lies beyond what the region can count. */
static uint64_t *word_of(paddr_t pa, uint64_t *bit)
{
    static const struct virt_region *ledger; /* constant once found */
    if (!ledger)
        ledger = layout_virt(&layout, "LEDGER");
    uint64_t frame = pa / PAGE_SIZE;
    *bit = 1ull << frame % BITS;
    if (frame / 8 >= ledger->size)
        return NULL;
    return (uint64_t *)(uintptr_t)(ledger->start + frame / BITS * sizeof(uint64_t));
}

static bool is_present(vaddr_t page)
{
    if (page == known_page)
        return true;
    struct walk w = kernel_walk();
    walk_find(&w, page);
    if (!walk_present(&w))
        return false;
    known_page = page;
    return true;
}

static bool add_page(vaddr_t page)
{
    paddr_t pa;
    if (!frame_take(&pa))
        return false;
    if (!pmm_area_map(page, pa)) {
        frame_untake(pa);
        return false;
    }
    __builtin_memset((void *)(uintptr_t)page, 0, PAGE_SIZE);
    return true;
}

bool ledger_hold(paddr_t pa)
{
    uint64_t bit, *word = word_of(pa, &bit);
    vaddr_t page = (uintptr_t)word & -PAGE_SIZE;
    if (!word || (!is_present(page) && !add_page(page)))
        return false;
    *word |= bit;
    return true;
}

bool ledger_release(paddr_t pa)
{
    uint64_t bit, *word = word_of(pa, &bit);
    if (!word || pa % PAGE_SIZE || !is_present((uintptr_t)word & -PAGE_SIZE) || !(*word & bit))
        return false;
    *word &= ~bit;
    return true;
}

uint64_t ledger_word(paddr_t pa)
{
    uint64_t bit, *word = word_of(pa, &bit);
    return word && is_present((uintptr_t)word & -PAGE_SIZE) ? *word : 0;
}
