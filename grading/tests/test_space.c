/* Mapping, unmapping and protecting ranges in all four paging modes, against a model of
   every page, read back by a reader of the tables that is written from the manual.
   SPDX-License-Identifier: MIT */
#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/panic.h"
#include "grading/tests/manual_walk.h"
#include "grading/tests/test.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/reach.h"
#include "mm/space.h"
#include "mm/space_own.h"

#define NFRAMES 4096
#define ROOT    PAGE_SIZE
#define KEPT    (2 * PAGE_SIZE) /* a table that a row of the layout holds */

/* --- the machine: memory of which only one page is in reach at a time, frames, a TLB
   ----------- */

static char *memory;
static const struct page_mode *mode;
static uint64_t sizes;
static bool held[NFRAMES], held_before[NFRAMES];
static uint64_t nheld, frames_left;
static paddr_t in_reach;

static struct {
    vaddr_t va;
    uint64_t size;
} forgotten;
static bool forgot;

void panic_at(const char *file, int line, const char *format, ...)
{
    fprintf(stderr, "%s:%d: panic: %s\n", file, line, format);
    abort();
}

void *phys_at(paddr_t pa)
{
    if (pa >= NFRAMES * PAGE_SIZE)
        return NULL;
    ASAN_POISON_MEMORY_REGION(memory + in_reach, PAGE_SIZE);
    in_reach = pa & -PAGE_SIZE;
    ASAN_UNPOISON_MEMORY_REGION(memory + in_reach, PAGE_SIZE);
    return memory + pa;
}

bool frame_take(paddr_t *pa)
{
    static size_t next;
    if (!frames_left)
        return false;
    do
        next = next + 1 < NFRAMES ? next + 1 : 3;
    while (held[next] || next < 3);
    held[next] = true;
    nheld++;
    frames_left--;
    *pa = next * PAGE_SIZE;
    memset(phys_at(*pa), 0xff, PAGE_SIZE); /* what looks mapped until it is written */
    return true;
}

void frame_untake(paddr_t pa)
{
    assert_true(pa % PAGE_SIZE == 0 && pa / PAGE_SIZE < NFRAMES && held[pa / PAGE_SIZE]);
    /* What the CPU could know as a table it has been made to forget first. */
    assert_true(forgot || !held_before[pa / PAGE_SIZE]);
    held[pa / PAGE_SIZE] = false;
    nheld--;
    frames_left++;
    memset(phys_at(pa), 0xff, PAGE_SIZE);
}

const struct page_memory kernel_memory = { phys_at, NULL };

struct walk kernel_walk(void)
{
    return (struct walk){ .mode = mode, .memory = &kernel_memory, .root = ROOT };
}

pte_t rights_to_flags(const struct page_mode *m, unsigned rights)
{
    return (rights & RIGHT_W ? PTE_W : 0) | (rights & RIGHT_U ? PTE_U : 0) |
           (rights & UNCACHED ? PTE_PCD | PTE_PWT : 0) | (rights & RIGHT_X ? 0 : m->nx);
}

uint64_t space_page_sizes(void)
{
    return sizes;
}

bool space_keeps(paddr_t table)
{
    return table == KEPT;
}

void space_forget(vaddr_t va, uint64_t size)
{
    if (mode == &page_mode_pae && va == 0 && size >> 32)
        return; /* the PDPTEs' registers: asked for beside the rest */
    assert_false(forgot);
    forgot = true;
    forgotten.va = va;
    forgotten.size = size;
}

static struct truth read_tables(vaddr_t va)
{
    if (mode == &page_mode_32bit)
        return manual_walk_32bit(memory, ROOT, va);
    return manual_walk_64bit(memory, ROOT,
                             mode == &page_mode_pae      ? 30
                             : mode == &page_mode_4level ? 39
                                                         : 48,
                             va);
}

/* --- the model: every page of a few stretches of address space
   -------------------------------- */

enum {
    WINDOW_PAGES = 3 << 18, /* 3 GiB */
};

struct window {
    vaddr_t start;
    size_t npages;
    uint64_t *page; /* 0: not mapped; else the physical address, its rights, and MAPPED */
};

#define MAPPED (1ull << 11)

static struct window window[3];
static size_t nwindows;

