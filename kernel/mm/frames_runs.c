/* phoenix's frame allocator, a general one: single frames at the price of a list's, runs of frames,
   and memory that comes together again. Frames are given out from one word of 64 at hand, and come
   back to another; the books, runs.h, are asked when a word is through. What nobody has wanted yet
   is fresh, and not in the books: fresh.h. SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_order.h"
#include "mm/frames_own.h"
#include "mm/fresh.h"
#include "mm/ledger.h"
#include "mm/pmm_area.h"
#include "mm/run_bits.h"
#include "mm/runs.h"

#define WORD_BYTES (RUNS_WORD * PAGE_SIZE)
#define NO_WORD    (-WORD_BYTES)

/* A word at hand. Bit b stands for the frame at base + b * PAGE_SIZE. */
struct hand {
    paddr_t base;  /* NO_WORD: no word is at hand */
    uint64_t free; /* not in the books, though free */
    uint64_t ours; /* free here or held, as far as has been found out */
};

static struct hand out = { .base = NO_WORD }, in = { .base = NO_WORD };
static struct range known; /* what fresh_gone() said last */
static uint64_t npool;     /* frames that are free or held: all but the allocator's own */
static uint64_t nheld;
static paddr_t lowest_own = ~0ull; /* the ledger notes none below */

bool frames_init(const struct range_set *usable)
{
    npool = fresh_init(usable);
    nheld = 0;
    known = (struct range){ 0, 0 };
    out = in = (struct hand){ .base = NO_WORD };
    lowest_own = ~0ull;
    return fresh_grow();
}

/* Which frames of the word are the allocator's own. */
static uint64_t own_word(paddr_t base)
{
    return base + WORD_BYTES > lowest_own ? ledger_word(base) : 0;
}

static void put_back(struct hand *h)
{
    if (h->free)
        runs_give_word(h->base / PAGE_SIZE, h->free);
    *h = (struct hand){ .base = NO_WORD };
}

/* --- single frames. What is not inlined here is what most calls get by without: they save no
   registers for it. --- */

static __attribute__((noinline)) bool alloc_from_next_word(paddr_t *pa)
{
    uint64_t page;
    put_back(&in);
    while (!(out.free = runs_take_word(&page)))
        if (!fresh_grow())
            return false;
    out.ours = out.free;
    out.base = page * PAGE_SIZE;
    return frame_alloc(pa);
}

bool frame_alloc(paddr_t *pa)
{
    uint64_t bits = out.free;
    if (!bits)
        return alloc_from_next_word(pa);
    *pa = out.base + (uint64_t)__builtin_ctzll(bits) * PAGE_SIZE;
    out.free = bits & (bits - 1);
    nheld++;
    return true;
}

/* Takes a frame into a word at hand. False: it lies elsewhere, or is not known to be held. */
static bool take_in(struct hand *h, paddr_t pa)
{
    /* A rotation: an address that is no frame's becomes a number that is no bit's. */
    uint64_t offset = pa - h->base, bit = offset >> PAGE_SHIFT | offset << (64 - PAGE_SHIFT);
    if (bit >= RUNS_WORD || !((h->ours ^ h->free) >> bit & 1))
        return false;
    h->free |= 1ull << bit;
    return true;
}

/* Whether these are frames of the pool's that are not fresh. */
static inline bool are_known(paddr_t pa, uint64_t bytes)
{
    return (pa - known.start < known.end - known.start && known.end - pa >= bytes) ||
           fresh_gone(pa, bytes, &known);
}

/* Finds out what of the word at hand is free here or held: the range that is known, less the
   allocator's own and what is free in the books. */
static void learn(struct hand *h)
{
    uint64_t bits = ~own_word(h->base) & ~runs_word(h->base / PAGE_SIZE);
    if (known.start > h->base)
        bits &= ~0ull << (known.start - h->base) / PAGE_SIZE;
    if (known.end < h->base + WORD_BYTES)
        bits &= ~(~0ull << (known.end - h->base) / PAGE_SIZE);
    h->ours |= bits;
}

static __attribute__((noinline)) enum frame_result free_elsewhere(paddr_t pa)
{
    if (pa % PAGE_SIZE || pa < layout.pool_start)
        return FRAME_NOT_OURS;
    if (!are_known(pa, PAGE_SIZE))
        return FRAME_NOT_HELD;
    paddr_t base = pa & -WORD_BYTES;
    if (own_word(base) >> (pa - base) / PAGE_SIZE & 1)
        return FRAME_NOT_HELD;
    struct hand *h = base == out.base ? &out : &in;
    if (base == h->base) { /* the second frame of a word: it pays to learn about the others */
        learn(h);
        if (!take_in(h, pa))
            return FRAME_NOT_HELD;
    } else {
        if (!runs_give_page(pa / PAGE_SIZE))
            return FRAME_NOT_HELD;
        put_back(&in);
        in.base = base;
    }
    nheld--;
    return FRAME_OK;
}

