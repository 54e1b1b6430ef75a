/* What every sheet's checks do. SPDX-License-Identifier: MIT */
#include "grading/facts/common.h"

#include "grading/facts/facts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool no_row(struct check_run *c, const char *number, uint64_t start, uint64_t size)
{
    check_fail(c, "layout table: no row of fact %s is 0x%llx-0x%llx", number, (vaddr_t)start,
               (vaddr_t)(start + size - 1));
    return false;
}

bool fact_phys_row(struct check_run *c, const char *number, paddr_t start, uint64_t size)
{
    const struct layout *l = c->subject->layout;
    for (size_t i = 0; i < l->nphys; i++)
        if (facts_list(l->phys[i].facts, number) && l->phys[i].start == start &&
            l->phys[i].size == size)
            return true;
    return no_row(c, number, start, size);
}

bool fact_virt_row(struct check_run *c, const char *number, vaddr_t start, uint64_t size)
{
    const struct layout *l = c->subject->layout;
    for (size_t i = 0; i < l->nvirt; i++)
        if (facts_list(l->virt[i].facts, number) && l->virt[i].start == start &&
            l->virt[i].size == size)
            return true;
    return no_row(c, number, start, size);
}

bool fact_phys_begins(struct check_run *c, const char *number, paddr_t start)
{
    const struct layout *l = c->subject->layout;
    for (size_t i = 0; i < l->nphys; i++)
        if (facts_list(l->phys[i].facts, number) && l->phys[i].start == start)
            return true;
    check_fail(c, "layout table: no row of fact %s begins at 0x%llx", number, start);
    return false;
}

struct machine *fact_stop_at(struct check_run *c, vaddr_t linear, const char *place)
{
    struct setup s;
    setup_machine(&s, c, 64 * MiB);
    return run_to(c, &s.config, linear, place, NULL);
}

struct machine *fact_stop_at_symbol(struct check_run *c, const char *name)
{
    vaddr_t va;
    return symbol(c, name, &va) ? fact_stop_at(c, va, name) : NULL;
}

struct machine *fact_boot(struct check_run *c)
{
    struct setup s;
    setup_machine(&s, c, 64 * MiB);
    return check_boot(c, &s.config);
}

bool fact_same_bytes(struct check_run *c, struct machine *m, const char *what, paddr_t pa,
                     const unsigned char *byte, size_t n)
{
    unsigned char *found = malloc(n);
    bool good = found && ram(c, m, pa, found, n);
    for (size_t i = 0; i < n && good; i++)
        if (found[i] != byte[i]) {
            check_fail(c, "%s: expected 0x%02x at 0x%llx, found 0x%02x", what, byte[i], pa + i,
                       found[i]);
            good = false;
        }
    free(found);
    return good;
}

void fact_knows_map(struct check_run *c, struct machine *m, const struct e820_entry *entry,
                    size_t n)
{
    const char *answer = check_ask(c, m, "mem");
    for (size_t i = 0; answer && i < n; i++) {
        char range[48];
        snprintf(range, sizeof range, "0x%016llx-0x%016llx", (vaddr_t)entry[i].base,
                 (vaddr_t)(entry[i].base + entry[i].length));
        if (!strstr(answer, range)) {
            check_fail(c, "the kernel's map (mem) lacks %s", range);
            return;
        }
    }
}

void fact_table_at(struct check_run *c, struct machine *m, const char *number, vaddr_t va,
                   unsigned level, paddr_t pa)
{
    struct view v;
    struct outside_entry e;
    if (!fact_phys_row(c, number, pa, PAGE_SIZE) || !view_take(&v, c, m))
        return;
    const char *name = v.mode->level[level].name;
    if (!outside_walk(v.m, v.mode, v.root, va, &e) || e.level < level)
        check_fail(c, "%s of 0x%llx (%s): there is none", name, va, number);
    else if (e.table[level] != pa)
        check_fail(c, "%s of 0x%llx (%s): expected at 0x%llx, found at 0x%llx", name, va,
                   number, pa, e.table[level]);
    view_drop(&v);
}

void fact_windows(struct check_run *c, struct machine *m, const struct window *w, size_t n)
{
    struct view v;
    if (!view_take(&v, c, m))
        return;
    for (size_t i = 0; i < n && expect_window(&v, &w[i]); i++)
        ;
    view_drop(&v);
}

void fact_unmapped(struct check_run *c, struct machine *m, const char *what, vaddr_t va,
                   uint64_t size)
{
    struct view v;
    if (!view_take(&v, c, m))
        return;
    expect_unmapped(&v, what, va, size);
    view_drop(&v);
}

void fact_leads_to(struct check_run *c, struct machine *m, const char *what, vaddr_t va,
                   paddr_t start, uint64_t size)
{
    struct view v;
    if (!view_take(&v, c, m))
        return;
    for (uint64_t at = 0; at < size; at += PAGE_SIZE) {
        paddr_t pa;
        if (view_pa(&v, va + at, &pa) && pa == start + at)
            continue;
        struct outside_entry e = { 0 };
        check_fail(c, "%s: page 0x%llx must lead to 0x%llx", what, va + at, start + at);
        if (outside_walk(v.m, v.mode, v.root, va + at, &e))
            check_fail_entry(c, va + at, (start + at) | PTE_P, e.entry);
        break;
    }
    view_drop(&v);
}

void fact_reaches(struct check_run *c, struct machine *m, vaddr_t va, paddr_t pa)
{
    uint8_t found = 0, value = (uint8_t)(1 + random_below(c->random, 255));
    if (!check_ask(c, m, "poke 0x%llx 0x%x", va, value))
        return;
    if (machine_pause(m) && ram(c, m, pa, &found, 1) && found != value)
        check_fail(c, "poke 0x%llx 0x%02x: expected it at physical 0x%llx, found 0x%02x", va,
                   value, pa, found);
    if (!machine_resume(m))
        check_fail(c, "the guest cannot go on: %s", machine_error(m));
}

void fact_faults(struct check_run *c, struct machine *m, vaddr_t va)
{
    const char *answer = check_ask(c, m, "peek 0x%llx", va);
    if (answer && !strstr(answer, ": fault"))
        check_fail(c, "peek 0x%llx: expected a fault, found %.*s", va,
                   (int)strcspn(answer, "\r\n"), answer);
}
