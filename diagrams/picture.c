/* From rows, page-table runs and the firmware's map to the two strips. SPDX-License-Identifier: MIT
 */
#include "diagrams/picture.h"

#include <stdlib.h>

#include "mm/memmap.h"

/* A range with a start and a last address meets `at`. */
static bool holds(uint64_t start, uint64_t size, uint64_t at)
{
    return size && at >= start && at - start < size;
}

static const struct virt_region *virt_row(const struct picture *p, vaddr_t at)
{
    for (size_t i = 0; i < p->layout->nvirt; i++) {
        const struct virt_region *r = &p->layout->virt[i];
        if (life_covers(r->life, PHASE_KERNEL, p->chapter) && holds(r->start, r->size, at))
            return r;
    }
    return NULL;
}

static const struct phys_region *phys_row(const struct picture *p, paddr_t at)
{
    for (size_t i = 0; i < p->layout->nphys; i++) {
        const struct phys_region *r = &p->layout->phys[i];
        if (life_covers(r->life, PHASE_KERNEL, p->chapter) && holds(r->start, r->size, at))
            return r;
    }
    return NULL;
}

static const struct run *run_at(const struct picture *p, vaddr_t at)
{
    for (size_t i = 0; i < p->nruns; i++)
        if (holds(p->run[i].va, p->run[i].size, at))
            return &p->run[i];
    return NULL;
}

/* What the page tables say of an address. */
static void map_piece(const struct picture *p, const struct virt_region *r, vaddr_t at,
                      struct piece *piece)
{
    const struct run *run = run_at(p, at);
    if (!run) {
        if (r)
            piece->kind = r->backing == BACK_NOTHING ? PIECE_GUARD : PIECE_WAITING;
        return;
    }
    piece->kind = PIECE_MAPPED;
    piece->has_pa = true;
    piece->pa = run->pa + (at - run->va);
    piece->rights = run->rights;
}

static struct piece what_is_virtual(const void *self, uint64_t at)
{
    const struct picture *p = self;
    if (page_mode_canonical(p->mode, at) != at)
        return (
            struct piece){ .kind = PIECE_NOT_CANONICAL, .name = "not canonical", .facts = "" };
    const struct virt_region *r = virt_row(p, at);
    struct piece piece = { .kind = PIECE_GAP, .name = "", .facts = "" };
    if (r) {
        piece.name = r->name;
        piece.facts = r->facts;
    }
    map_piece(p, r, at, &piece);
    if (piece.kind == PIECE_MAPPED && !r)
        piece.name = "in no row of the layout";
    return piece;
}

/* The first virtual piece that maps pa, and the growing row whose page it is, if any. */
static const struct piece *mapped_by(const struct picture *p, paddr_t pa,
                                     const struct virt_region **grown)
{
    const struct piece *first = NULL;
    *grown = NULL;
    for (size_t i = 0; i < p->virt.n; i++) {
        const struct piece *v = &p->virt.piece[i];
        if (!v->has_pa || pa < v->pa || pa - v->pa > v->last - v->start)
            continue;
        if (!first)
            first = v;
        const struct virt_region *r = virt_row(p, v->start);
        if (r && r->backing == BACK_FRAMES)
            *grown = r;
    }
    return first;
}

/* What the firmware says of an address; reserved wins. NULL: nothing. */
static const struct e820_entry *firmware_entry(const struct picture *p, paddr_t at)
{
    const struct e820_entry *usable = NULL;
    for (size_t i = 0; i < p->nmap; i++) {
        const struct e820_entry *e = &p->map[i];
        if (!(e->attributes & E820_ENABLED) || !holds(e->base, e->length, at))
            continue;
        if (e->type != E820_USABLE)
            return e;
        usable = e;
    }
    return usable;
}

/* A few frames between two that were handed out are the allocator's own. */
static bool in_pool(const struct picture *p, paddr_t at)
{
    enum { OWN_MOST = 16 * PAGE_SIZE };
    const struct range *r = p->frame, *end = r + p->pool.n;
    while (r < end && r->end <= at)
        r++;
    return r < end && (r->start <= at || (r > p->frame && r->start - r[-1].end <= OWN_MOST));
}

