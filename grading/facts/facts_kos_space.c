/* kos' facts about the kernel's own address space. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/facts/facts_kos.h"
#include "grading/facts/grub64.h"

enum {
    RAM = 32 << 20,
    FRAMES = RAM / 4096,
    FREE_MOST = 1024, /* pages of free memory in draw() */
    TAKEN = 3,
};
#define TEXT_AND_DATA     0xffffffff80000000ull /* D10 */
#define TEXT_AND_DATA_END 0xffffffffa0000000ull

/* Until later chapters bring the direct mapping and per-CPU data there is nothing else. */
static bool nothing_beside(struct view *v)
{
    return expect_unmapped(v, "below kernel text and data (D10)", 0, TEXT_AND_DATA) &&
           expect_unmapped(v, "above kernel text and data (D10)", TEXT_AND_DATA_END,
                           0 - TEXT_AND_DATA_END);
}

static bool runs_there(struct grub_way *w, const char *where)
{
    if (w->cpu.rip >= TEXT_AND_DATA && w->cpu.rip < TEXT_AND_DATA_END)
        return true;
    check_fail(w->c, "%s: RIP expected in 0x%llx-0x%llx, found 0x%llx", where, TEXT_AND_DATA,
               TEXT_AND_DATA_END - 1, (vaddr_t)w->cpu.rip);
    return false;
}

void kos_d10_text_and_data(struct check_run *c)
{
    struct grub_way w;
    struct view v;
    if (way_begin(&w, c, 64 * MiB) && way_kernel(&w) &&
        runs_there(&w, "the kernel's first instruction") && way_ready(&w) &&
        runs_there(&w, "the monitor") && view_take(&v, c, w.m)) {
        if (sections_in(&w, &v, "D10", TEXT_AND_DATA, TEXT_AND_DATA_END - 1))
            nothing_beside(&v);
        view_drop(&v);
    }
    way_drop(&w);
}

/* The kernel has made tables of its own, and gone over to them. */
static bool own_space(struct grub_way *w)
{
    struct table_set early, own;
    if (!way_kmain(w) || !tables_find(w, &early) || !way_ready(w) || !tables_find(w, &own))
        return false;
    for (size_t i = 0; i < own.n; i++)
        if (tables_have(&early, own.table[i])) {
            check_fail(w->c, "the kernel's table at 0x%llx is one of the bootstrap's",
                       own.table[i]);
            return false;
        }
    return true;
}

/* Free memory as the server will find it, and as it should. By frames' numbers. */
struct handover {
    struct plan plan;
    bool wanted[FRAMES], listed[FRAMES];
};

/* A few pieces of memory, so that all of it can be looked at: edges at any byte, what the kernel
   needs in two of them. */
static void draw(struct plan *p, struct random *r)
{
    enum { SOME = 256 << 10, KERNEL_AT = 16 << 20 };
    paddr_t start = KERNEL_AT - random_below(r, 2 * SOME);
    const struct e820_entry piece[] = {
        { 0, 0x9f000, E820_USABLE, E820_ENABLED },
        { MiB, 2 * SOME + random_below(r, SOME), E820_USABLE, E820_ENABLED },
        { start, KERNEL_AT + 6 * SOME + random_below(r, SOME) - start, E820_USABLE,
          E820_ENABLED },
        { 20 * MiB + random_below(r, SOME), 1 + random_below(r, SOME), E820_USABLE,
          E820_ENABLED },
        { 24 * MiB + random_below(r, SOME), PAGE_SIZE, E820_USABLE, E820_ENABLED },
        { 30 * MiB + random_below(r, SOME), SOME, E820_USABLE, E820_ENABLED },
        { MiB + SOME + random_below(r, SOME), 1 + random_below(r, PAGE_SIZE), E820_RESERVED,
          E820_ENABLED },
        { 30 * MiB + SOME, 1, E820_ACPI_NVS, E820_ENABLED },
    };
    memcpy(p->entry, piece, sizeof piece);
    p->n = ARRAY_SIZE(piece);
    plan_settle(p);
}

/* Usable memory that is not the kernel's: all rows that it has are. */
static void find_wanted(struct check_run *c, struct handover *h)
{
    const struct layout *l = c->subject->layout;
    for (paddr_t pa = l->pool_start; pa < RAM; pa += PAGE_SIZE)
        h->wanted[pa / PAGE_SIZE] = plan_usable(&h->plan, pa, pa + PAGE_SIZE);
    for (size_t i = 0; i < l->nphys; i++) {
        const struct phys_region *r = &l->phys[i];
        if (life_covers(r->life, PHASE_KERNEL, c->subject->chapter))
            for (paddr_t pa = r->start; pa < r->start + r->size && pa < RAM; pa += PAGE_SIZE)
                h->wanted[pa / PAGE_SIZE] = false;
    }
}

