/* Lab 3's second half: the frame allocator, driven by sequences drawn from the seed.
   SPDX-License-Identifier: MIT */
#include "grading/labs/frames_checks.h"

#include <stdio.h>
#include <string.h>

#include "grading/labs/pool.h"

enum {
    SMALLEST_STACK_ENTRY = 8, /* bytes: no range fits in fewer, with 40 bits of frame number */
    MANY = 2 * PAGE_SIZE / SMALLEST_STACK_ENTRY + 64,
    GIVE_AT_ONCE = 64, /* then the stack is looked at */
};

static bool small_pool(struct pool *p, struct plan *plan, struct check_run *c,
                       uint64_t ram_bytes, size_t holes)
{
    plan_draw_tame(plan, c->random, c->subject->layout->pool_start, ram_bytes, holes);
    return pool_begin(p, c, plan, ram_bytes);
}

/* Before the first frame is taken, where the allocator has an area of its own: one page, the
   layout's; all else in its place. */
static bool area_at_first(struct pool *p)
{
    if (!layout_virt(p->c->subject->layout, "PMM_AREA"))
        return true;
    static const struct window first = {
        "PMM's first page (C11, C22)", PMM_AREA, PAGE_SIZE, 0x99000, true, false
    };
    struct view v;
    if (!view_take(&v, p->c, p->m))
        return false;
    bool good =
        expect_window(&v, &first) &&
        expect_unmapped(&v, "PMM structures (C22): only the first page is present at first",
                        PMM_AREA + PAGE_SIZE, PMM_GUARD - PMM_AREA - PAGE_SIZE) &&
        expect_unmapped(&v, "PMM guard page (C23)", PMM_GUARD, PAGE_SIZE) && expect_rows(&v) &&
        expect_nothing_else(&v, 0);
    view_drop(&v);
    return good;
}

/* Takes and gives in turn, more taken than given; nothing may ever be handed out twice. */
static bool take_and_give(struct pool *p, int rounds)
{
    while (rounds-- > 0) {
        size_t n = 1 + random_below(p->c->random, 40), got;
        if (!pool_alloc(p, n, NULL, &got))
            return false;
        if (got < n) {
            check_fail(p->c, "alloc %zu: \"none\" after %zu, with %llu frames left", n, got,
                       (vaddr_t)(p->total - p->nheld));
            return false;
        }
        if (!pool_free_any(p, random_below(p->c->random, 12)) || !pool_counts(p, 8))
            return false;
    }
    return true;
}

void frames_allocation(struct check_run *c)
{
    struct pool p;
    struct plan plan;
    if (small_pool(&p, &plan, c, (16 + random_below(c->random, 40)) * MiB, 40) &&
        area_at_first(&p) && pool_counts(&p, 8))
        take_and_give(&p, 6);
    pool_end(&p);
}

/* A page that the map makes unusable, in the pool's range; 0: this map has none. */
static paddr_t unusable_page(const struct pool *p)
{
    for (size_t i = 0; i + 1 < p->plan->nusable; i++)
        if (p->plan->usable[i].end >= p->start)
            return p->plan->usable[i].end;
    return 0;
}

static paddr_t kept_page(const struct pool *p)
{
    for (size_t i = 0; i < MAX_FRAMES; i++)
        if (p->kept[i])
            return pool_frame(i);
    const struct phys_region *bitmap = layout_phys(p->c->subject->layout, "BITMAP");
    return bitmap ? bitmap->start : 0x99000; /* C11 */
}

