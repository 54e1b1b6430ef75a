/* What every hosted test includes: cmocka, and numbers that are random but the same in every run.
   SPDX-License-Identifier: MIT */
#ifndef TEST_H
#define TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* splitmix64: any seed is a good one, so a test can use the round's number and print it. */
static inline uint64_t draw(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Less than n; n > 0. */
static inline uint64_t draw_below(uint64_t *seed, uint64_t n)
{
    return draw(seed) % n;
}
#endif