static void power_on(const struct page_mode *m, uint64_t page_sizes)
{
    mode = m;
    sizes = PAGE_SIZE | page_sizes;
    nwindows = m->va_bits == 32 ? 2 : 3;
    const vaddr_t start32[] = { 0x40000000, 0x3f000000 ^ 0xc0000000 },
                  start64[] = { 0xffff800000000000, 0x7fffc0000000 - 16 * MiB, 0 - 16 * MiB };
    for (size_t i = 0; i < nwindows; i++) {
        window[i].start = m->va_bits == 32 ? start32[i] : start64[i];
        window[i].npages = i ? 4096 : m->va_bits == 32 ? WINDOW_PAGES / 3 : WINDOW_PAGES;
        memset(window[i].page, 0, window[i].npages * sizeof(uint64_t));
    }
    ASAN_UNPOISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
    memset(memory, 0, NFRAMES * PAGE_SIZE);
    memset(held, 0, sizeof held);
    memset(held_before, 0, sizeof held_before);
    nheld = 0;
    frames_left = NFRAMES - 16;
    forgot = false;
    ASAN_POISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
}

static bool is_as(const struct truth *t, uint64_t page, vaddr_t va)
{
    if (!page || !t->present)
        return !page == !t->present;
    return t->pa + (va & (t->span - 1) & -PAGE_SIZE) == (page & 0x000ffffffffff000) &&
           t->w == !!(page & RIGHT_W) && t->u == !!(page & RIGHT_U) &&
           t->x == (!mode->nx || page & RIGHT_X);
}

/* Every page of every window is as in the model. */
static void compare(const char *after, uint64_t seed)
{
    ASAN_UNPOISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
    for (struct window *w = window; w < window + nwindows; w++)
        for (size_t i = 0; i < w->npages;) {
            vaddr_t va = page_mode_canonical(mode, w->start + i * PAGE_SIZE);
            struct truth t = read_tables(va);
            t.pa &= -t.span;
            vaddr_t end = (va | (t.span - 1)) + 1;
            for (; va != end && i < w->npages; i++, va += PAGE_SIZE)
                if (!is_as(&t, w->page[i], va))
                    fail_msg(
                        "%s, seed %llu, after %s: 0x%llx: present %d pa 0x%llx, model 0x%llx",
                        mode->name, (unsigned long long)seed, after, va, t.present, t.pa,
                        (unsigned long long)w->page[i]);
        }
    ASAN_POISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
}

/* --- what the windows say of a call
   ------------------------------------------------------------ */

struct range_of {
    struct window *w;
    size_t first, n;
};

static bool any_mapped(const struct range_of *r)
{
    for (size_t i = r->first; i < r->first + r->n; i++)
        if (r->w->page[i])
            return true;
    return false;
}

static bool all_mapped(const struct range_of *r)
{
    for (size_t i = r->first; i < r->first + r->n; i++)
        if (!r->w->page[i])
            return false;
    return true;
}

static struct range_of random_range(uint64_t *seed)
{
    struct range_of r = { .w = &window[draw_below(seed, nwindows)] };
    const uint64_t unit[] = { 1, 1, 1, 512, 1024, 1 << 18 };
    uint64_t u = unit[draw_below(seed, ARRAY_SIZE(unit))];
    uint64_t most = r.w->npages;
    if (draw_below(seed, 4) == 0 && most > 4096)
        most = 4096; /* where much happens */
    r.first = draw_below(seed, most) & -u;
    uint64_t longest = draw_below(seed, 3) ? 600 : r.w->npages;
    r.n = 1 + draw_below(seed, longest);
    if (u > 1 && draw_below(seed, 2))
        r.n = (r.n + u - 1) & -u;
    if (r.first + r.n > r.w->npages)
        r.n = r.w->npages - r.first;
    return r;
}

static void begin_call(void)
{
    memcpy(held_before, held, sizeof held);
    forgot = false;
}

/* After a change of what was mapped: the whole range has been forgotten. */
static void end_change(vaddr_t va, uint64_t size)
{
    assert_true(forgot && forgotten.va <= va && va - forgotten.va + size <= forgotten.size);
}

static void set(struct range_of *r, uint64_t first_page, uint64_t keep)
{
    for (size_t i = 0; i < r->n; i++)
        r->w->page[r->first + i] = (r->w->page[r->first + i] & keep) |
                                   (first_page ? first_page + (keep ? 0 : i * PAGE_SIZE) : 0);
}

static enum space_result one_call(unsigned what, struct range_of *r, uint64_t pa,
                                  unsigned rights)
{
    vaddr_t va = page_mode_canonical(mode, r->w->start + r->first * PAGE_SIZE);
    uint64_t size = r->n * PAGE_SIZE;
    begin_call();
    if (what == 0)
        return space_map(va, size, pa, rights);
    enum space_result result =
        what == 1 ? space_unmap(va, size) : space_protect(va, size, rights);
    if (result == SPACE_OK)
        end_change(va, size);
    else
        assert_false(forgot);
    return result;
}

