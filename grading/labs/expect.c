/* The outside view of an address space against the layout's rows, both ways: nothing missing,
   nothing extra. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "grading/labs/look.h"

/* Bits that the CPU sets by itself, or that it ignores: no business of a check's.
   [intel/vol3] 4.5, tables 4-15 to 4-20 */
#define FREE_BITS (PTE_A | PTE_D | 1ull << 8 | 0xe00ull | 0x7ffull << 52)

/* Whether the window's pages may have this size. */
static bool may_map(const struct view *v, struct page_kind kind, unsigned level)
{
    unsigned shift = v->mode->level[level].shift;
    return shift == PAGE_SHIFT || kind.large >> shift & 1;
}

/* Names what is wrong with the page at va, which differs from the window. */
static void explain(struct view *v, const struct window *w, struct page_kind kind, vaddr_t va)
{
    struct outside_entry e;
    if (!outside_walk(v->m, v->mode, v->root, va, &e)) {
        check_fail(v->c, "%s: 0x%llx cannot be walked: a table lies outside RAM", w->what, va);
        return;
    }
    pte_t expected = (w->pa + (va - w->va)) | PTE_P | (w->w ? PTE_W : 0) |
                     (kind.uncached ? PTE_PCD | PTE_PWT : 0) | (w->x ? 0 : v->mode->nx) |
                     (e.entry & FREE_BITS);
    check_fail(v->c, "%s, page 0x%llx:", w->what, va);
    if (!e.present)
        check_fail(v->c, "%s entry is not present", v->mode->level[e.level].name);
    else if (!may_map(v, kind, e.leaf_level))
        check_fail(v->c, "mapped by a large page in the %s, expected %s",
                   v->mode->level[e.leaf_level].name, kind.large ? "others" : "4 KiB pages");
    else if (expected == e.entry)
        check_fail(v->c, "the entry is right, but a table above it %s",
                   w->w && !e.w ? "takes the right to write away (W)"
                                : "forbids execution (NX), or the rights do not add up");
    check_fail_entry(v->c, va, expected, e.entry);
}

bool expect_pages(struct view *v, const struct window *w, struct page_kind kind)
{
    const struct run *r;
    bool x = w->x || !v->mode->nx; /* where a mode cannot forbid it, what is present is run */
    /* Invariant: all of the window before va is as expected. */
    for (vaddr_t va = w->va; va - w->va < w->size; va = r->va + r->size) {
        r = view_at(v, va);
        if (!r || r->pa + (va - r->va) != w->pa + (va - w->va) || r->w != w->w || r->x != x ||
            r->u || r->uncached != kind.uncached || !may_map(v, kind, r->leaf_level)) {
            explain(v, w, kind, va);
            return false;
        }
    }
    return true;
}

bool expect_window(struct view *v, const struct window *w)
{
    return expect_pages(v, w, (struct page_kind){ 0 });
}

/* The row of the image: each of the linked kernel's sections has its own rights, what lies
   between and behind them is writable data. */
static bool expect_image(struct view *v, const struct virt_region *row, struct window rest)
{
    static const struct {
        const char *name, *start, *end;
        bool w, x;
    } section[] = {
        { "text", "text_start", "text_end", false, true },
        { "rodata", "rodata_start", "rodata_end", false, false },
        { "data", "data_start", "data_end", true, false },
    };
    vaddr_t at = row->start;
    for (size_t i = 0; i < ARRAY_SIZE(section); i++) {
        vaddr_t start, end;
        if (!symbol(v->c, section[i].start, &start) || !symbol(v->c, section[i].end, &end))
            return false;
        start &= -PAGE_SIZE;
        end = (end + PAGE_SIZE - 1) & -PAGE_SIZE;
        if (start == end ||
            start - row->start >= row->size) /* jinue's data: a row of its own */
            continue;
        char what[120];
        snprintf(what, sizeof what, "kernel's %s (%s)", section[i].name, row->facts);
        struct window w = { what,         start,
                            end - start,  row->pa + (start - row->start),
                            section[i].w, section[i].x };
        rest.va = at;
        rest.size = start - at;
        rest.pa = row->pa + (at - row->start);
        if (!expect_window(v, &rest) || !expect_window(v, &w))
            return false;
        at = end;
    }
    rest.va = at;
    rest.size = row->start + row->size - at;
    rest.pa = row->pa + (at - row->start);
    return expect_window(v, &rest);
}

/* The row's pages are those of another one: the same tables serve both. */
static bool expect_alias(struct view *v, const struct virt_region *row, const char *what)
{
    uint64_t step;
    for (uint64_t at = 0; at < row->size; at += step) {
        const struct run *here = view_at(v, row->start + at), *there = view_at(v, row->pa + at);
        if (!here || !there ||
            here->pa - here->va + row->start != there->pa - there->va + row->pa ||
            here->w != there->w || here->x != there->x || here->u != there->u) {
            check_fail(v->c, "%s: 0x%llx: expected what is mapped at 0x%llx, with its rights",
                       what, row->start + at, row->pa + at);
            return false;
        }
        uint64_t left = here->va + here->size - (row->start + at);
        uint64_t other = there->va + there->size - (row->pa + at);
        step = left < other ? left : other;
    }
    return true;
}

