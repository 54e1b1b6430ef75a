/* anos' facts about page tables and the frame allocator, walked from outside.
   SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_anos.h"
#include "grading/labs/pool.h"

#define HIGH      0xffffffff80000000ull
#define PMM_AREA  0xffffff8000000000ull
#define PMM_GUARD 0xffffff9ffffff000ull

void anos_c7_pml4(struct check_run *c)
{
    fact_table_at(c, c->machine, "C7", HIGH, 0, 0x9c000);
}

void anos_c8_pdpt(struct check_run *c)
{
    fact_table_at(c, c->machine, "C8", HIGH, 1, 0x9d000);
}

void anos_c9_pd(struct check_run *c)
{
    fact_table_at(c, c->machine, "C9", HIGH, 2, 0x9e000);
}

void anos_c10_pt(struct check_run *c)
{
    fact_table_at(c, c->machine, "C10", HIGH, 3, 0x9f000);
}

void anos_c12_pmm_pd(struct check_run *c)
{
    fact_table_at(c, c->machine, "C12", PMM_AREA, 2, 0x9a000);
}

void anos_c13_pmm_pt(struct check_run *c)
{
    fact_table_at(c, c->machine, "C13", PMM_AREA, 3, 0x9b000);
}

/* Region struct and bottom of the stack: the page is mapped, and something has been written. */
void anos_c11_pmm_page(struct check_run *c)
{
    static const struct window page = {
        "PMM bootstrap page (C11)", PMM_AREA, PAGE_SIZE, 0x99000, true, false
    };
    static const unsigned char zero[PAGE_SIZE];
    unsigned char found[PAGE_SIZE];
    if (!fact_phys_row(c, "C11", page.pa, PAGE_SIZE))
        return;
    fact_windows(c, c->machine, &page, 1);
    if (machine_pause(c->machine) && ram(c, c->machine, page.pa, found, sizeof found) &&
        memcmp(found, zero, sizeof found) == 0)
        check_fail(c, "PMM bootstrap page (C11): 0x99000 holds zeros: no region, no stack");
    if (!machine_resume(c->machine))
        check_fail(c, "the guest cannot go on: %s", machine_error(c->machine));
}

/* The rows, and then the allocator itself: drained on a small machine, it gives nothing below
   2 MiB (pool_alloc() objects). */
void anos_c17_reserved(struct check_run *c)
{
    static const struct span reserved[] = {
        { 0x8400, 0x9c00 },     { 0x99000, 0x9a000 },   { 0x9a000, 0x9b000 },
        { 0x9b000, 0x9c000 },   { 0x9c000, 0x9d000 },   { 0x9d000, 0x9e000 },
        { 0x9e000, 0x9f000 },   { 0x9f000, 0xa0000 },   { 0x100000, 0x110000 },
        { 0x110000, 0x120000 }, { 0x120000, 0x200000 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(reserved); i++)
        if (!fact_phys_row(c, "C17", reserved[i].start, reserved[i].end - reserved[i].start))
            return;
    if (c->subject->layout->pool_start != 2 * MiB) {
        check_fail(c, "layout table: the pool starts at 0x%llx, expected 0x200000",
                   c->subject->layout->pool_start);
        return;
    }
    struct plan plan;
    struct pool p;
    size_t got;
    plan_draw(&plan, c->random, 6 * MiB, 12);
    if (pool_begin(&p, c, &plan, 6 * MiB) && pool_alloc(&p, 2048, NULL, &got) && got == 0)
        check_fail(c, "the pool is empty");
    pool_end(&p);
}

/* Both windows at the kernel's first instruction, and nothing besides. */
void anos_c18_first_tables(struct check_run *c)
{
    static const struct window window[] = {
        { "identity map (C18)", 0, 2 * MiB, 0, true, true },
        { "kernel window (C18)", HIGH, 2 * MiB, 0, true, true },
    };
    struct setup s;
    struct view v;
    vaddr_t entry;
    setup_machine(&s, c, 64 * MiB);
    if (!symbol(c, "text_start", &entry))
        return;
    struct machine *m = run_to(c, &s.config, entry, "the kernel's first instruction", NULL);
    if (m && view_take(&v, c, m)) {
        if (expect_window(&v, &window[0]) && expect_window(&v, &window[1]) &&
            expect_unmapped(&v, "between the windows (C18)", 2 * MiB, HIGH - 2 * MiB))
            expect_unmapped(&v, "above the windows (C18)", HIGH + 2 * MiB,
                            0 - (HIGH + 2 * MiB));
        view_drop(&v);
    }
    machine_end(m);
}

void anos_c20_second_reachable(struct check_run *c)
{
    uint64_t offset = 2 * MiB + random_below(c->random, 2 * MiB);
    fact_reaches(c, c->machine, HIGH + offset, offset);
}

void anos_c21_identity_dropped(struct check_run *c)
{
    fact_unmapped(c, c->machine, "identity map (C21)", 0, 2 * MiB);
    fact_faults(c, c->machine, 0x8400);
    fact_reaches(c, c->machine, HIGH + 0x20000, 0x20000);
}

void anos_c22_pmm_area(struct check_run *c)
{
    struct view v;
    if (!fact_virt_row(c, "C22", PMM_AREA, PMM_GUARD - PMM_AREA) ||
        !view_take(&v, c, c->machine))
        return;
    if (!view_at(&v, PMM_AREA))
        check_fail(c, "PMM structures (C22): the first page is not present");
    expect_unmapped(&v, "PMM structures (C22), after the first page", PMM_AREA + PAGE_SIZE,
                    PMM_GUARD - PMM_AREA - PAGE_SIZE);
    view_drop(&v);
}

void anos_c23_guard(struct check_run *c)
{
    if (!fact_virt_row(c, "C23", PMM_GUARD, PAGE_SIZE))
        return;
    fact_unmapped(c, c->machine, "PMM guard page (C23)", PMM_GUARD, PAGE_SIZE);
    fact_faults(c, c->machine, PMM_GUARD + random_below(c->random, PAGE_SIZE));
}

void anos_c24_first_window(struct check_run *c)
{
    fact_leads_to(c, c->machine, "first 2 MiB (C24)", HIGH, 0, 2 * MiB);
}

void anos_c25_second_window(struct check_run *c)
{
    static const struct window second = {
        "second 2 MiB (C25)", HIGH + 2 * MiB, 2 * MiB, 2 * MiB, true, false
    };
    if (fact_virt_row(c, "C25", second.va, second.size))
        fact_windows(c, c->machine, &second, 1);
}