static const char *const calls[] = { "map", "unmap", "protect" };

/* One call with too few frames, for every number that is too few, and then with enough: it
   fails without a change or a leak, until it works. */
static void call(unsigned what, struct range_of *r, uint64_t *seed, uint64_t round, bool starve)
{
    unsigned rights = (unsigned)draw_below(seed, 16);
    uint64_t phys_pages = mode == &page_mode_32bit ? 1 << 20 : 1ull << 40;
    uint64_t pa =
        (draw_below(seed, phys_pages - r->n) & (draw_below(seed, 2) ? -1ull : -(1ull << 18))) *
        PAGE_SIZE;
    if (draw_below(seed, 2)) /* large pages need addresses that agree */
        pa = (pa & -GiB) | ((r->w->start + r->first * PAGE_SIZE) & (GiB - 1));
    if (mode == &page_mode_32bit && pa + r->n * PAGE_SIZE > 1ull << 32)
        pa = 0;
    enum space_result expected = what == 0 ? (any_mapped(r) ? SPACE_MAPPED : SPACE_OK)
                                           : (all_mapped(r) ? SPACE_OK : SPACE_NOT_MAPPED);
    uint64_t before = nheld, enough = frames_left;
    enum space_result result = SPACE_NO_MEMORY;
    for (uint64_t few = 0; starve && few < enough && result == SPACE_NO_MEMORY; few++) {
        frames_left = few;
        result = one_call(what, r, pa, rights);
        assert_true(result == expected || result == SPACE_NO_MEMORY);
        if (result != SPACE_OK) {
            assert_true(nheld == before);
            if (few % 16 == 0)
                compare("a call without memory", round);
        }
        frames_left = enough - (nheld - before);
    }
    if (result == SPACE_NO_MEMORY)
        result = one_call(what, r, pa, rights);
    assert_int_equal(result, expected);
    if (result == SPACE_OK && what == 0)
        set(r, pa | rights | MAPPED, 0);
    else if (result == SPACE_OK && what == 1)
        set(r, 0, 0);
    else if (result == SPACE_OK)
        set(r, rights | MAPPED, 0x000ffffffffff000);
    else
        assert_true(nheld <= before);
    compare(calls[what], round);
}

static void look_up(uint64_t *seed)
{
    struct window *w = &window[draw_below(seed, nwindows)];
    size_t i = draw_below(seed, w->npages);
    uint64_t offset = draw_below(seed, PAGE_SIZE);
    paddr_t pa;
    unsigned rights;
    bool found = space_lookup(page_mode_canonical(mode, w->start + i * PAGE_SIZE + offset), &pa,
                              &rights);
    assert_true(found == !!w->page[i]);
    if (found) {
        assert_true(pa == (w->page[i] & 0x000ffffffffff000) + offset);
        assert_int_equal(rights | (mode->nx ? 0 : RIGHT_X),
                         (w->page[i] & 15) | (mode->nx ? 0 : RIGHT_X));
    }
}

/* Unmaps what is left, run by run: not a table stays. */
static void clear_all(uint64_t round)
{
    for (struct window *w = window; w < window + nwindows; w++)
        for (size_t i = 0; i < w->npages; i++) {
            struct range_of r = { w, i, 0 };
            while (i + r.n < w->npages && w->page[i + r.n])
                r.n++;
            if (!r.n)
                continue;
            assert_int_equal(one_call(1, &r, 0, 0), SPACE_OK);
            set(&r, 0, 0);
            i += r.n - 1;
        }
    compare("unmapping all", round);
    assert_int_equal(nheld, 0);
    assert_int_equal(space_count().ntables, 1);
}

static void check_count(void)
{
    uint64_t pages = 0;
    for (struct window *w = window; w < window + nwindows; w++)
        for (size_t i = 0; i < w->npages; i++)
            pages += !!w->page[i];
    struct space_count c = space_count();
    assert_int_equal(c.pages, pages);
    assert_int_equal(c.ntables, nheld + 1);
}

#define LARGE_2MB (2 * MiB)
#define LARGE_4MB (4 * MiB)

static const struct {
    const struct page_mode *mode;
    uint64_t sizes;
} machines[] = {
    { &page_mode_32bit, 0 },
    { &page_mode_32bit, LARGE_4MB },
    { &page_mode_pae, 0 },
    { &page_mode_pae, LARGE_2MB },
    { &page_mode_4level, 0 },
    { &page_mode_4level, LARGE_2MB },
    { &page_mode_4level, LARGE_2MB | GiB },
    { &page_mode_5level, LARGE_2MB | GiB },
};

