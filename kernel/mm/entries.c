/* Loops over page-table entries, unrolled: a page costs two or three instructions. Each is
   written once and compiled twice, for entries of 4 and of 8 bytes. SPDX-License-Identifier:
   MIT */
#include "mm/entries.h"

#define LOOP static inline __attribute__((always_inline))

LOOP pte_t get(const void *slot, unsigned bytes, size_t i)
{
    return bytes == 4 ? ((const uint32_t *)slot)[i] : ((const uint64_t *)slot)[i];
}

/* Volatile: the CPU reads tables behind our back, so each entry is written once, and as a whole. */
LOOP void put(void *slot, unsigned bytes, size_t i, pte_t value)
{
    if (bytes == 4)
        ((volatile uint32_t *)slot)[i] = (uint32_t)value;
    else
        ((volatile uint64_t *)slot)[i] = value;
}

LOOP size_t absent(const void *slot, unsigned bytes, size_t n)
{
#pragma GCC unroll 16
    for (size_t i = 0; i < n; i++)
        if (get(slot, bytes, i) & PTE_P)
            return i;
    return n;
}

size_t entries_absent(const void *slot, unsigned bytes, size_t n)
{
    return bytes == 4 ? absent(slot, 4, n) : absent(slot, 8, n);
}

LOOP bool present(const void *slot, unsigned bytes, size_t n)
{
    pte_t all = PTE_P;
#pragma GCC unroll 16
    for (size_t i = 0; i < n; i++)
        all &= get(slot, bytes, i);
    return all;
}

bool entries_present(const void *slot, unsigned bytes, size_t n)
{
    return bytes == 4 ? present(slot, 4, n) : present(slot, 8, n);
}

LOOP size_t count(const void *slot, unsigned bytes, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += get(slot, bytes, i) & PTE_P;
    return sum;
}

size_t entries_count(const void *slot, unsigned bytes, size_t n)
{
    return bytes == 4 ? count(slot, 4, n) : count(slot, 8, n);
}

LOOP void fill(void *slot, unsigned bytes, size_t n, pte_t value, uint64_t step)
{
#pragma GCC unroll 16
    for (size_t i = 0; i < n; i++, value += step)
        put(slot, bytes, i, value);
}

void entries_fill(void *slot, unsigned bytes, size_t n, pte_t value, uint64_t step)
{
    if (bytes == 4)
        fill(slot, 4, n, value, step);
    else
        fill(slot, 8, n, value, step);
}

LOOP void clear(void *slot, unsigned bytes, size_t n)
{
#pragma GCC unroll 16
    for (size_t i = 0; i < n; i++)
        put(slot, bytes, i, 0);
}

void entries_clear(void *slot, unsigned bytes, size_t n)
{
    if (bytes == 4)
        clear(slot, 4, n);
    else
        clear(slot, 8, n);
}

LOOP void change(void *slot, unsigned bytes, size_t n, pte_t keep, pte_t set)
{
#pragma GCC unroll 16
    for (size_t i = 0; i < n; i++)
        put(slot, bytes, i, (get(slot, bytes, i) & keep) | set);
}

void entries_change(void *slot, unsigned bytes, size_t n, pte_t keep, pte_t set)
{
    if (bytes == 4)
        change(slot, 4, n, keep, set);
    else
        change(slot, 8, n, keep, set);
}