/* A count, then as many pairs of where a range starts and ends: whole pages, ascending. */
static bool read_list(struct grub_way *w, struct handover *h)
{
    const struct phys_region *row = layout_phys(w->c->subject->layout, "HANDOVER");
    uint64_t n, range[2], last = 0;
    if (!row || !fact_phys_row(w->c, "D12", row->start, row->size) || !way_look(w) ||
        !ram(w->c, w->m, row->start, &n, sizeof n))
        return false;
    if (n == 0 || n > (row->size - sizeof n) / sizeof range) {
        check_fail(w->c, "hand-over list at 0x%llx: %llu ranges", row->start, (vaddr_t)n);
        return false;
    }
    memset(h->listed, 0, sizeof h->listed);
    for (uint64_t i = 0; i < n; i++, last = range[1]) {
        if (!ram(w->c, w->m, row->start + sizeof n + i * sizeof range, range, sizeof range))
            return false;
        if (range[0] < last || range[1] <= range[0] || (range[0] | range[1]) % PAGE_SIZE ||
            range[1] > RAM) {
            check_fail(w->c, "hand-over list, range %llu: 0x%llx-0x%llx after 0x%llx",
                       (vaddr_t)i, (vaddr_t)range[0], (vaddr_t)range[1], (vaddr_t)last);
            return false;
        }
        for (paddr_t pa = range[0]; pa < range[1]; pa += PAGE_SIZE)
            h->listed[pa / PAGE_SIZE] = true;
    }
    return true;
}

static bool list_right(struct check_run *c, const struct handover *h)
{
    for (size_t i = 0; i < FRAMES; i++) {
        if (h->listed[i] == h->wanted[i])
            continue;
        check_fail(c, "hand-over list: 0x%llx %s", i * PAGE_SIZE,
                   h->listed[i] ? "is not free memory" : "is free, and not in the list");
        return false;
    }
    return true;
}

/* The tables and the sections that the kernel runs with are not handed over. */
static bool keeps_its_own(struct grub_way *w, const struct handover *h)
{
    static const char *const end[][2] = { { "text_start", "data_end" },
                                          { "bss_start", "bss_end" } };
    struct table_set own;
    paddr_t start, stop;
    if (!tables_find(w, &own))
        return false;
    for (size_t i = 0; i < own.n; i++)
        if (h->listed[own.table[i] / PAGE_SIZE]) {
            check_fail(w->c, "hand-over list: 0x%llx is a page table in use", own.table[i]);
            return false;
        }
    for (size_t i = 0; i < ARRAY_SIZE(end); i++) {
        if (!way_symbol(w, end[i][0], &start) || !way_symbol(w, end[i][1], &stop))
            return false;
        for (paddr_t pa = start; pa < stop; pa += PAGE_SIZE)
            if (h->listed[pa / PAGE_SIZE]) {
                check_fail(w->c, "hand-over list: 0x%llx is the kernel's", pa);
                return false;
            }
    }
    return true;
}

/* Free memory as it is before the kernel has run, page by page, but for the bootstrap's tables: the
   CPU notes in them what it uses (A, D) until the kernel has its own. */
struct copy {
    size_t n;
    paddr_t pa[FREE_MOST];
    unsigned char byte[FREE_MOST][PAGE_SIZE];
};

static bool copy_free(struct grub_way *w, const struct handover *h, struct copy *copy)
{
    struct table_set early;
    copy->n = 0;
    if (!tables_find(w, &early))
        return false;
    for (paddr_t pa = 0; pa < RAM; pa += PAGE_SIZE) {
        if (!h->wanted[pa / PAGE_SIZE] || tables_have(&early, pa))
            continue;
        if (copy->n == FREE_MOST || !ram(w->c, w->m, pa, copy->byte[copy->n], PAGE_SIZE))
            return false;
        copy->pa[copy->n++] = pa;
    }
    return true;
}

static bool left_free(struct grub_way *w, const struct copy *copy)
{
    bool good = true;
    for (size_t i = 0; i < copy->n && good; i++)
        good = fact_same_bytes(w->c, w->m, "free memory, unused by the kernel", copy->pa[i],
                               copy->byte[i], PAGE_SIZE);
    return good;
}

/* What the kernel still takes for itself leaves the list: nothing has two owners. */
static void taken_off(struct grub_way *w, struct handover *h)
{
    const char *line = check_ask(w->c, w->m, "alloc %d", TAKEN);
    for (int i = 0; line && i < TAKEN; i++) {
        char *end;
        paddr_t pa = strtoull(line, &end, 0);
        if (end == line || pa % PAGE_SIZE || pa >= RAM || !h->wanted[pa / PAGE_SIZE]) {
            check_fail(w->c, "alloc: expected a frame of the list, found %.*s",
                       (int)strcspn(line, "\r\n"), line);
            return;
        }
        h->wanted[pa / PAGE_SIZE] = false;
        line = end + strspn(end, "\r\n");
    }
    if (line && read_list(w, h))
        list_right(w->c, h);
}

static void hands_over(struct grub_way *w, struct handover *h, struct copy *copy)
{
    draw(&h->plan, w->c->random);
    w->setup.config.map = h->plan.entry;
    w->setup.config.nmap = h->plan.n;
    find_wanted(w->c, h);
    if (way_kernel(w) && copy_free(w, h, copy) && way_ready(w) && read_list(w, h) &&
        list_right(w->c, h) && keeps_its_own(w, h) && left_free(w, copy))
        taken_off(w, h);
}

void kos_d12_handover(struct check_run *c)
{
    struct grub_way w;
    struct handover *h = calloc(1, sizeof *h);
    struct copy *copy = malloc(sizeof *copy);
    bool good = way_begin(&w, c, RAM) && own_space(&w);
    way_drop(&w);
    if (good && h && copy && c->subject->chapter >= 3) {
        if (way_begin(&w, c, RAM))
            hands_over(&w, h, copy);
        way_drop(&w);
    }
    free(copy);
    free(h);
}