static void test_random_ranges(void **state)
{
    (void)state;
    size_t done[ARRAY_SIZE(calls)] = { 0 };
    for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
        for (uint64_t round = 1; round <= 6; round++) {
            uint64_t seed = round;
            power_on(machines[i].mode, machines[i].sizes);
            for (unsigned n = 0; n < 40; n++) {
                struct range_of r = random_range(&seed);
                unsigned what = (unsigned)draw_below(&seed, ARRAY_SIZE(calls));
                if (what && !all_mapped(&r) &&
                    draw_below(&seed, 8)) { /* mostly what is there */
                    size_t end = r.first;
                    while (end < r.w->npages && !r.w->page[end])
                        end++;
                    for (r.first = end; end < r.w->npages && r.w->page[end]; end++)
                        ;
                    if (end == r.first)
                        continue;
                    size_t length = end - r.first;
                    r.first += draw_below(&seed, length);
                    r.n = 1 + draw_below(&seed, end - r.first);
                }
                call(what, &r, &seed, round, n % 4 == 0);
                look_up(&seed);
                done[what]++;
            }
            check_count();
            clear_all(round);
        }
    for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
        assert_true(done[i] > 100);
}

/* A table that the layout holds stays, empty or not; large pages find it in their way. */
static void test_kept_table(void **state)
{
    (void)state;
    power_on(&page_mode_4level, LARGE_2MB | GiB);
    vaddr_t va = 0xffff800000000000;
    struct range_of one = { &window[0], 0, 1 }, large = { &window[0], 0, 1 << 18 };
    assert_int_equal(one_call(0, &one, 0x5000, RIGHT_W), SPACE_OK);
    struct walk w = kernel_walk();
    walk_find_to(&w, va, 2); /* its page table is replaced by the layout's */
    paddr_t table = w.entry & mode->address_mask;
    walk_store(&w, KEPT | w.mode->level[2].link_flags);
    ASAN_UNPOISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
    memcpy(memory + KEPT, memory + table, PAGE_SIZE);
    ASAN_POISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
    forgot = true;
    frame_untake(table);
    assert_int_equal(one_call(1, &one, 0, 0), SPACE_OK);
    assert_int_equal(nheld, 2); /* PDPT and PD: they are not empty */
    assert_int_equal(one_call(0, &large, GiB, RIGHT_W), SPACE_OK);
    set(&large, GiB | RIGHT_W | MAPPED, 0);
    compare("a gigabyte over a table", 0);
    ASAN_UNPOISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
    assert_int_equal(read_tables(va).span, PAGE_SIZE);
    assert_int_equal(read_tables(va + 2 * MiB).span, 2 * MiB);
    ASAN_POISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
    assert_int_equal(nheld, 2);
    assert_int_equal(one_call(1, &large, 0, 0), SPACE_OK);
    assert_int_equal(nheld, 2);
}

