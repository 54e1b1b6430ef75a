/* The ledger of a kernel that owns no memory from 4 GiB up: 128 KiB of BSS, always there.
   SPDX-License-Identifier: MIT */
#include "mm/ledger.h"

enum {
    BITS = 32,
    NFRAMES = 1 << 20,
};

static uint32_t held[NFRAMES / BITS];

/* The word with pa's bit; NULL when pa is no frame below 4 GiB. */
static uint32_t *word_of(paddr_t pa, uint32_t *bit)
{
    *bit = 1u << pa / PAGE_SIZE % BITS;
    return pa % PAGE_SIZE || pa / PAGE_SIZE >= NFRAMES ? NULL : &held[pa / PAGE_SIZE / BITS];
}

bool ledger_hold(paddr_t pa)
{
    uint32_t bit, *word = word_of(pa, &bit);
    if (!word)
        return false;
    *word |= bit;
    return true;
}

bool ledger_release(paddr_t pa)
{
    uint32_t bit, *word = word_of(pa, &bit);
    if (!word || !(*word & bit))
        return false;
    *word &= ~bit;
    return true;
}
