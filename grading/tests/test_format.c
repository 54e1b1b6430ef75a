/* The kernel's format() against libc's snprintf: the same text, the same length, cut alike.
   SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/print.h"
#include "grading/tests/test.h"

/* Formats with both, into a buffer of exactly `size` bytes, so that ASan sees one too many. */
#define SAME(room, ...)                                                                      \
    do {                                                                                     \
        volatile size_t size = room; /* volatile: gcc must not warn of the cuts we want */   \
        char *ours = malloc(size), *theirs = malloc(size);                                   \
        size_t nours = format(ours, size, __VA_ARGS__);                                      \
        int ntheirs = snprintf(theirs, size, __VA_ARGS__);                                   \
        if (nours != (size_t)ntheirs || memcmp(ours, theirs, strlen(theirs) + 1) != 0)       \
            fail_msg("%s: \"%s\" (%zu), not \"%s\" (%d)", #__VA_ARGS__, ours, nours, theirs, \
                     ntheirs);                                                               \
        free(ours);                                                                          \
        free(theirs);                                                                        \
    } while (0)

static void test_chosen(void **state)
{
    (void)state;
    SAME(64, "plain");
    SAME(64, "100%% of %s", "it");
    SAME(64, "%d %d %d", 0, -1, INT_MIN);
    SAME(64, "%ld %lld", LONG_MIN, LLONG_MIN);
    SAME(64, "%u %lu %llu", UINT_MAX, ULONG_MAX, ULLONG_MAX);
    SAME(64, "%x %lx %llx", UINT_MAX, ULONG_MAX, ULLONG_MAX);
    SAME(64, "%zu %zx", SIZE_MAX, SIZE_MAX);
    SAME(64, "0x%016llx-0x%016llx %s", 0ull, 0x9fc00ull, "usable");
    SAME(64, "[%5d][%-5d][%05d][%2d]", 42, 42, 42, 12345);
    SAME(64, "[%5d][%-5d][%05d][%1d]", -42, -42, -42, -1);
    SAME(64, "[%8x][%-8x][%08x]", 0xbeef, 0xbeef, 0xbeef);
    SAME(64, "[%6s][%-6s][%2s][%s]", "abc", "abc", "abc", "");
    SAME(64, "%c%c[%3c][%-3c]", 'a', 'b', 'c', 'd');
    SAME(64, "%p", (void *)(uintptr_t)0xb8000);
    SAME(1, "%s", "cut to nothing");
    SAME(5, "%s", "cut");
    SAME(5, "%s", "five!");
    SAME(4, "%d", -1234);
}

/* Where snprintf leaves the answer open or gives one that a kernel has no use for. */
static void test_own(void **state)
{
    (void)state;
    char text[32];
    const char *volatile none = NULL;
    void *volatile null = NULL;
    assert_int_equal(format(text, sizeof text, "%s", none), 6);
    assert_string_equal(text, "(null)");
    assert_int_equal(format(text, sizeof text, "%p", null), 3);
    assert_string_equal(text, "0x0");
    const char *volatile bad = "%d %q %";
    format(text, sizeof text, bad, 7);
    assert_string_equal(text, "7 q ");
}

/* Numbers of every length, not only long ones. */
static unsigned long long number(uint64_t *seed)
{
    unsigned long long n = draw(seed) >> draw_below(seed, 64);
    return draw_below(seed, 4) ? n : 0 - n;
}

static void compare(const char *f, size_t size, char length, unsigned long long n)
{
    char *ours = malloc(size), *theirs = malloc(size);
    size_t nours;
    int ntheirs;
    switch (length) {
    case 'q':
        nours = format(ours, size, f, n);
        ntheirs = snprintf(theirs, size, f, n);
        break;
    case 'l':
        nours = format(ours, size, f, (unsigned long)n);
        ntheirs = snprintf(theirs, size, f, (unsigned long)n);
        break;
    case 'z':
        nours = format(ours, size, f, (size_t)n);
        ntheirs = snprintf(theirs, size, f, (size_t)n);
        break;
    default:
        nours = format(ours, size, f, (unsigned)n);
        ntheirs = snprintf(theirs, size, f, (unsigned)n);
    }
    if (nours != (size_t)ntheirs || strcmp(ours, theirs) != 0)
        fail_msg("\"%s\" of 0x%llx in %zu bytes: \"%s\" (%zu), not \"%s\" (%d)", f, n, size,
                 ours, nours, theirs, ntheirs);
    free(ours);
    free(theirs);
}

static void test_random_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char length;
    } lengths[] = { { "", 0 }, { "l", 'l' }, { "ll", 'q' }, { "z", 'z' } };
    static const char *const flags[] = { "", "0", "-", "-0" };
    uint64_t seed = 1;
    for (unsigned i = 0; i < 200000; i++) {
        unsigned l = (unsigned)draw_below(&seed, ARRAY_SIZE(lengths));
        char width[8] = "";
        if (draw_below(&seed, 2))
            snprintf(width, sizeof width, "%u", 1 + (unsigned)draw_below(&seed, 30));
        char f[32];
        snprintf(f, sizeof f, "<%%%s%s%s%c>", flags[draw_below(&seed, ARRAY_SIZE(flags))],
                 width, lengths[l].text, "dux"[draw_below(&seed, 3)]);
        compare(f, 1 + draw_below(&seed, 40), lengths[l].length, number(&seed));
    }
}

static void test_random_words(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (unsigned i = 0; i < 20000; i++) {
        char word[24];
        size_t n = draw_below(&seed, sizeof word);
        for (size_t j = 0; j < n; j++)
            word[j] = (char)(1 + draw_below(&seed, 255));
        word[n] = '\0';
        int width = (int)draw_below(&seed, 30);
        char f[32];
        snprintf(f, sizeof f, "%%%s%ds|", draw_below(&seed, 2) ? "-" : "", width ? width : 1);
        size_t size = 1 + draw_below(&seed, 40);
        char ours[64], theirs[64];
        size_t nours = format(ours, size, f, word);
        int ntheirs = snprintf(theirs, size, f, word);
        if (nours != (size_t)ntheirs || strcmp(ours, theirs) != 0)
            fail_msg("\"%s\" in %zu bytes: \"%s\", not \"%s\"", f, size, ours, theirs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chosen),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_random_numbers),
        cmocka_unit_test(test_random_words),
    };
    return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
