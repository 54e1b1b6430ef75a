/* phoenix' facts about page tables and address space. SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/facts_phoenix.h"
#include "grading/facts/grub64.h"

#define LAST_GIB 0xffffffffc0000000ull /* A15 */

/* Above all code and data, one behind the other. */
static bool behind_data(struct grub_way *w, const struct table_set *early)
{
    static const char *const end[] = { "data_end", "bss_end" };
    for (size_t i = 0; i < ARRAY_SIZE(end); i++) {
        paddr_t pa;
        if (!way_symbol(w, end[i], &pa))
            return false;
        if (early->table[0] >= pa)
            continue;
        check_fail(w->c, "a page table lies at 0x%llx, before %s at 0x%llx: expected behind it",
                   early->table[0], end[i], pa);
        return false;
    }
    for (size_t i = 1; i < early->n; i++)
        if (early->table[i] != early->table[i - 1] + PAGE_SIZE) {
            check_fail(w->c, "page tables lie at 0x%llx and 0x%llx, and none between them",
                       early->table[i - 1], early->table[i]);
            return false;
        }
    return true;
}

/* The tables through which the kernel's own addresses go are the bootstrap's. */
static bool on_the_way(struct grub_way *w, const struct table_set *early)
{
    struct outside_entry e;
    vaddr_t kmain;
    if (!symbol(w->c, "kmain", &kmain))
        return false;
    if (!outside_walk(w->m, w->c->subject->layout->mode, w->cpu.cr3 & -PAGE_SIZE, kmain, &e) ||
        !e.present) {
        check_fail(w->c, "kmain, 0x%llx, is not mapped", kmain);
        return false;
    }
    for (unsigned level = 0; level <= e.level; level++)
        if (!tables_have(early, e.table[level])) {
            check_fail(w->c, "kmain's %s, 0x%llx, is none of the bootstrap's tables",
                       w->c->subject->layout->mode->level[level].name, e.table[level]);
            return false;
        }
    return true;
}

/* Until frames can be allocated there are no other tables at all. */
static bool no_others(struct grub_way *w, const struct table_set *early)
{
    struct table_set late;
    if (!tables_find(w, &late))
        return false;
    for (size_t i = 0; i < late.n && w->c->subject->chapter < 3; i++)
        if (!tables_have(early, late.table[i])) {
            check_fail(w->c, "the table at 0x%llx is none of the bootstrap's", late.table[i]);
            return false;
        }
    return true;
}

void phoenix_a6_tables(struct check_run *c)
{
    struct grub_way w;
    struct table_set early;
    if (way_begin(&w, c, 64 * MiB) && way_kernel(&w)) {
        uint64_t root = w.cpu.cr3;
        if (tables_find(&w, &early) && behind_data(&w, &early) && way_ready(&w)) {
            if (w.cpu.cr3 != root)
                check_fail(c, "CR3: 0x%llx as the kernel began, 0x%llx in the monitor",
                           (vaddr_t)root, (vaddr_t)w.cpu.cr3);
            else if (on_the_way(&w, &early))
                no_others(&w, &early);
        }
    }
    way_drop(&w);
}

/* Nothing outside the last GiB may be executed. */
static bool nowhere_else(struct view *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->run[i].x && v->run[i].va < LAST_GIB) {
            check_fail(v->c, "0x%llx, outside the last GiB, may be executed", v->run[i].va);
            return false;
        }
    return true;
}

static bool runs_high(struct grub_way *w, const char *where)
{
    if (w->cpu.rip >= LAST_GIB)
        return true;
    check_fail(w->c, "%s: RIP expected in the last GiB, found 0x%llx", where,
               (vaddr_t)w->cpu.rip);
    return false;
}

/* C code never sees the bootstrap's identity map. */
static bool nothing_low(struct grub_way *w)
{
    struct view v;
    if (!view_take(&v, w->c, w->m))
        return false;
    bool good = expect_unmapped(&v, "lower half, as kmain begins", 0, 1ull << 47);
    view_drop(&v);
    return good;
}

void phoenix_a15_last_gib(struct check_run *c)
{
    struct grub_way w;
    struct view v;
    if (way_begin(&w, c, 64 * MiB) && way_kernel(&w) &&
        runs_high(&w, "the kernel's first instruction") && way_kmain(&w) &&
        runs_high(&w, "kmain") && nothing_low(&w) && way_ready(&w) &&
        runs_high(&w, "the monitor") && view_take(&v, c, w.m)) {
        if (sections_in(&w, &v, "A15", LAST_GIB, -1ull))
            nowhere_else(&v);
        view_drop(&v);
    }
    way_drop(&w);
}
