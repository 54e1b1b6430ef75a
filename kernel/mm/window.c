/* Physical memory through the layout's rows. SPDX-License-Identifier: MIT */
#include "mm/window.h"

#include "core/chapter.h"
#include "layouts/layout.h"

static bool complete;

unsigned window_chapter(void)
{
    return complete || chapter < EARLY_CHAPTER ? chapter : EARLY_CHAPTER;
}

void window_complete(void)
{
    complete = true;
}

void *window_at(paddr_t pa)
{
    for (size_t i = layout.nvirt; i-- > 0;) {
        const struct virt_region *r = &layout.virt[i];
        if (r->backing != BACK_FIXED && r->backing != BACK_IMAGE)
            continue;
        if (pa - r->pa < r->size && life_covers(r->life, PHASE_KERNEL, window_chapter()))
            return (void *)(uintptr_t)(r->start + (pa - r->pa));
    }
    return NULL;
}
