/* phoenix' facts about free memory: the frame allocator is drained on a machine with holes in its
   memory, and must have given these frames and none else. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/facts/facts_phoenix.h"
#include "grading/facts/grub64.h"

enum {
    KERNEL_AT = 0x1000000, /* A4 */
    MAX_MEM = 32 << 20,    /* small: every frame is a line of the monitor's */
    FRAMES = MAX_MEM / 4096,
    AT_ONCE = 1024,
    KEPT_MOST = 16, /* the allocator's own: few */
};

/* What became of every frame, by its number. */
struct frames {
    struct plan plan;
    bool given[FRAMES], kept[FRAMES];
    size_t ngiven, nkept;
};

static bool take(struct check_run *c, struct frames *f, paddr_t pa)
{
    size_t n = pa / PAGE_SIZE;
    const char *why = NULL;
    if (pa % PAGE_SIZE || n >= FRAMES || !plan_usable(&f->plan, pa, pa + PAGE_SIZE))
        why = "no page of usable memory";
    else if (f->given[n])
        why = "handed out already";
    if (why) {
        check_fail(c, "alloc: 0x%llx is %s", pa, why);
        return false;
    }
    f->given[n] = true;
    f->ngiven++;
    return true;
}

/* Asks until there are no more. */
static bool drain(struct check_run *c, struct machine *m, struct frames *f)
{
    for (;;) {
        const char *line = check_ask(c, m, "alloc %d", AT_ONCE);
        if (!line)
            return false;
        for (int i = 0; i < AT_ONCE; i++) {
            char *end;
            if (strncmp(line, "none", 4) == 0)
                return true;
            paddr_t pa = strtoull(line, &end, 0);
            if (end == line) {
                check_fail(c, "alloc: expected a frame or \"none\", found \"%.*s\"",
                           (int)strcspn(line, "\r\n"), line);
                return false;
            }
            if (!take(c, f, pa))
                return false;
            line = end + strspn(end, "\r\n");
        }
    }
}

static void keep(struct frames *f, paddr_t pa)
{
    size_t n = pa / PAGE_SIZE;
    if (n < FRAMES && !f->kept[n]) {
        f->kept[n] = true;
        f->nkept++;
    }
}

/* Frames that serve the allocator itself: the kernel's page tables as they are now, and what is
   mapped where it keeps its books. */
static bool find_kept(struct grub_way *w, struct frames *f)
{
    static const char *const books[] = { "RUNS", "LEDGER" };
    struct table_set tables;
    struct view v;
    if (!way_look(w) || !tables_find(w, &tables))
        return false;
    for (size_t i = 0; i < tables.n; i++)
        keep(f, tables.table[i]);
    if (!view_take(&v, w->c, w->m))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(books); i++) {
        const struct virt_region *row = layout_virt(w->c->subject->layout, books[i]);
        paddr_t pa;
        for (vaddr_t va = row->start; va < row->start + row->size; va += PAGE_SIZE)
            if (view_pa(&v, va, &pa))
                keep(f, pa);
    }
    view_drop(&v);
    return true;
}

/* [start, end) is free memory: all that is usable there was handed out, or keeps the books. */
static bool was_free(struct check_run *c, const struct frames *f, paddr_t start, paddr_t end)
{
    unsigned own = 0;
    for (paddr_t pa = start; pa < end; pa += PAGE_SIZE) {
        size_t n = pa / PAGE_SIZE;
        own += f->kept[n];
        if (f->given[n] || f->kept[n] || !plan_usable(&f->plan, pa, pa + PAGE_SIZE))
            continue;
        check_fail(c, "0x%llx-0x%llx is free memory: the allocator never gave 0x%llx", start,
                   end - 1, pa);
        return false;
    }
    if (own > KEPT_MOST)
        check_fail(c, "of 0x%llx-0x%llx the allocator keeps %u frames for itself", start,
                   end - 1, own);
    return own <= KEPT_MOST;
}

/* Nothing has two owners. */
static bool kept_apart(struct check_run *c, const struct frames *f)
{
    for (size_t n = 0; n < FRAMES; n++)
        if (f->given[n] && f->kept[n]) {
            check_fail(c, "alloc: 0x%llx was given away, and the allocator uses it itself",
                       n * PAGE_SIZE);
            return false;
        }
    return true;
}

static bool was_kept(struct check_run *c, const struct frames *f, const char *what,
                     paddr_t start, paddr_t end)
{
    for (paddr_t pa = start; pa < end; pa += PAGE_SIZE)
        if (f->given[pa / PAGE_SIZE]) {
            check_fail(c, "0x%llx-0x%llx is %s: the allocator gave 0x%llx", start, end - 1,
                       what, pa);
            return false;
        }
    return true;
}

/* Both facts: free memory on one side of the kernel and on the other, and all else not free. */
static void free_memory(struct check_run *c, bool below)
{
    struct frames *f = calloc(1, sizeof *f);
    struct grub_way w;
    struct table_set early;
    if (!f || !way_begin(&w, c, MAX_MEM)) {
        free(f);
        return;
    }
    draw_memory(&f->plan, c->random, MAX_MEM);
    w.setup.config.map = f->plan.entry;
    w.setup.config.nmap = f->plan.n;
    w.setup.config.seconds *= 3; /* many lines */
    if (way_kmain(&w) && tables_find(&w, &early) && way_ready(&w) && drain(c, w.m, f) &&
        find_kept(&w, f) && kept_apart(c, f)) {
        paddr_t bootstrap_end = w.bootstrap.pa + w.bootstrap.memory_size;
        paddr_t tables_end = early.table[early.n - 1] + PAGE_SIZE;
        if (was_kept(c, f, "the BIOS area and the bootstrap (A1, A2)", 0, bootstrap_end) &&
            was_kept(c, f, "the kernel (A4-A6)", KERNEL_AT, tables_end)) {
            if (below)
                was_free(c, f, bootstrap_end, KERNEL_AT);
            else
                was_free(c, f, tables_end, MAX_MEM);
        }
    }
    way_drop(&w);
    free(f);
}

void phoenix_a3_free_below(struct check_run *c)
{
    free_memory(c, true);
}

void phoenix_a7_free_above(struct check_run *c)
{
    free_memory(c, false);
}
