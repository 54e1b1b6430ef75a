/* A bitmap of bytes, searched from the start, that counts its bits when it is asked.
   SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/ledger.h"
#include "mm/reach.h"

enum {
    NFRAMES = 1024 * 1024,
};

static uint8_t *bitmap;
static uint64_t held;

static void mark_free(uint32_t n)
{
    uint8_t mask = (uint8_t)(1 << n % 8);
    bitmap[n / 8] |= mask;
}

static void mark_allocated(uint32_t n)
{
    uint8_t mask = (uint8_t)(1 << n % 8);
    bitmap[n / 8] &= ~mask;
}

bool frame_take(paddr_t *pa)
{
    for (uint32_t i = 0; i < NFRAMES / 8; i++) {
        if (!bitmap[i])
            continue;
        uint32_t n = i * 8;
        while (!(bitmap[i] & 1 << n % 8))
            n++;
        mark_allocated(n);
        *pa = n * PAGE_SIZE;
        return true;
    }
    return false;
}

void frame_untake(paddr_t pa)
{
    mark_free((uint32_t)(pa / PAGE_SIZE));
}

bool frames_init(const struct range_set *usable)
{
    bitmap = phys_at(layout_phys(&layout, "BITMAP")->start);
    for (uint32_t i = 0; i < NFRAMES / 8; i++)
        bitmap[i] = 0;
    for (size_t i = 0; i < usable->n; i++) {
        paddr_t start = usable->range[i].start, end = usable->range[i].end;
        if (start < layout.pool_start)
            start = layout.pool_start;
        for (paddr_t pa = start; pa < end && pa < 4 * GiB; pa += PAGE_SIZE)
            frame_untake(pa);
    }
    return frames_free() != 0;
}

bool frame_alloc(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    if (!ledger_hold(*pa)) {
        frame_untake(*pa);
        return false;
    }
    held++;
    return true;
}

enum frame_result frame_free(paddr_t pa)
{
    if (pa % PAGE_SIZE || pa < layout.pool_start)
        return FRAME_NOT_OURS;
    if (!ledger_release(pa))
        return FRAME_NOT_HELD;
    held--;
    frame_untake(pa);
    return FRAME_OK;
}

uint64_t frames_free(void)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < NFRAMES / 8; i++)
        for (uint8_t bits = bitmap[i]; bits; bits &= (uint8_t)(bits - 1))
            n++;
    return n;
}

uint64_t frames_held(void)
{
    return held;
}
