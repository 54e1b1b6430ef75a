/* anos' facts about firmware tables and the local APIC. The ACPI tables are found in RAM
   from outside, by the grader's own reading of ACPI 6.4, 5.2.5 to 5.2.8.
   SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_anos.h"

#define ACPI       0xffffffff81000000ull /* C26 */
#define ACPI_PAGES 8
#define LAPIC      0xffff800000000000ull /* C28 */
#define LAPIC_PHYS 0xfee00000ull         /* [intel/vol3] 10.4.1 */

enum {
    HEADER = 36, /* bytes; the length is at 4 */
    LISTED_MOST = 64,
};

/* The tables of this machine: the root table first. */
struct tables {
    struct {
        paddr_t start, end;
    } table[1 + LISTED_MOST];
    size_t n;
};

static uint32_t u32_at(struct check_run *c, paddr_t pa)
{
    uint32_t value = 0;
    return ram(c, c->machine, pa, &value, sizeof value) ? value : 0;
}

/* The RSDP's own copy of the BIOS lies at a multiple of 16 in its last 128 KiB; both of our
   machines have it there. 0: the check has failed. */
static paddr_t find_rsdp(struct check_run *c)
{
    static unsigned char bios[0x20000];
    if (!ram(c, c->machine, 0xe0000, bios, sizeof bios))
        return 0;
    for (size_t i = 0; i < sizeof bios; i += 16) {
        unsigned char sum = 0;
        if (memcmp(bios + i, "RSD PTR ", 8) != 0)
            continue;
        for (size_t k = 0; k < 20; k++)
            sum += bios[i + k];
        if (sum == 0)
            return 0xe0000 + i;
    }
    check_fail(c, "this machine's BIOS has no RSDP");
    return 0;
}

static bool add_table(struct check_run *c, struct tables *t, paddr_t pa)
{
    uint32_t length = u32_at(c, pa + 4);
    if (length < HEADER || length > MiB || t->n == ARRAY_SIZE(t->table)) {
        check_fail(c, "the grader cannot read the ACPI table at 0x%llx", pa);
        return false;
    }
    t->table[t->n].start = pa;
    t->table[t->n++].end = pa + length;
    return true;
}

/* Both machines have ACPI 1.0 tables: an RSDT, with addresses of 32 bits. */
static bool find_tables(struct check_run *c, struct tables *t)
{
    paddr_t rsdp = find_rsdp(c), rsdt = rsdp ? u32_at(c, rsdp + 16) : 0;
    t->n = 0;
    if (!rsdt || !add_table(c, t, rsdt))
        return false;
    for (paddr_t entry = rsdt + HEADER; entry < t->table[0].end; entry += 4)
        if (!add_table(c, t, u32_at(c, entry)))
            return false;
    return true;
}

/* Every byte of the table is within the 8 pages, at one stretch. */
static bool shown(struct view *v, paddr_t start, paddr_t end)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct run *r = &v->run[i];
        if (r->va - ACPI < ACPI_PAGES * PAGE_SIZE && r->pa <= start && end <= r->pa + r->size)
            return true;
    }
    check_fail(v->c,
               "ACPI tables (C26): the table at 0x%llx-0x%llx is not shown from 0x%llx on",
               start, end - 1, ACPI);
    return false;
}

/* A page that is mapped there is one of the tables', and read-only. */
static bool of_a_table(struct view *v, const struct tables *t, vaddr_t va)
{
    const struct run *r = view_at(v, va);
    if (!r)
        return true;
    paddr_t pa = r->pa + (va - r->va);
    for (size_t i = 0; i < t->n; i++)
        if (pa < t->table[i].end && pa + PAGE_SIZE > t->table[i].start) {
            struct window w = { "ACPI tables (C26)", va, PAGE_SIZE, pa, false, false };
            return expect_window(v, &w);
        }
    check_fail(v->c, "ACPI tables (C26): 0x%llx leads to 0x%llx, where no table lies", va, pa);
    return false;
}

void anos_c26_acpi(struct check_run *c)
{
    struct tables t;
    struct view v;
    if (!fact_virt_row(c, "C26", ACPI, ACPI_PAGES * PAGE_SIZE) || !view_take(&v, c, c->machine))
        return;
    bool good = find_tables(c, &t);
    for (size_t i = 0; good && i < t.n; i++)
        good = shown(&v, t.table[i].start, t.table[i].end);
    for (vaddr_t va = ACPI; good && va < ACPI + ACPI_PAGES * PAGE_SIZE; va += PAGE_SIZE)
        good = of_a_table(&v, &t, va);
    view_drop(&v);
}

void anos_c28_local_apic(struct check_run *c)
{
    static const struct window page = { "local APIC (C28)", LAPIC, PAGE_SIZE,
                                        LAPIC_PHYS,         true,  false };
    struct view v;
    if (!fact_virt_row(c, "C28", LAPIC, PAGE_SIZE) || !view_take(&v, c, c->machine))
        return;
    if (expect_pages(&v, &page, (struct page_kind){ .uncached = true }))
        expect_unmapped(&v, "behind the local APIC (C28)", LAPIC + PAGE_SIZE, GiB);
    view_drop(&v);
}
