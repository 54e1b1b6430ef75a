/* kos' facts about the kernel's own address space. SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/facts_kos.h"
#include "grading/facts/grub64.h"

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

void kos_d12_handover(struct check_run *c)
{
    struct grub_way w;
    if (way_begin(&w, c, 64 * MiB))
        own_space(&w);
    way_drop(&w);
}
