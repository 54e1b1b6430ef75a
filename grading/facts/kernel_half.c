/* The kernel's half of a 64-bit address space. SPDX-License-Identifier: MIT */
#include "grading/facts/kernel_half.h"

#include <stdio.h>

static bool in_upper(struct check_run *c, const char *what, vaddr_t va)
{
    if (va >= UPPER_HALF)
        return true;
    check_fail(c, "%s: expected in the upper half, found 0x%llx", what, va);
    return false;
}

static bool not_users(struct view *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->run[i].u) {
            check_fail(v->c, "0x%llx: %llu KiB of the kernel's half are user mode's as well",
                       v->run[i].va, (vaddr_t)(v->run[i].size / KiB));
            return false;
        }
    return true;
}

bool half_is_kernels(struct check_run *c, struct machine *m)
{
    struct view v;
    if (!view_take(&v, c, m))
        return false;
    bool good = expect_unmapped(&v, "the lower half", 0, LOWER_HALF) &&
                in_upper(c, "RIP", v.cpu.rip) && in_upper(c, "RSP", v.cpu.rsp) &&
                in_upper(c, "GDT", v.cpu.gdt.base) && in_upper(c, "IDT", v.cpu.idt.base) &&
                not_users(&v);
    view_drop(&v);
    if (good)
        fact_faults(c, m, random_below(c->random, LOWER_HALF));
    return good;
}

bool half_gap(struct check_run *c, struct machine *m, const char *number, vaddr_t start,
              vaddr_t last)
{
    const struct layout *l = c->subject->layout;
    char what[40];
    struct view v;
    snprintf(what, sizeof what, "gap (%s)", number);
    for (size_t i = 0; i < l->nvirt; i++)
        if (l->virt[i].start <= last && l->virt[i].start + (l->virt[i].size - 1) >= start) {
            check_fail(c, "layout table: %s lies in the gap 0x%llx-0x%llx of %s",
                       l->virt[i].name, start, last, number);
            return false;
        }
    if (!view_take(&v, c, m))
        return false;
    bool good = expect_unmapped(&v, what, start, last - start + 1);
    view_drop(&v);
    if (good)
        fact_faults(c, m, start + random_below(c->random, last - start));
    return good;
}

bool half_shows_memory(struct view *v, const char *number, struct page_kind kind, vaddr_t last)
{
    char what[40];
    snprintf(what, sizeof what, "all memory (%s)", number);
    struct window w = { what, UPPER_HALF, view_ram_end(v), 0, true, false };
    vaddr_t end = w.va + w.size;
    return w.size && expect_pages(v, &w, kind) &&
           expect_unmapped(v, "behind the end of memory", end, last - end + 1);
}
