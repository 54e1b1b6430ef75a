/* What makes a layout table sound. Host tools and tests only. SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

static bool lives_meet(struct life a, struct life b)
{
    enum phase both = a.phases & b.phases;
    return (both & ~PHASE_KERNEL) || (both && a.first <= b.last && b.first <= a.last);
}

static const char *range_error(uint64_t start, uint64_t size, uint64_t unit)
{
    if (size == 0 || (start | size) & (unit - 1))
        return "not a whole number of units";
    if (start + size < start && start + size != 0)
        return "wraps around";
    return NULL;
}

static const char *phys_error(const struct layout *l, size_t i)
{
    const struct phys_region *r = &l->phys[i];
    /* Boot sectors and the BIOS's leavings do not start on pages; tables and images do. */
    const char *error = range_error(r->start, r->size, r->use == USE_DATA ? 0x100 : PAGE_SIZE);
    if (!error && (r->use == USE_ROOT || r->use == USE_TABLES) && r->size != PAGE_SIZE)
        error = "a page table is not one page";
    for (size_t j = 0; j < i && !error; j++) {
        if (l->phys[j].start > r->start)
            error = "out of order";
        else if (lives_meet(l->phys[j].life, r->life) &&
                 l->phys[j].start + l->phys[j].size > r->start)
            error = "overlaps a row that is alive at the same time";
    }
    return error;
}

static const char *virt_error(const struct layout *l, size_t i)
{
    const struct virt_region *r = &l->virt[i];
    const char *error = range_error(r->start, r->size, PAGE_SIZE);
    vaddr_t last = r->start + r->size - 1;
    if (!error && r->pa & (PAGE_SIZE - 1))
        error = "maps to a physical address that is not a page's";
    if (!error && (page_mode_canonical(l->mode, r->start) != r->start ||
                   page_mode_canonical(l->mode, last) != last))
        error = "leaves the paging mode's address space";
    if (!error && l->mode->va_bits > 32 && (r->start ^ last) >> 63)
        error = "crosses the non-canonical hole";
    for (size_t j = 0; j < i && !error; j++) {
        if (l->virt[j].start > r->start)
            error = "out of order";
        else if (lives_meet(l->virt[j].life, r->life) &&
                 l->virt[j].start + l->virt[j].size - 1 >= r->start)
            error = "overlaps a row that is alive at the same time";
    }
    return error;
}

const char *layout_error(const struct layout *l, const char **id)
{
    for (size_t i = 0; i < l->nphys; i++) {
        *id = l->phys[i].id;
        const char *error = phys_error(l, i);
        if (error)
            return error;
    }
    for (size_t i = 0; i < l->nvirt; i++) {
        *id = l->virt[i].id;
        const char *error = virt_error(l, i);
        if (error)
            return error;
    }
    *id = NULL;
    return NULL;
}