/* Page n is the table that the root's entry n links to, where there is one; not user space's. */
static bool expect_self(struct view *v, const struct virt_region *row, const char *what)
{
    uint32_t entry[1024]; /* a root of 32-bit paging */
    if (!ram(v->c, v->m, v->root, entry, sizeof entry))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(entry); i++) {
        vaddr_t va = row->start + i * PAGE_SIZE;
        const struct run *r = view_at(v, va);
        paddr_t table = entry[i] & v->mode->address_mask;
        bool present = entry[i] & PTE_P;
        if (present
                ? r && r->pa + (va - r->va) == table && r->w == !!(entry[i] & PTE_W) && !r->u
                : !r)
            continue;
        struct outside_entry e = { 0 };
        check_fail(v->c, "%s: page 0x%llx must %s: entry %zu of the root is 0x%08x", what, va,
                   present ? "show the table" : "not be mapped", i, entry[i]);
        if (outside_walk(v->m, v->mode, v->root, va, &e))
            check_fail_entry(v->c, va, present ? entry[i] : 0, e.entry);
        return false;
    }
    return true;
}

/* As far as there is memory, and no further. */
static bool expect_ram(struct view *v, struct window w)
{
    uint64_t row = w.size;
    w.size = view_ram_end(v);
    struct page_kind kind = { .large = v->c->subject->layout->large_pages };
    return w.size && expect_pages(v, &w, kind) &&
           expect_unmapped(v, w.what, w.va + w.size, row - w.size);
}

static bool expect_region(struct view *v, const struct virt_region *row)
{
    char what[120];
    snprintf(what, sizeof what, "%s (%s)", row->name, *row->facts ? row->facts : "ours");
    struct window w = {
        what, row->start, row->size, row->pa, row->rights & RIGHT_W, row->rights & RIGHT_X
    };
    switch (row->backing) {
    case BACK_FIXED:
        return expect_pages(v, &w, (struct page_kind){ .uncached = row->rights & UNCACHED });
    case BACK_IMAGE:
        return expect_image(v, row, w);
    case BACK_NOTHING:
        return expect_unmapped(v, what, row->start, row->size);
    case BACK_FRAMES:
        return true; /* how much of it is mapped is the kernel's to decide */
    case BACK_RAM:
        return expect_ram(v, w);
    case BACK_ALIAS:
        return expect_alias(v, row, what);
    case BACK_SELF:
        return expect_self(v, row, what);
    }
    return false;
}

bool expect_row(struct view *v, const char *id)
{
    const struct virt_region *row = layout_virt(v->c->subject->layout, id);
    if (row)
        return expect_region(v, row);
    check_fail(v->c, "the layout has no row %s", id);
    return false;
}

bool expect_rows(struct view *v)
{
    const struct layout *l = v->c->subject->layout;
    for (size_t i = 0; i < l->nvirt; i++)
        if (life_covers(l->virt[i].life, PHASE_KERNEL, v->c->subject->chapter) &&
            !expect_region(v, &l->virt[i]))
            return false;
    return true;
}

bool expect_unmapped(struct view *v, const char *what, vaddr_t va, uint64_t size)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct run *r = &v->run[i];
        bool before = r->va + (r->size - 1)<va, after = r->va> va + (size - 1);
        if (before || after)
            continue;
        vaddr_t first = r->va > va ? r->va : va;
        check_fail(v->c,
                   "%s: must not be mapped, but 0x%llx leads to 0x%llx (%llu KiB, %c%c%c)",
                   what, first, r->pa + (first - r->va), (r->size - (first - r->va)) / KiB, 'R',
                   r->w ? 'W' : '-', r->x ? 'X' : '-');
        struct outside_entry e;
        if (outside_walk(v->m, v->mode, v->root, first, &e))
            check_fail_entry(v->c, first, 0, e.entry);
        return false;
    }
    return true;
}

bool expect_nothing_else(struct view *v, vaddr_t from)
{
    const struct layout *l = v->c->subject->layout;
    vaddr_t at = from; /* Invariant: from there to here all is a row's, or unmapped */
    for (size_t i = 0; i < l->nvirt; i++) {
        const struct virt_region *row = &l->virt[i];
        if (!life_covers(row->life, PHASE_KERNEL, v->c->subject->chapter) ||
            row->backing == BACK_NOTHING)
            continue;
        if (row->start > at &&
            !expect_unmapped(v, "no row of the layout has this", at, row->start - at))
            return false;
        if (row->start >= from)
            at = row->start + row->size;
    }
    return at == 0 || expect_unmapped(v, "no row of the layout has this", at, 0 - at);
}
