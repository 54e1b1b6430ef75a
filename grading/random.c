/* SplitMix64: [Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014].
   SPDX-License-Identifier: MIT */
#include "grading/random.h"

#include <sys/random.h>

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

uint64_t random_next(struct random *r)
{
    return mix(r->state += 0x9e3779b97f4a7c15);
}

uint64_t random_below(struct random *r, uint64_t n)
{
    /* Without the last, partial stretch of n numbers every remainder is equally likely. */
    uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    uint64_t value;
    do
        value = random_next(r);
    while (value >= limit);
    return value % n;
}

struct random random_for(uint64_t seed, const char *check_id)
{
    struct random r = { mix(seed) };
    for (const char *p = check_id; *p; p++)
        r.state = mix(r.state + (unsigned char)*p);
    return r;
}

uint64_t random_seed(void)
{
    uint32_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = 1;
    return seed % 100000;
}
