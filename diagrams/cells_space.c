/* Cells: what an address space shows, by the walk over its tables. SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagrams/cells.h"

void cell_address(struct text *t, const struct picture *p, vaddr_t va)
{
    if (!p->mode || p->mode->va_bits == 32 || !(va >> 63)) {
        text_add(t, "0x%llx", va);
        return;
    }
    vaddr_t base = 1;
    while (base < -va)
        base <<= 1;
    char size[24];
    text_add(t, "-%s", size_text(size, base));
    if (va + base)
        text_add(t, "+0x%llx", va + base);
}

/* A piece of memory, on two lines. */
static void add_place(struct text *t, const struct picture *p, vaddr_t va, uint64_t bytes)
{
    char size[24];
    cell_address(t, p, va);
    text_add(t, "\n  %s\n", size_text(size, bytes));
}

void cell_tables(struct text *t, const struct view *v)
{
    const struct range_set *set = &v->p->tables;
    if (set->n > 1)
        text_add(t, "%llu:\n", (paddr_t)(range_total(set) / PAGE_SIZE));
    for (size_t i = 0; i < set->n; i++)
        text_add(t, "%llu at 0x%llx\n",
                 (paddr_t)((set->range[i].end - set->range[i].start) / PAGE_SIZE),
                 (paddr_t)set->range[i].start);
}

void cell_identity(struct text *t, const struct view *v)
{
    struct range range[64];
    struct range_set set = { .range = range, .capacity = ARRAY_SIZE(range) };
    for (size_t i = 0; i < v->p->nruns; i++) {
        const struct run *r = &v->p->run[i];
        if (r->va == r->pa && !range_add(&set, r->va, r->va + r->size))
            return;
    }
    for (size_t i = 0; i < set.n; i++)
        add_place(t, v->p, range[i].start, range[i].end - range[i].start);
    if (v->p->mode && set.n == 0)
        text_add(t, "none");
}

/* A window: a stretch that shows physical memory in its order, whatever the rights. Those of the
   identity map have a row of their own, and a few pages are none. */
enum {
    WINDOW_LEAST = 64 * 1024,
};

/* The window that begins with run *i, which becomes the index of the run behind it. */
static struct run window_at(const struct picture *p, size_t *i)
{
    struct run w = p->run[*i];
    for (*i += 1; *i < p->nruns; *i += 1) {
        const struct run *r = &p->run[*i];
        if (r->va != w.va + w.size || r->pa != w.pa + w.size)
            break;
        w.size += r->size;
    }
    return w;
}

static bool is_window(const struct run *w)
{
    return w->size >= WINDOW_LEAST && w->va != w->pa;
}

void cell_windows(struct text *t, const struct view *v)
{
    for (size_t i = 0; i < v->p->nruns;) {
        struct run w = window_at(v->p, &i);
        if (is_window(&w))
            add_place(t, v->p, w.va, w.size);
    }
}

/* Entries of the root that lead to the root. */
void cell_self(struct text *t, const struct view *v)
{
    unsigned char page[PAGE_SIZE];
    const struct page_mode *mode = v->p->mode;
    if (!mode || !machine_pause(v->m) || !machine_read(v->m, v->p->root, page, sizeof page))
        return;
    for (unsigned i = 0; i < 1u << mode->level[0].index_bits; i++) {
        pte_t entry = 0;
        memcpy(&entry, page + i * mode->entry_bytes, mode->entry_bytes);
        if (entry & PTE_P && (entry & mode->address_mask) == v->p->root)
            cell_address(t, v->p,
                         page_mode_canonical(mode, (vaddr_t)i << mode->level[0].shift));
    }
}

/* How much of the usable memory has a virtual address. */
void cell_reached(struct text *t, const struct view *v)
{
    struct range range[512], whole[512];
    struct range_set seen = { .range = range, .capacity = ARRAY_SIZE(range) };
    struct range_set usable = { .range = whole, .capacity = ARRAY_SIZE(whole) };
    uint64_t bytes = 0;
    bool ok = v->p->mode;
    for (size_t i = 0; i < v->p->nruns; i++)
        ok = ok && range_add(&seen, v->p->run[i].pa, v->p->run[i].pa + v->p->run[i].size);
    for (size_t i = 0; i < v->p->nmap; i++)
        if (v->p->map[i].type == E820_USABLE)
            ok = ok &&
                 range_add(&usable, v->p->map[i].base, v->p->map[i].base + v->p->map[i].length);
    for (size_t i = 0; i < usable.n; i++)
        for (size_t k = 0; k < seen.n; k++) {
            uint64_t start = range[k].start > whole[i].start ? range[k].start : whole[i].start;
            uint64_t end = range[k].end < whole[i].end ? range[k].end : whole[i].end;
            bytes += start < end ? end - start : 0;
        }
    char part[24], all[24];
    if (ok)
        text_add(t, "%s\n  of %s", size_text(part, bytes),
                 size_text(all, range_total(&usable)));
}

void cell_besides(struct text *t, const struct view *v)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < v->p->nruns;) {
        struct run w = window_at(v->p, &i);
        bytes += is_window(&w) || w.va == w.pa ? 0 : w.size;
    }
    char size[24];
    if (v->p->mode)
        text_add(t, "%s", bytes ? size_text(size, bytes) : "nothing");
}

void cell_write_or_run(struct text *t, const struct view *v)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < v->p->nruns; i++)
        if ((v->p->run[i].rights & (RIGHT_W | RIGHT_X)) == (RIGHT_W | RIGHT_X))
            bytes += v->p->run[i].size;
    char size[24];
    if (v->p->mode)
        text_add(t, bytes ? "no:\n  %s RWX" : "yes", size_text(size, bytes));
}
