/* Runs of set bits among 64: a run of order k, 0 to 6, is 2 to the k bits in a row, the first one's
   number a multiple of that. Pure. SPDX-License-Identifier: MIT */
#ifndef RUN_BITS_H
#define RUN_BITS_H
#include "types.h"

/* Requires bits != 0. */
static inline uint64_t lowest_bit(uint64_t bits)
{
    return (uint64_t)__builtin_ctzll(bits);
}

/* The bits of a run. bit: its first, a multiple of its size. */
static inline uint64_t run_at(unsigned bit, unsigned order)
{
    static const uint64_t ones[] = { 1, 3, 0xf, 0xff, 0xffff, 0xffffffff, ~0ull };
    return ones[order] << bit;
}

/* From the first bits of all runs of an order to those of the next: two runs side by side are one,
   where a larger one may begin. */
static inline uint64_t pair_up(uint64_t firsts, unsigned order)
{
    static const struct {
        uint64_t may_begin;
        unsigned size;
    } row[] = { { 0x5555555555555555, 1 },  { 0x1111111111111111, 2 },
                { 0x0101010101010101, 4 },  { 0x0001000100010001, 8 },
                { 0x0000000100000001, 16 }, { 0x0000000000000001, 32 } };
    return firsts & firsts >> row[order].size & row[order].may_begin;
}

/* The first bits of all runs of this order. */
static inline uint64_t firsts_of(uint64_t bits, unsigned order)
{
    for (unsigned k = 0; k < order; k++)
        bits = pair_up(bits, k);
    return bits;
}

/* How many orders, from 0 up, there are runs of: half of a run is a run of the order below. */
static inline unsigned orders_in(uint64_t bits)
{
    unsigned k = 0;
    for (; bits && k < 6; k++)
        bits = pair_up(bits, k);
    return bits ? k + 1 : k;
}

/* The order of the largest run that this run is part of, itself counted as set. */
static inline unsigned merged_order(uint64_t bits, unsigned bit, unsigned order)
{
    uint64_t run = run_at(bit, order);
    for (unsigned size = 1u << order; size < 64; size *= 2, order++) {
        uint64_t neighbour = bit & size ? run >> size : run << size;
        if (~bits & neighbour)
            break;
        run |= neighbour;
    }
    return order;
}
#endif
