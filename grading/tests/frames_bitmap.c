/* What amethyst's bitmap finds in the kernel: its place in low memory.
   SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/tests/frames_machine.h"
#include "layouts/layout.h"

static const struct phys_region phys[] = {
    { "BITMAP", "", 0x60000, 0x20000, USE_DATA, { PHASE_KERNEL, 3, LAST_CHAPTER }, "", "" },
};

const struct layout layout = {
    .name = "hosted",
    .mode = &page_mode_32bit,
    .phys = phys,
    .nphys = ARRAY_SIZE(phys),
    .pool_start = 4 * MiB,
};

/* Memory holds anything, and what is around the bitmap is not the allocator's. */
static void power_on(void)
{
    memset(machine_frame(0), 0xa5, 1 * MiB);
}

static bool is_free(paddr_t pa)
{
    uint8_t byte = (uint8_t)machine_frame(phys[0].start)[pa / PAGE_SIZE / 8];
    return byte >> pa / PAGE_SIZE % 8 & 1;
}

/* Facts B7, B9 and B10, bit by bit. */
static void check_bitmap(void)
{
    for (paddr_t pa = 0; pa < 4 * GiB; pa += PAGE_SIZE)
        REQUIRE(is_free(pa) == (machine_owner(pa) == POOL_FREE));
    for (paddr_t pa = 0; pa < 1 * MiB; pa++)
        REQUIRE(pa - phys[0].start < phys[0].size || (uint8_t)machine_frame(0)[pa] == 0xa5);
}

static void drained(uint64_t pool)
{
    (void)pool;
    check_bitmap();
}

const struct allocator allocator = {
    .limit = 4 * GiB,
    .least = 1,
    .power_on = power_on,
    .started = check_bitmap,
    .drained = drained,
};
