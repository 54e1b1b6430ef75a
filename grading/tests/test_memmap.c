/* The memory-map reader: chosen firmware maps, and random ones against a model that asks of every
   page which entries claim it. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/tests/test.h"
#include "mm/memmap.h"

#define ON(base, length, type)           \
    {                                    \
        base, length, type, E820_ENABLED \
    }
#define RAM(base, length)  ON(base, length, E820_USABLE)
#define HOLE(base, length) ON(base, length, E820_RESERVED)

static const struct {
    const char *name;
    struct e820_entry entry[6];
    size_t n;
    struct range usable[4];
} rows[] = {
    { "no entries", { RAM(0, 0) }, 0, { { 0 } } },
    { "as QEMU gives it with 64 MiB",
      { RAM(0, 0x9fc00), HOLE(0x9fc00, 0x400), HOLE(0xf0000, 0x10000), RAM(0x100000, 0x3ee0000),
        HOLE(0x3fe0000, 0x20000), HOLE(0xfffc0000, 0x40000) },
      6,
      { { 0, 0x9f000 }, { 0x100000, 0x3fe0000 } } },
    { "unsorted",
      { RAM(0x8000, 0x1000), RAM(0, 0x1000) },
      2,
      { { 0, 0x1000 }, { 0x8000, 0x9000 } } },
    { "touching", { RAM(0, 0x1800), RAM(0x1800, 0x800) }, 2, { { 0, 0x2000 } } },
    { "the same twice",
      { RAM(0x1000, 0x1000), RAM(0x1000, 0x1000) },
      2,
      { { 0x1000, 0x2000 } } },
    { "reserved wins, listed first",
      { HOLE(0x2000, 0x1000), RAM(0, 0x4000) },
      2,
      { { 0, 0x2000 }, { 0x3000, 0x4000 } } },
    { "reserved wins, listed last",
      { RAM(0, 0x4000), HOLE(0x2000, 0x1000) },
      2,
      { { 0, 0x2000 }, { 0x3000, 0x4000 } } },
    { "one reserved byte costs its page",
      { RAM(0, 0x4000), HOLE(0x2fff, 1) },
      2,
      { { 0, 0x2000 }, { 0x3000, 0x4000 } } },
    { "two bytes over a boundary cost two pages",
      { RAM(0, 0x4000), HOLE(0x1fff, 2) },
      2,
      { { 0, 0x1000 }, { 0x3000, 0x4000 } } },
    { "smaller than a page", { RAM(0x1001, 0x1ffe) }, 1, { { 0 } } },
    { "cut inwards", { RAM(0x1001, 0x2000) }, 1, { { 0x2000, 0x3000 } } },
    { "empty reserved entry", { RAM(0, 0x4000), HOLE(0x2800, 0) }, 2, { { 0, 0x4000 } } },
    { "disabled entries do not count",
      { RAM(0, 0x4000),
        { 0x1000, 0x1000, E820_RESERVED, 0 },
        { 0x8000, 0x1000, E820_USABLE, 0 } },
      3,
      { { 0, 0x4000 } } },
    { "other attribute bits do not enable", { { 0, 0x4000, E820_USABLE, ~1u } }, 1, { { 0 } } },
    { "unknown types are not usable",
      { RAM(0, 0x4000), ON(0x1000, 0x1000, 77), ON(0x2000, 1, 0) },
      3,
      { { 0, 0x1000 }, { 0x3000, 0x4000 } } },
    { "above 4 GiB", { RAM(4 * GiB, 60 * GiB) }, 1, { { 4 * GiB, 64 * GiB } } },
    { "wrapping usable ends at 2^52",
      { RAM(PHYS_LIMIT - 0x2000, UINT64_MAX) },
      1,
      { { PHYS_LIMIT - 0x2000, PHYS_LIMIT } } },
    { "wrapping reserved takes all behind it",
      { RAM(0, 0x8000), HOLE(0x3800, UINT64_MAX) },
      2,
      { { 0, 0x3000 } } },
    { "length to 2^64 exactly",
      { RAM(0, 0x4000), HOLE(0x3000, 0 - 0x3000ull) },
      2,
      { { 0, 0x3000 } } },
    { "above 2^52", { RAM(PHYS_LIMIT, 0x4000), HOLE(UINT64_MAX, 1) }, 2, { { 0 } } },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct range range[8];
        struct range_set s = { range, 0, ARRAY_SIZE(range) };
        size_t n = 0;
        while (n < 4 && rows[i].usable[n].end)
            n++;
        if (!memmap_usable(rows[i].entry, rows[i].n, &s) || s.n != n ||
            memcmp(range, rows[i].usable, n * sizeof *range) != 0)
            fail_msg("%s: %zu ranges, the first [0x%llx, 0x%llx)", rows[i].name, s.n,
                     (unsigned long long)range[0].start, (unsigned long long)range[0].end);
    }
}

/* The model's memory: two windows of pages, so that both ends of the address space are seen. */
enum {
    WINDOW_PAGES = 24,
    STEP = 0x400 /* entries begin and end within a byte of its multiples */
};
static const uint64_t window[] = { 0, PHYS_LIMIT - (WINDOW_PAGES - 4) * PAGE_SIZE };

