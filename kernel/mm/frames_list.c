/* jinue's frame allocator: free frames linked through themselves, the last one given back in
   front. Frames that nobody has asked for yet are not linked but counted off. A bitmap knows what
   is handed out. SPDX-License-Identifier: MIT */
#include "mm/frames.h"

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/reach.h"

enum {
    NFRAMES = 28 * MiB / PAGE_SIZE, /* below the end of map 2 */
    BITS = 32,
};

/* It owns what E16 calls available, what these show at boot: a frame out of reach could not be
   linked. Once they have gone, scratch pages reach the few frames that E23's run-time pages do
   not show. Memory that ISA DMA reaches goes last; map 2 goes from its start up, as do the
   run-time pages. */
static const char *const windows[] = { "MAP2", "IDENTITY_REST" };

/* Where the frames begin that were never on the list. */
static struct {
    const struct range_set *usable;
    size_t window, range; /* in this window, from this range on */
    paddr_t next;         /* and from this address on */
} fresh;

static paddr_t first_free; /* a frame that begins with the address of the next one; 0: none */
static uint32_t held[NFRAMES / BITS];
static uint64_t nfree, nheld;

/* What window i shows of the range. Empty: end <= start. */
static struct range shown(size_t i, const struct range *r)
{
    const struct virt_region *w = layout_virt(&layout, windows[i]);
    struct range both = { w->pa, w->pa + w->size };
    if (both.end > NFRAMES * PAGE_SIZE)
        panic("%s ends at 0x%llx: no bit for its last frame", w->id, (paddr_t)both.end);
    if (both.start < layout.pool_start)
        both.start = layout.pool_start;
    if (both.start < r->start)
        both.start = r->start;
    if (both.end > r->end)
        both.end = r->end;
    return both;
}

static bool take_fresh(paddr_t *pa)
{
    for (; fresh.window < ARRAY_SIZE(windows); fresh.window++, fresh.range = 0) {
        for (; fresh.range < fresh.usable->n; fresh.range++, fresh.next = 0) {
            struct range r = shown(fresh.window, &fresh.usable->range[fresh.range]);
            *pa = fresh.next > r.start ? fresh.next : r.start;
            fresh.next = *pa + PAGE_SIZE;
            if (*pa < r.end)
                return true;
        }
    }
    return false;
}

static bool is_held(paddr_t pa)
{
    return held[pa / PAGE_SIZE / BITS] >> pa / PAGE_SIZE % BITS & 1;
}

static void toggle_held(paddr_t pa)
{
    held[pa / PAGE_SIZE / BITS] ^= 1u << pa / PAGE_SIZE % BITS;
}

static bool is_ours(paddr_t pa)
{
    return pa % PAGE_SIZE == 0 && pa >= layout.pool_start && pa < NFRAMES * PAGE_SIZE;
}

bool frame_take(paddr_t *pa)
{
    *pa = first_free;
    if (first_free) {
        first_free = *(const paddr_t *)phys_at(*pa);
        if (first_free && (!is_ours(first_free) || is_held(first_free)))
            panic("free frame 0x%llx was written to: 0x%llx comes next", *pa, first_free);
    } else if (!take_fresh(pa)) {
        return false;
    }
    nfree--;
    return true;
}

void frame_untake(paddr_t pa)
{
    *(paddr_t *)phys_at(pa) = first_free;
    first_free = pa;
    nfree++;
}

bool frames_init(const struct range_set *usable)
{
    fresh.usable = usable;
    for (size_t i = 0; i < ARRAY_SIZE(windows); i++) {
        for (size_t j = 0; j < usable->n; j++) {
            struct range r = shown(i, &usable->range[j]);
            if (r.start < r.end)
                nfree += (r.end - r.start) / PAGE_SIZE;
        }
    }
    return nfree > 0;
}

bool frame_alloc(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    toggle_held(*pa);
    nheld++;
    return true;
}

enum frame_result frame_free(paddr_t pa)
{
    if (!is_ours(pa))
        return FRAME_NOT_OURS;
    if (!is_held(pa))
        return FRAME_NOT_HELD;
    toggle_held(pa);
    nheld--;
    frame_untake(pa);
    return FRAME_OK;
}

uint64_t frames_free(void)
{
    return nfree;
}

uint64_t frames_held(void)
{
    return nheld;
}
