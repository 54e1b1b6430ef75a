/* What jinue's free list finds in the kernel: two windows on physical memory. The layout's own have
   a gap between them; here they meet, so that the machine's books have one limit.
   SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/tests/frames_machine.h"
#include "layouts/layout.h"

#define LIMIT  (28 * MiB)
#define MIDDLE (14 * MiB)
#define ALWAYS                        \
    {                                 \
        PHASE_KERNEL, 0, LAST_CHAPTER \
    }

static const struct virt_region virt[] = {
    { "IDENTITY_REST", "", 0, MIDDLE, BACK_FIXED, 0, RIGHT_W, ALWAYS, "", "" },
    { "MAP2", "", MIDDLE, LIMIT - MIDDLE, BACK_FIXED, MIDDLE, RIGHT_W, ALWAYS, "", "" },
};

const struct layout layout = {
    .name = "hosted",
    .mode = &page_mode_32bit,
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 0x189000,
};

static void power_on(void)
{
    memset(machine_frame(0), 0xa5, LIMIT);
}

/* Frames that nobody has asked for have not been touched. */
static void started(void)
{
    for (const char *byte = machine_frame(0); byte < machine_frame(0) + LIMIT; byte++)
        REQUIRE((uint8_t)*byte == 0xa5);
}

const struct allocator allocator = {
    .limit = LIMIT,
    .least = 1,
    .power_on = power_on,
    .started = started,
};
