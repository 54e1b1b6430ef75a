/* amethyst's frame allocator: a bitmap at a fixed place in low memory, a 1 for a free frame and a 0
   for any other. Facts B7, B9, B10. SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "core/not_written.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/ledger.h"
#include "mm/reach.h"

//@lab 3
/* What finds a 1 without a search is ours: bitmaps over the bitmap, each with a bit for every word
   of the one below, set where that word is not 0. */
enum {
    BITS = 32,
    NFRAMES = 1 << 20, /* a bit each: 128 KiB, fact B7 */
    NLEVELS = 4,       /* BITS to the NLEVELS is NFRAMES: the topmost is a single word */
};

/* Invariant, above level 0: bit b of word w is set if and only if word BITS * w + b of the level
   below is not 0. */
static uint32_t over1[NFRAMES / BITS / BITS], over2[ARRAY_SIZE(over1) / BITS], over3[1];
static uint32_t *level[NLEVELS] = { NULL, over1, over2,
                                    over3 }; /* constant after frames_init() */
static uint32_t lowest; /* invariant: the bitmap's words before this one are 0 */
static uint32_t nfree, nheld;

static void set(uint32_t n)
{
    for (unsigned l = 0; l < NLEVELS; l++, n /= BITS) {
        uint32_t before = level[l][n / BITS];
        level[l][n / BITS] = before | 1u << n % BITS;
        if (before) /* the levels above know of this word */
            return;
    }
}

static void clear(uint32_t n)
{
    for (unsigned l = 0; l < NLEVELS; l++, n /= BITS)
        if ((level[l][n / BITS] &= ~(1u << n % BITS)))
            return;
}

/* The first word of the bitmap that is not 0, from the top down. Requires that there is one. */
static uint32_t first_word(void)
{
    uint32_t n = 0;
    for (unsigned l = NLEVELS - 1; l > 0; l--)
        n = n * BITS + (uint32_t)__builtin_ctz(level[l][n]);
    return n;
}

//@end
bool frame_take(paddr_t *pa)
{
    //@lab 3
    if (!nfree)
        return false;
    if (!level[0][lowest])
        lowest = first_word();
    uint32_t n = lowest * BITS + (uint32_t)__builtin_ctz(level[0][lowest]);
    clear(n);
    nfree--;
    *pa = n * PAGE_SIZE;
    return true;
    //@stub
    //  /* Exercise 6: a 1 becomes a 0. */
    //  (void)pa;
    //  not_written(3, "frame_take");
    //@end
}

void frame_untake(paddr_t pa)
{
    //@lab 3
    uint32_t n = (uint32_t)(pa / PAGE_SIZE);
    set(n);
    if (n / BITS < lowest)
        lowest = n / BITS;
    nfree++;
    //@stub
    //  /* Exercise 6: a 0 becomes a 1. */
    //  (void)pa;
    //  not_written(3, "frame_untake");
    //@end
}

//@lab 3
/* Frames first … end - 1 become free: whole words at once. */
static void add(uint32_t first, uint32_t end)
{
    for (uint32_t n = first; n < end;) {
        bool whole = n % BITS == 0 && end - n >= BITS;
        level[0][n / BITS] |= whole ? ~0u : 1u << n % BITS;
        n += whole ? BITS : 1;
    }
    nfree += end - first;
}

static void sum_up(void)
{
    uint32_t nwords = NFRAMES / BITS;
    for (unsigned l = 0; l + 1 < NLEVELS; l++, nwords /= BITS)
        for (uint32_t n = 0; n < nwords; n++)
            if (level[l][n])
                level[l + 1][n / BITS] |= 1u << n % BITS;
}

//@end
bool frames_init(const struct range_set *usable)
{
    //@lab 3
    level[0] = phys_at(layout_phys(&layout, "BITMAP")->start);
    __builtin_memset(level[0], 0, NFRAMES / 8);
    for (size_t i = 0; i < usable->n; i++) {
        struct range r = usable->range[i];
        if (r.start < layout.pool_start)
            r.start = layout.pool_start;
        if (r.end > NFRAMES * PAGE_SIZE)
            r.end = NFRAMES * PAGE_SIZE;
        if (r.start < r.end)
            add((uint32_t)(r.start / PAGE_SIZE), (uint32_t)(r.end / PAGE_SIZE));
    }
    sum_up();
    return nfree > 0;
    //@stub
    //  /* Exercise 6: all zeroes, then a 1 for every usable frame from pool_start up, as far as
    //     the bitmap reaches. */
    //  (void)usable;
    //  not_written(3, "frames_init");
    //@end
}

bool frame_alloc(paddr_t *pa)
{
    //@lab 3
    if (!frame_take(pa))
        return false;
    if (!ledger_hold(*pa)) {
        frame_untake(*pa);
        return false;
    }
    nheld++;
    return true;
    //@stub
    //  /* Exercise 6: frame_take(), and an entry in the ledger. */
    //  (void)pa;
    //  not_written(3, "frame_alloc");
    //@end
}

/* A 0 says that a frame is not free, not whose it is: the ledger knows what was handed out. */
enum frame_result frame_free(paddr_t pa)
{
    //@lab 3
    if (pa % PAGE_SIZE || pa < layout.pool_start)
        return FRAME_NOT_OURS;
    if (!ledger_release(pa))
        return FRAME_NOT_HELD;
    nheld--;
    frame_untake(pa);
    return FRAME_OK;
    //@stub
    //  /* Exercise 6: refuse what was not handed out; set the rest free. */
    //  (void)pa;
    //  not_written(3, "frame_free");
    //@end
}

uint64_t frames_free(void)
{
    //@lab 3
    return nfree;
    //@stub
    //  /* Exercise 6: 1 bits. */
    //  not_written(3, "frames_free");
    //@end
}

uint64_t frames_held(void)
{
    //@lab 3
    return nheld;
    //@stub
    //  /* Exercise 6: frames in callers' hands. */
    //  not_written(3, "frames_held");
    //@end
}