enum frame_result frame_free(paddr_t pa)
{
    if (!take_in(&out, pa) && !take_in(&in, pa))
        return free_elsewhere(pa);
    nheld--;
    return FRAME_OK;
}

/* --- the allocator's own. One bit a frame in the books does not tell held frames from these:
   the ledger notes them. They come from the far end of memory while there is fresh memory, so
   that the memory used first stays in large runs. --- */

static bool take_any(paddr_t *pa)
{
    if (fresh_take(pa))
        return true;
    if (!frame_alloc(pa))
        return false;
    nheld--;
    out.ours &= ~(1ull << (*pa - out.base) / PAGE_SIZE);
    return true;
}

/* The ledger and the books need pages and tables themselves: they are taken in the midst of a
   call, and noted at its end. */
bool frame_take(paddr_t *pa)
{
    static paddr_t taken[FRESH_FEW];
    static size_t n;
    if ((n == 0 && frames_free() < FRESH_FEW) || n == FRESH_FEW || !take_any(pa))
        return false;
    npool--;
    taken[n++] = *pa;
    if (n > 1)
        return true;
    for (size_t i = 0; i < n; i++) {
        if (!ledger_hold(taken[i]) || !runs_open(taken[i] / PAGE_SIZE))
            panic("0x%llx cannot be noted", taken[i]);
        if (taken[i] < lowest_own)
            lowest_own = taken[i];
    }
    n = 0;
    return true;
}

void frame_untake(paddr_t pa)
{
    if (!ledger_release(pa) || !runs_give_page(pa / PAGE_SIZE))
        panic("0x%llx was not taken", pa);
    npool++;
}

bool runs_back(vaddr_t page)
{
    paddr_t pa;
    if (!frame_take(&pa))
        return false;
    if (!pmm_area_map(page, pa))
        panic("0x%llx, a page of the books, cannot be mapped", page);
    __builtin_memset((void *)(uintptr_t)page, 0, PAGE_SIZE);
    return true;
}

/* --- runs --- */

/* The books then tell of all that is free. False: they did before. */
static bool put_all_back(void)
{
    bool any = in.free | out.free;
    put_back(&in);
    put_back(&out);
    return any;
}

bool frames_alloc_order(unsigned order, paddr_t *pa)
{
    uint64_t page;
    if (order == 0)
        return frame_alloc(pa);
    if (order > RUNS_TOP_ORDER)
        return false;
    while (!runs_take(order, &page))
        if (!put_all_back() && !fresh_grow())
            return false;
    nheld += 1ull << order;
    *pa = page * PAGE_SIZE;
    return true;
}

/* Whether a word and a run, each at a multiple of its size, have frames in common. */
static bool meets(const struct hand *h, paddr_t pa, uint64_t bytes)
{
    return (h->base ^ pa) < (bytes > WORD_BYTES ? bytes : WORD_BYTES);
}

static bool any_own(paddr_t pa, unsigned order)
{
    paddr_t base = pa & -WORD_BYTES;
    if (order < 6)
        return own_word(base) & run_at((unsigned)((pa - base) / PAGE_SIZE), order);
    for (; base < pa + (PAGE_SIZE << order); base += WORD_BYTES)
        if (own_word(base))
            return true;
    return false;
}

enum frame_result frames_free_order(paddr_t pa, unsigned order)
{
    if (order > RUNS_TOP_ORDER || pa % (PAGE_SIZE << order) || pa < layout.pool_start)
        return FRAME_NOT_OURS;
    uint64_t bytes = PAGE_SIZE << order;
    if (!are_known(pa, bytes) || any_own(pa, order))
        return FRAME_NOT_HELD;
    if (meets(&in, pa, bytes) || meets(&out, pa, bytes))
        put_all_back();
    if (!runs_give(pa / PAGE_SIZE, order))
        return FRAME_NOT_HELD;
    nheld -= 1ull << order;
    return FRAME_OK;
}

uint64_t frames_free(void)
{
    return npool - nheld;
}

uint64_t frames_held(void)
{
    return nheld;
}