static struct piece what_is_physical(const void *self, uint64_t at)
{
    const struct picture *p = self;
    struct piece piece = { .kind = PIECE_GAP, .name = "", .facts = "" };
    const struct virt_region *user;
    piece.by = mapped_by(p, at, &user);
    const struct phys_region *r = phys_row(p, at);
    if (r) {
        piece.kind = PIECE_ROW;
        piece.name = r->name;
        piece.facts = r->facts;
        return piece;
    }
    const struct e820_entry *e = firmware_entry(p, at);
    bool usable = e && e->type == E820_USABLE;
    if (e && !usable) {
        piece.kind = PIECE_FIRMWARE;
        piece.name = memmap_type_name(e->type);
    } else if (piece.by && piece.by->rights & UNCACHED) {
        piece.kind = PIECE_DEVICE;
        piece.name = "device";
    } else if (usable && p->mode && range_contains(&p->tables, at, at + 1)) {
        piece.kind = PIECE_FRAMES;
        piece.name = "page table";
    } else if (usable && user) {
        piece.kind = PIECE_FRAMES;
        piece.name = user->name;
        piece.facts = user->facts;
    } else if (usable && in_pool(p, at)) {
        piece.kind = PIECE_POOL;
        piece.name = "frame pool";
        piece.facts = p->layout->pool_fact;
    } else if (usable) {
        piece.kind = PIECE_MEMORY;
        piece.name = "memory";
    } else if (piece.by) {
        piece.kind = PIECE_DEVICE;
        piece.name = "not memory";
    }
    return piece;
}

static void cut_both(struct strip *s, uint64_t start, uint64_t size)
{
    strip_cut(s, start);
    if (start + size) /* else it ends with the space itself */
        strip_cut(s, start + size);
}

static void build_virtual(struct picture *p)
{
    const struct page_mode *mode = p->mode;
    for (size_t i = 0; i < p->layout->nvirt; i++)
        if (life_covers(p->layout->virt[i].life, PHASE_KERNEL, p->chapter))
            cut_both(&p->virt, p->layout->virt[i].start, p->layout->virt[i].size);
    for (size_t i = 0; i < p->nruns; i++)
        cut_both(&p->virt, p->run[i].va, p->run[i].size);
    if (mode->va_bits > 32) {
        strip_cut(&p->virt, 1ull << (mode->va_bits - 1));
        strip_cut(&p->virt, ~0ull << (mode->va_bits - 1));
    }
    strip_build(&p->virt, mode->va_bits > 32 ? UINT64_MAX : UINT32_MAX, what_is_virtual, p);
}

/* ROM and holes above all memory: the firmware's map lists them, the picture can do without. */
static bool beyond_memory(const struct piece *last)
{
    return last->kind == PIECE_FIRMWARE || (last->kind == PIECE_GAP && !*last->name);
}

static void build_physical(struct picture *p)
{
    for (size_t i = 0; i < p->layout->nphys; i++)
        if (life_covers(p->layout->phys[i].life, PHASE_KERNEL, p->chapter))
            cut_both(&p->phys, p->layout->phys[i].start, p->layout->phys[i].size);
    for (size_t i = 0; i < p->nmap; i++)
        cut_both(&p->phys, p->map[i].base, p->map[i].length);
    for (size_t i = 0; i < p->virt.n; i++)
        if (p->virt.piece[i].has_pa)
            cut_both(&p->phys, p->virt.piece[i].pa,
                     p->virt.piece[i].last - p->virt.piece[i].start + 1);
    for (size_t i = 0; i < p->pool.n; i++)
        cut_both(&p->phys, p->frame[i].start, p->frame[i].end - p->frame[i].start);
    for (size_t i = 0; i < p->tables.n; i++)
        cut_both(&p->phys, p->table[i].start, p->table[i].end - p->table[i].start);
    strip_build(&p->phys, PHYS_LIMIT - 1, what_is_physical, p);
    while (p->phys.n > 1 && beyond_memory(&p->phys.piece[p->phys.n - 1]))
        p->phys.n--;
}

/* A page that shows many rows gets their room: the bands stay level. */
static void weigh(struct picture *p)
{
    for (size_t i = 0; i < p->virt.n; i++) {
        struct piece *v = &p->virt.piece[i];
        for (size_t j = 0; j < p->phys.n && v->has_pa; j++)
            v->weight += p->phys.piece[j].start < v->pa + (v->last - v->start) + 1 &&
                         p->phys.piece[j].last >= v->pa;
        v->weight = v->weight > 1 ? v->weight - 1 : 0;
    }
}

void picture_build(struct picture *p)
{
    if (p->mode)
        build_virtual(p);
    build_physical(p);
    weigh(p);
}

void picture_free(struct picture *p)
{
    strip_free(&p->virt);
    strip_free(&p->phys);
}