static bool claims(const struct e820_entry *e, uint64_t byte)
{
    return e->attributes & E820_ENABLED && byte >= e->base &&
           (byte - e->base < e->length || e->base + e->length < e->base);
}

static bool byte_usable(const struct e820_entry *entry, size_t n, uint64_t byte)
{
    bool usable = false;
    for (size_t i = 0; i < n; i++) {
        if (!claims(&entry[i], byte))
            continue;
        if (entry[i].type != E820_USABLE)
            return false;
        usable = true;
    }
    return usable && byte < PHYS_LIMIT;
}

/* Claims change only within a byte of STEP's multiples: four bytes of each step say all. */
static bool page_usable(const struct e820_entry *entry, size_t n, uint64_t page)
{
    static const uint64_t probe[] = { 0, 1, STEP - 2, STEP - 1 };
    for (uint64_t step = page; step < page + PAGE_SIZE; step += STEP)
        for (size_t i = 0; i < ARRAY_SIZE(probe); i++)
            if (!byte_usable(entry, n, step + probe[i]))
                return false;
    return true;
}

static uint64_t around(uint64_t *seed, uint64_t start)
{
    return start + draw_below(seed, WINDOW_PAGES * PAGE_SIZE / STEP + 1) * STEP +
           draw_below(seed, 3) - 1;
}

static struct e820_entry random_entry(uint64_t *seed)
{
    static const uint32_t types[] = { 1, 1, 1, 1, 2, 2, 3, 4, 5, 0, 77, UINT32_MAX };
    uint64_t start = window[draw_below(seed, 2)];
    uint64_t a = around(seed, start), b = around(seed, start);
    struct e820_entry e = { a, b - a, types[draw_below(seed, ARRAY_SIZE(types))],
                            E820_ENABLED };
    if (b < a && draw_below(seed, 4)) /* else: it wraps */
        e.base = b, e.length = a - b;
    if (draw_below(seed, 8) == 0)
        e.attributes = (uint32_t)draw(seed);
    if (draw_below(seed, 16) == 0)
        e.length = 0;
    return e;
}

static void shuffle(struct e820_entry *entry, size_t n, uint64_t *seed)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = draw_below(seed, i);
        struct e820_entry e = entry[i - 1];
        entry[i - 1] = entry[j];
        entry[j] = e;
    }
}

static void test_random(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 3000; round++) {
        uint64_t seed = round;
        size_t n = draw_below(&seed, 14);
        struct e820_entry *entry = malloc((n + 1) * sizeof *entry);
        for (size_t i = 0; i < n; i++)
            entry[i] = random_entry(&seed);
        struct range range[32], again[32];
        struct range_set s = { range, 0, 32 }, t = { again, 0, 32 };
        assert_true(memmap_usable(entry, n, &s));
        for (size_t i = 0; i < s.n; i++) {
            assert_int_equal((range[i].start | range[i].end) % PAGE_SIZE, 0);
            assert_true(range[i].start < range[i].end && range[i].end <= PHYS_LIMIT);
            assert_true(i == 0 || range[i - 1].end < range[i].start);
        }
        for (size_t i = 0; i < ARRAY_SIZE(window); i++)
            for (uint64_t p = 0; p < WINDOW_PAGES; p++) {
                uint64_t page = window[i] + p * PAGE_SIZE;
                if (range_contains(&s, page, page + PAGE_SIZE) != page_usable(entry, n, page))
                    fail_msg("seed %llu: page 0x%llx", (unsigned long long)round,
                             (unsigned long long)page);
            }
        shuffle(entry, n, &seed);
        assert_true(memmap_usable(entry, n, &t));
        if (s.n != t.n || memcmp(range, again, s.n * sizeof *range) != 0)
            fail_msg("seed %llu: another order, another answer", (unsigned long long)round);
        /* Too small a set is refused, or it was not too small. */
        size_t capacity = draw_below(&seed, 6);
        struct range_set small = { malloc(capacity * sizeof(struct range) + 1), 0, capacity };
        if (memmap_usable(entry, n, &small))
            assert_true(small.n == s.n && memcmp(small.range, range, s.n * sizeof *range) == 0);
        free(small.range);
        free(entry);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const uint32_t types[] = { 0, 1, 2, 3, 4, 5, 6, 77, UINT32_MAX };
    for (size_t i = 0; i < ARRAY_SIZE(types); i++)
        assert_non_null(memmap_type_name(types[i]));
    assert_string_equal(memmap_type_name(E820_USABLE), "usable");
    assert_string_equal(memmap_type_name(E820_RESERVED), "reserved");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("memmap", tests, NULL, NULL);
}
