/* kos's frames: what the server will read is always what the kernel has not taken. A frame that was
   handed out never comes back by frame_free(); so this is what conformance means here, where
   test_frames.c asks for a frame again. SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/tests/test.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/frames_own.h"
#include "mm/handover.h"
#include "mm/reach.h"

#define ROW       0x1105000ull
#define ROW_BYTES 0x3000ull
#define MOST      767 /* (12 KiB - 8 bytes) / 16 */

static const struct phys_region phys[] = {
    { "HANDOVER", "", ROW, ROW_BYTES, USE_DATA, { PHASE_KERNEL, 3, LAST_CHAPTER }, "", "" },
};
const struct layout layout = {
    .phys = phys,
    .nphys = ARRAY_SIZE(phys),
    .pool_start = 1 * MiB,
};

static uint8_t row[ROW_BYTES + PAGE_SIZE]; /* and what lies behind it */

void *phys_at(paddr_t pa)
{
    assert_int_equal(pa, ROW);
    return row;
}

static bool panics_expected;
static jmp_buf panicked;

void panic_at(const char *file, int line, const char *format, ...)
{
    if (!panics_expected)
        fail_msg("%s:%d: panic: %s", file, line, format);
    longjmp(panicked, 1);
}

/* The model: what must be on the list, from the words of frames.h alone. */
static struct range range[MOST + 2];
static struct range_set model;

static void check(uint64_t nheld)
{
    const struct handover *list = (const struct handover *)row;
    assert_ptr_equal(handover_list(), list);
    assert_int_equal(list->nranges, model.n);
    assert_memory_equal(list->range, model.range, model.n * sizeof *model.range);
    assert_int_equal(frames_free(), range_total(&model) / PAGE_SIZE);
    assert_int_equal(frames_held(), nheld);
    for (size_t i = ROW_BYTES; i < sizeof row; i++)
        assert_int_equal(row[i], 0xa5);
}

static bool begin(const struct range *given, size_t n)
{
    struct range copy[MOST + 2];
    memcpy(copy, given, n * sizeof *given);
    const struct range_set usable = { copy, n, n };
    memset(row, 0xa5, sizeof row);
    model = (struct range_set){ range, 0, ARRAY_SIZE(range) };
    for (size_t i = 0; i < n; i++) {
        uint64_t start = given[i].start < MiB ? MiB : given[i].start;
        if (start < given[i].end)
            range[model.n++] = (struct range){ start, given[i].end };
    }
    return frames_init(&usable);
}

static void refuse(paddr_t pa, uint64_t nheld)
{
    assert_int_equal(frame_free(pa), FRAME_NOT_OURS);
    check(nheld);
}

/* Takes and puts back frames of the kernel's own, and hands out others, until none is left. */
static void test_all_frames(void **state)
{
    (void)state;
    uint64_t seed = 3, nheld = 0;
    const struct range given[] = { { 0, 0x9f000 },
                                   { 0xff000, MiB + 3 * PAGE_SIZE },
                                   { 2 * MiB, 2 * MiB + PAGE_SIZE },
                                   { 3 * MiB, 3 * MiB + 200 * PAGE_SIZE },
                                   { 5 * TiB, 5 * TiB + 7 * PAGE_SIZE } };
    static paddr_t taken[300];
    size_t ntaken = 0;
    assert_true(begin(given, ARRAY_SIZE(given)));
    check(0);
    while (model.n) {
        paddr_t pa, lowest = model.range[0].start;
        bool own = draw_below(&seed, 3) == 0;
        if (ntaken && draw_below(&seed, 4) == 0) {
            size_t i = draw_below(&seed, ntaken);
            frame_untake(taken[i]);
            assert_true(range_add(&model, taken[i], taken[i] + PAGE_SIZE));
            taken[i] = taken[--ntaken];
        } else {
            assert_true(own ? frame_take(&pa) : frame_alloc(&pa));
            assert_int_equal(pa, lowest);
            assert_true(range_remove(&model, pa, pa + PAGE_SIZE));
            if (own)
                taken[ntaken++] = pa;
            nheld += !own;
            refuse(pa, nheld);
        }
        check(nheld);
    }
    paddr_t pa;
    assert_false(frame_alloc(&pa));
    assert_false(frame_take(&pa));
    refuse(0, nheld);
    refuse(1, nheld);
    refuse(2 * MiB, nheld);
    refuse(~0ull, nheld);
}

static void test_nothing(void **state)
{
    (void)state;
    const struct range given[] = { { 0, 0x9f000 }, { 0xf0000, MiB } };
    assert_false(begin(given, ARRAY_SIZE(given)));
    paddr_t pa;
    assert_false(frame_alloc(&pa));
}

/* As many ranges as the row has room for, and one more. */
static void test_full(void **state)
{
    (void)state;
    static struct range given[MOST + 1];
    for (size_t i = 0; i <= MOST; i++)
        given[i] = (struct range){ MiB + 2 * i * PAGE_SIZE, MiB + (2 * i + 1) * PAGE_SIZE };
    assert_true(begin(given, MOST));
    check(0);
    panics_expected = true;
    if (!setjmp(panicked)) {
        (void)begin(given, MOST + 1);
        fail_msg("a range too many was taken");
    }
    for (size_t i = ROW_BYTES; i < sizeof row; i++)
        assert_int_equal(row[i], 0xa5);
}

/* frames_held() is 0 but in the last of them. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_all_frames),
    };
    return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
