/* Range sets: chosen cases, and random ones against a set of bytes kept one by one.
   SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/tests/test.h"
#include "mm/range.h"

#define TOP UINT64_MAX

struct row {
    const char *name;
    struct range before[4];
    char change; /* '+' adds, '-' removes */
    struct range with;
    struct range after[4];
};

static const struct row rows[] = {
    { "first", { { 0 } }, '+', { 10, 20 }, { { 10, 20 } } },
    { "before", { { 10, 20 } }, '+', { 1, 2 }, { { 1, 2 }, { 10, 20 } } },
    { "behind", { { 10, 20 } }, '+', { 30, 40 }, { { 10, 20 }, { 30, 40 } } },
    { "between", { { 0, 1 }, { 9, 10 } }, '+', { 4, 5 }, { { 0, 1 }, { 4, 5 }, { 9, 10 } } },
    { "touches the end", { { 10, 20 } }, '+', { 20, 30 }, { { 10, 30 } } },
    { "touches the start", { { 10, 20 } }, '+', { 5, 10 }, { { 5, 20 } } },
    { "fills a gap", { { 0, 1 }, { 9, 10 } }, '+', { 1, 9 }, { { 0, 10 } } },
    { "inside", { { 10, 20 } }, '+', { 12, 15 }, { { 10, 20 } } },
    { "same", { { 10, 20 } }, '+', { 10, 20 }, { { 10, 20 } } },
    { "swallows", { { 2, 3 }, { 5, 6 }, { 8, 9 } }, '+', { 1, 7 }, { { 1, 7 }, { 8, 9 } } },
    { "empty", { { 10, 20 } }, '+', { 15, 15 }, { { 10, 20 } } },
    { "backwards", { { 10, 20 } }, '+', { 40, 30 }, { { 10, 20 } } },
    { "to the top", { { 10, 20 } }, '+', { 15, TOP }, { { 10, TOP } } },
    { "from nothing", { { 0 } }, '-', { 10, 20 }, { { 0 } } },
    { "all", { { 10, 20 } }, '-', { 10, 20 }, { { 0 } } },
    { "more than all", { { 10, 20 }, { 30, 40 } }, '-', { 0, TOP }, { { 0 } } },
    { "the start", { { 10, 20 } }, '-', { 5, 12 }, { { 12, 20 } } },
    { "the end", { { 10, 20 } }, '-', { 18, 25 }, { { 10, 18 } } },
    { "the middle", { { 10, 20 } }, '-', { 14, 16 }, { { 10, 14 }, { 16, 20 } } },
    { "the middle, one of two",
      { { 1, 5 }, { 9, 15 } },
      '-',
      { 10, 11 },
      { { 1, 5 }, { 9, 10 }, { 11, 15 } } },
    { "parts of two", { { 1, 5 }, { 9, 15 } }, '-', { 4, 10 }, { { 1, 4 }, { 10, 15 } } },
    { "touching", { { 10, 20 } }, '-', { 20, 30 }, { { 10, 20 } } },
    { "touching below", { { 10, 20 } }, '-', { 0, 10 }, { { 10, 20 } } },
    { "nothing", { { 10, 20 } }, '-', { 15, 15 }, { { 10, 20 } } },
    { "the top", { { 10, TOP } }, '-', { TOP - 1, TOP }, { { 10, TOP - 1 } } },
};

static size_t length(const struct range *r)
{
    size_t n = 0;
    while (n < 4 && r[n].end)
        n++;
    return n;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct row *r = &rows[i];
        struct range_set s = { calloc(4, sizeof(struct range)), length(r->before), 4 };
        memcpy(s.range, r->before, sizeof r->before);
        bool done = r->change == '+' ? range_add(&s, r->with.start, r->with.end)
                                     : range_remove(&s, r->with.start, r->with.end);
        if (!done || s.n != length(r->after) ||
            memcmp(s.range, r->after, s.n * sizeof(struct range)) != 0)
            fail_msg("%s: %zu ranges, the first [%llu, %llu)", r->name, s.n,
                     (unsigned long long)s.range[0].start, (unsigned long long)s.range[0].end);
        free(s.range);
    }
}

enum {
    SPACE = 64 /* the model: one byte for each address in [0, SPACE) */
};

static size_t runs(const bool *model)
{
    size_t n = 0;
    for (unsigned i = 0; i < SPACE; i++)
        n += model[i] && (i == 0 || !model[i - 1]);
    return n;
}

static void check_against(uint64_t round, const struct range_set *s, const bool *model)
{
    uint64_t total = 0;
    if (s->n != runs(model))
        fail_msg("seed %llu: %zu ranges, not %zu", (unsigned long long)round, s->n,
                 runs(model));
    for (size_t i = 1; i < s->n; i++)
        assert_true(s->range[i - 1].end < s->range[i].start);
    for (unsigned a = 0; a < SPACE; a++) {
        total += model[a];
        if (range_contains(s, a, a + 1) != model[a])
            fail_msg("seed %llu: address %u", (unsigned long long)round, a);
    }
    assert_int_equal(range_total(s), total);
}

static void test_random(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 2000; round++) {
        uint64_t seed = round;
        size_t capacity = 1 + draw_below(&seed, 8); /* small: it must often be too small */
        struct range_set s = { malloc(capacity * sizeof(struct range)), 0, capacity };
        bool model[SPACE] = { false };
        for (unsigned op = 0; op < 40; op++) {
            uint64_t start = draw_below(&seed, SPACE), end = draw_below(&seed, SPACE + 1);
            bool add = draw_below(&seed, 2), next[SPACE];
            memcpy(next, model, sizeof next);
            for (uint64_t a = start; a < end; a++)
                next[a] = add;
            bool done = add ? range_add(&s, start, end) : range_remove(&s, start, end);
            if (done != (runs(next) <= capacity))
                fail_msg("seed %llu, change %u: %d", (unsigned long long)round, op, done);
            if (done)
                memcpy(model, next, sizeof model);
            check_against(round, &s, model);
        }
        for (uint64_t a = 0; a < SPACE; a += 5) /* longer questions */
            for (uint64_t b = a; b <= SPACE; b += 3) {
                bool all = true;
                for (uint64_t i = a; i < b; i++)
                    all = all && model[i];
                assert_int_equal(range_contains(&s, a, b), all);
            }
        free(s.range);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
