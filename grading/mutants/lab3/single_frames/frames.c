/* Frames one by one: those never used come from a cursor over the usable ranges, those given back
   lie on a stack of frame numbers. The ledger knows who is held. SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/ledger.h"
#include "mm/pmm_area.h"

struct area {
    const struct range_set *usable;
    size_t range; /* the cursor: this range, … */
    paddr_t next; /* … from here on */
    uint64_t nfresh, nback, nheld, capacity;
    paddr_t back[];
};

static struct area *area;

static bool fresh(paddr_t *pa)
{
    while (area->range < area->usable->n) {
        const struct range *r = &area->usable->range[area->range];
        if (area->next < r->start)
            area->next = r->start;
        if (area->next < r->end) {
            *pa = area->next;
            area->next += PAGE_SIZE;
            area->nfresh--;
            return true;
        }
        area->range++;
    }
    return false;
}

bool frame_take(paddr_t *pa)
{
    if (area->nback == 0)
        return fresh(pa);
    *pa = area->back[--area->nback];
    return true;
}

void frame_untake(paddr_t pa)
{
    if (area->nback == area->capacity) {
        vaddr_t end = (uintptr_t)&area->back[area->capacity];
        if (!pmm_area_map(end, pa))
            panic("the stack of frames cannot grow");
        area->capacity += PAGE_SIZE / sizeof area->back[0];
        return;
    }
    area->back[area->nback++] = pa;
}

bool frames_init(const struct range_set *usable)
{
    area = (struct area *)(uintptr_t)layout_virt(&layout, "PMM_AREA")->start;
    area->usable = usable;
    area->next = layout.pool_start;
    area->capacity = (PAGE_SIZE - sizeof *area) / sizeof area->back[0];
    for (size_t i = 0; i < usable->n; i++) {
        struct range r = usable->range[i];
        if (r.start < layout.pool_start)
            r.start = layout.pool_start;
        if (r.start < r.end)
            area->nfresh += (r.end - r.start) / PAGE_SIZE;
    }
    return area->nfresh > 0;
}

bool frame_alloc(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    if (ledger_hold(*pa)) {
        area->nheld++;
        return true;
    }
    frame_untake(*pa);
    return false;
}

enum frame_result frame_free(paddr_t pa)
{
    if (pa & (PAGE_SIZE - 1))
        return FRAME_NOT_OURS;
    if (!ledger_release(pa))
        return FRAME_NOT_HELD;
    area->nheld--;
    frame_untake(pa);
    return FRAME_OK;
}

uint64_t frames_free(void)
{
    return area->nfresh + area->nback;
}

uint64_t frames_held(void)
{
    return area->nheld;
}