/* The largest pages that fit, counted by their tables. */
static void test_large_pages(void **state)
{
    (void)state;
    static const struct {
        uint64_t sizes;
        vaddr_t va;
        uint64_t size;
        paddr_t pa;
        uint64_t ntables; /* the root too */
    } rows[] = {
        { 0, 0xffff800000000000, GiB, 0, 1 + 1 + 1 + 512 },
        { LARGE_2MB, 0xffff800000000000, GiB, 0, 1 + 1 + 1 },
        { LARGE_2MB | GiB, 0xffff800000000000, GiB, 0, 1 + 1 },
        { LARGE_2MB | GiB, 0xffff800000000000, GiB, 2 * MiB, 1 + 1 + 1 },
        { LARGE_2MB | GiB, 0xffff800000000000, GiB, 4 * KiB, 1 + 1 + 1 + 512 },
        { LARGE_2MB | GiB, 0xffff800000000000, GiB + 2 * MiB + 4 * KiB, 0, 1 + 1 + 1 + 1 },
        { LARGE_2MB | GiB, 0xffff800000000000, 64 * TiB, 0, 1 + 128 },
        { LARGE_2MB | GiB, 0xffff800000000000 + 4 * KiB, GiB, 4 * KiB, 1 + 1 + 2 + 2 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        power_on(&page_mode_4level, rows[i].sizes);
        begin_call();
        assert_int_equal(space_map(rows[i].va, rows[i].size, rows[i].pa, RIGHT_W), SPACE_OK);
        assert_int_equal(space_count().ntables, rows[i].ntables);
        assert_int_equal(space_count().pages, rows[i].size / PAGE_SIZE);
        begin_call();
        assert_int_equal(space_unmap(rows[i].va, rows[i].size), SPACE_OK);
        assert_int_equal(nheld, 0);
    }
}

static void test_bad_ranges(void **state)
{
    (void)state;
    static const struct {
        const struct page_mode *mode;
        vaddr_t va;
        uint64_t size;
        paddr_t pa;
    } rows[] = {
        { &page_mode_4level, 0x1000, 0, 0 },
        { &page_mode_4level, 0x1001, 0x1000, 0 },
        { &page_mode_4level, 0x1000, 0x1800, 0 },
        { &page_mode_4level, 0x1000, 0x1000, 0x800 },
        { &page_mode_4level, 0x800000000000, 0x1000, 0 },
        { &page_mode_4level, 0x7ffffffff000, 0x2000, 0 },
        { &page_mode_4level, 0x7ffffffff000, 0xffff000000002000, 0 }, /* across the hole */
        { &page_mode_4level, 0xfffffffffffff000, 0x2000, 0 },
        { &page_mode_4level, 0x1000, 0x2000, 0xffffffffff000 },
        { &page_mode_4level, 0x1000, 0x2000, 0xfffffffffffff000 },
        { &page_mode_32bit, 0xfffff000, 0x2000, 0 },
        { &page_mode_32bit, 0x100000000, 0x1000, 0 },
        { &page_mode_32bit, 0x1000, 0x2000, 0xfffff000 },
        { &page_mode_pae, 0xfffff000, 0x2000, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        power_on(rows[i].mode, 0);
        assert_int_equal(space_map(rows[i].va, rows[i].size, rows[i].pa, 0), SPACE_BAD_RANGE);
        bool pa_is_why = rows[i].pa != 0;
        assert_int_equal(space_unmap(rows[i].va, rows[i].size),
                         pa_is_why ? SPACE_NOT_MAPPED : SPACE_BAD_RANGE);
        assert_int_equal(space_protect(rows[i].va, rows[i].size, 0),
                         pa_is_why ? SPACE_NOT_MAPPED : SPACE_BAD_RANGE);
        assert_int_equal(nheld, 0);
    }
    /* The last page of each half is a range as good as any. */
    static const vaddr_t last[] = { 0x7ffffffff000, 0xfffffffffffff000 };
    power_on(&page_mode_4level, LARGE_2MB | GiB);
    for (size_t i = 0; i < ARRAY_SIZE(last); i++) {
        begin_call();
        assert_int_equal(space_map(last[i], PAGE_SIZE, 0, 0), SPACE_OK);
        assert_int_equal(space_unmap(last[i], PAGE_SIZE), SPACE_OK);
        assert_int_equal(nheld, 0);
    }
}

/* A root that links to itself shows the tables as pages, which no range may touch. */
static void test_self_reference(void **state)
{
    (void)state;
    power_on(&page_mode_32bit, 0);
    struct walk w = kernel_walk();
    walk_find_to(&w, 0xffc00000, 0);
    walk_store(&w, w.root | PTE_P | PTE_W);
    static const vaddr_t page[] = { 0xffc00000, 0xffc05000, 0xffffe000, 0xfffff000 };
    for (size_t i = 0; i < ARRAY_SIZE(page); i++) {
        begin_call();
        assert_int_equal(space_map(page[i], PAGE_SIZE, 0x5000, RIGHT_W), SPACE_BAD_RANGE);
        assert_int_equal(space_unmap(page[i], PAGE_SIZE), SPACE_BAD_RANGE);
        assert_int_equal(space_protect(page[i], PAGE_SIZE, 0), SPACE_BAD_RANGE);
        assert_false(forgot);
        assert_int_equal(nheld, 0);
    }
    /* Up to it, and not into it: what was mapped before it is unmapped again. */
    begin_call();
    assert_int_equal(space_map(0xffbff000, 2 * PAGE_SIZE, 0x5000, 0), SPACE_BAD_RANGE);
    assert_int_equal(nheld, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_ranges),    cmocka_unit_test(test_self_reference),
        cmocka_unit_test(test_large_pages),   cmocka_unit_test(test_kept_table),
        cmocka_unit_test(test_random_ranges),
    };
    memory = aligned_alloc(PAGE_SIZE, NFRAMES * PAGE_SIZE);
    for (size_t i = 0; i < ARRAY_SIZE(window); i++)
        window[i].page = malloc((i ? 4096 : WINDOW_PAGES) * sizeof(uint64_t));
    int failed = cmocka_run_group_tests_name("space", tests, NULL, NULL);
    ASAN_UNPOISON_MEMORY_REGION(memory, NFRAMES * PAGE_SIZE);
    free(memory);
    for (size_t i = 0; i < ARRAY_SIZE(window); i++)
        free(window[i].page);
    return failed;
}