static bool strangers_refused(struct pool *p, paddr_t held)
{
    const struct layout *l = p->c->subject->layout;
    const struct phys_region *root = l->phys;
    while (root->use != USE_ROOT)
        root++;
    paddr_t free_page;
    do
        free_page = p->start + random_below(p->c->random, 2048) * PAGE_SIZE;
    while (!plan_usable(p->plan, free_page, free_page + PAGE_SIZE) ||
           p->held[pool_slot(free_page)] || p->kept[pool_slot(free_page)]);
    const struct {
        const char *why;
        paddr_t pa;
    } stranger[] = {
        { "physical page 0", 0 },
        { "the top page table", root->start },
        { "a page of the kernel", layout_phys(l, "KERNEL")->start },
        { "not usable in the memory map", unusable_page(p) },
        { "usable, but never handed out", free_page },
        { "the allocator's own page", kept_page(p) },
        { "not page aligned", held + 1 + random_below(p->c->random, PAGE_SIZE - 1) },
        { "behind all memory", 1ull << 40 },
        { "a frame's address and 4 GiB more", held | 1ull << 32 },
        { "no physical address at all", held | 1ull << 52 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(stranger); i++)
        if (!pool_refuses(p, stranger[i].pa, stranger[i].why))
            return false;
    return true;
}

void frames_refusals(struct check_run *c)
{
    struct pool p;
    struct plan plan;
    size_t got;
    if (small_pool(&p, &plan, c, 24 * MiB, 5) && pool_alloc(&p, 24, NULL, &got) &&
        pool_find_kept(&p)) {
        paddr_t twice = pool_any_held(&p);
        if (pool_free(&p, &twice, 1) &&
            pool_refuses(&p, twice, "given back already (double free)") &&
            pool_alloc(&p, 24, NULL, &got))
            strangers_refused(&p, pool_any_held(&p));
    }
    pool_end(&p);
}

/* What was drained is all there was: usable, less what the allocator keeps. */
static bool drained(struct pool *p, size_t got)
{
    if (!pool_find_kept(p))
        return false;
    if (got + p->nkept == p->total)
        return pool_counts(p, 0);
    check_fail(
        p->c,
        "drained: expected %llu frames (%llu usable from 0x%llx, %llu of them mapped in or"
        " tables of the allocator's areas), found %zu",
        (vaddr_t)(p->total - p->nkept), (vaddr_t)p->total, p->start, (vaddr_t)p->nkept, got);
    return false;
}

/* To the last frame, and then a few of them back and out again. */
static bool drain(struct pool *p)
{
    size_t got, again;
    if (!pool_alloc(p, 2048, NULL, &got) || !drained(p, got) || !pool_alloc(p, 1, NULL, &again))
        return false;
    size_t back = got < 6 ? got : 6;
    if (!pool_free_any(p, back) || !pool_alloc(p, 8, NULL, &again))
        return false;
    if (again != back)
        check_fail(p->c, "drained, then %zu frames given back: alloc 8 gave %zu", back, again);
    return again == back;
}

/* Whether the kernel knows of the memory above 4 GiB. That it does is 3.2's business. */
static bool sees_high(struct pool *p)
{
    const struct span *high = &p->plan->usable[p->plan->nusable - 1];
    char line[64];
    const char *answer = check_ask(p->c, p->m, "ranges");
    snprintf(line, sizeof line, "0x%016llx-0x%016llx", (vaddr_t)high->start,
             (vaddr_t)high->end);
    return answer && strstr(answer, line);
}

/* Memory on both sides of 4 GiB, which costs QEMU nothing: addresses have 64 bits, also where a
   bitmap owns none of the upper part. Low memory alone for Bochs, and for a kernel that knows no
   other. */
void frames_exhaustion(struct check_run *c)
{
    struct check_run on_qemu = *c;
    struct pool p;
    struct plan plan;
    on_qemu.emulator = QEMU;
    plan_draw_high(&plan, c->random, c->subject->layout->pool_start);
    bool good = pool_begin(&p, &on_qemu, &plan, 4 * GiB), high = good && sees_high(&p);
    good = high ? drain(&p) : good;
    pool_end(&p);
    if (!good || (high && c->emulator == QEMU))
        return;
    if (small_pool(&p, &plan, c, 6 * MiB, 3))
        drain(&p);
    pool_end(&p);
}

/* The bits of the frames in [first, first + 8) as they must be. */
static uint8_t right_bits(const struct pool *p, size_t first)
{
    uint8_t bits = 0;
    for (size_t n = first; n < first + 8; n++) {
        paddr_t pa = n * PAGE_SIZE;
        if (pool_owns(p, pa) && !p->held[pool_slot(pa)])
            bits |= (uint8_t)(1u << n % 8);
    }
    return bits;
}

/* Facts B7, B9, B10: all of the bitmap, as it lies in RAM. */
static bool bits_right(struct pool *p, const char *when)
{
    const struct phys_region *row = layout_phys(p->c->subject->layout, "BITMAP");
    static uint8_t found[1 << 17];
    if (!machine_pause(p->m) || !ram(p->c, p->m, row->start, found, row->size))
        return false;
    size_t i = 0;
    while (i < row->size && found[i] == right_bits(p, i * 8))
        i++;
    if (i < row->size) {
        unsigned right = right_bits(p, i * 8), wrong = right ^ found[i];
        paddr_t pa = (i * 8 + (unsigned)__builtin_ctz(wrong)) * PAGE_SIZE;
        const char *why = !pool_owns(p, pa)        ? "not the pool's"
                          : p->held[pool_slot(pa)] ? "handed out"
                                                   : "free";
        check_fail(p->c,
                   "%s, the bitmap's byte at 0x%llx: expected 0x%02x, found 0x%02x\n"
                   "frame 0x%llx is %s, and its bit is %u",
                   when, row->start + i, right, found[i], pa, why,
                   found[i] >> __builtin_ctz(wrong) & 1);
    }
    return machine_resume(p->m) && i == row->size;
}

void frames_bits(struct check_run *c)
{
    struct pool p;
    struct plan plan;
    if (small_pool(&p, &plan, c, (16 + random_below(c->random, 40)) * MiB, 40) &&
        bits_right(&p, "before the first allocation") && take_and_give(&p, 3))
        bits_right(&p, "after frames were handed out and taken back");
    pool_end(&p);
}

/* The pages that the PMM area has by now; each is a frame that nobody was given. */
static bool grown(struct pool *p, uint64_t *pages)
{
    struct view v;
    if (!pool_find_kept(p) || !view_take(&v, p->c, p->m))
        return false;
    *pages = 0;
    while (view_at(&v, PMM_AREA + *pages * PAGE_SIZE))
        ++*pages;
    bool good = expect_unmapped(&v, "PMM guard page (C23)", PMM_GUARD, PAGE_SIZE) &&
                expect_nothing_else(&v, 0);
    const struct run *r = view_at(&v, PMM_AREA + (*pages ? *pages - 1 : 0) * PAGE_SIZE);
    if (good && !r) {
        check_fail(p->c, "PMM structures (C22): the first page is not mapped any more");
        good = false;
    }
    if (good && (!r->w || r->x || r->u)) {
        check_fail(p->c, "PMM structures (C22), page %llu: expected RW-, found R%c%c",
                   (vaddr_t)*pages, r->w ? 'W' : '-', r->x ? 'X' : '-');
        good = false;
    }
    view_drop(&v);
    return good;
}

/* Every other frame of a long row goes back: no two of them touch, so each is a range of its own,
   and no stack of ranges can hold them all in one page. */
void frames_growth(struct check_run *c)
{
    paddr_t frame[MANY];
    struct pool p;
    struct plan plan;
    size_t got;
    uint64_t pages = 1;
    if (!small_pool(&p, &plan, c, 16 * MiB, 2) || !pool_alloc(&p, MANY, frame, &got)) {
        pool_end(&p);
        return;
    }
    size_t n = 0, given = 0;
    for (size_t i = 2 * MiB / PAGE_SIZE; i < 16 * MiB / PAGE_SIZE; i++)
        if (p.held[i - 1] && p.held[i] && p.held[i + 1])
            frame[n++] = i++ * PAGE_SIZE; /* the neighbour stays */
    bool good = true;
    while (given < n && pages < 2 && good) {
        size_t part = n - given < GIVE_AT_ONCE ? n - given : GIVE_AT_ONCE;
        good = pool_free(&p, frame + given, part) && grown(&p, &pages);
        given += part;
    }
    if (good && pages < 2)
        check_fail(c,
                   "after %zu frames were given back, no two adjacent, the stack still has one"
                   " page: where are they?",
                   given);
    else if (good && pool_counts(&p, 8) && pool_alloc(&p, given, frame, &got) && got < given)
        check_fail(c, "%zu frames were given back; of as many asked for only %zu came", given,
                   got);
    pool_end(&p);
}
