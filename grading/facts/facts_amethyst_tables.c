/* amethyst's facts about page tables, walked from outside. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_amethyst.h"

#define HIGH 0xc0000000ull /* B14, B20: 3 GiB */

static const struct window boot_window[] = {
    { "identity map (B20)", 0, 4 * MiB, 0, true, true },
    { "first 4 MiB at 3 GiB (B20)", HIGH, 4 * MiB, 0, true, true },
};

/* A stop at the kernel's first instruction, looked at. False: the check has failed. */
static bool view_first(struct view *v, struct check_run *c, const char *name)
{
    struct machine *m = fact_stop_at_symbol(c, name);
    if (m && view_take(v, c, m))
        return true;
    machine_end(m);
    return false;
}

static void view_end(struct view *v)
{
    view_drop(v);
    machine_end(v->m);
}

/* One page table has them all, page n in entry n. */
static bool one_table(struct view *v)
{
    struct outside_entry e, first = { 0 };
    for (vaddr_t at = 0; at < 4 * MiB; at += PAGE_SIZE) {
        if (!outside_walk(v->m, v->mode, v->root, HIGH + at, &e) || !e.present ||
            e.leaf_level != 1 || e.pa != at) {
            check_fail(v->c, "first 4 MiB (B1): page 0x%llx must lead to 0x%llx", HIGH + at,
                       at);
            check_fail_entry(v->c, HIGH + at, at | PTE_P, e.entry);
            return false;
        }
        if (at == 0)
            first = e;
        if (e.table[1] != first.table[1] || e.u) {
            check_fail(v->c, "first 4 MiB (B1): page 0x%llx is %s", HIGH + at,
                       e.u ? "user space's" : "in another page table");
            return false;
        }
    }
    return true;
}

/* "Always": at the kernel's first instruction, and when it waits for commands. */
void amethyst_b1_first_4_mib(struct check_run *c)
{
    struct view v;
    if (!view_first(&v, c, "text_start"))
        return;
    bool good = one_table(&v);
    view_end(&v);
    struct machine *m = good ? fact_boot(c) : NULL;
    if (!m)
        return;
    if (view_take(&v, c, m)) {
        good = one_table(&v);
        view_drop(&v);
        if (good) { /* memory that nobody uses: B2 */
            paddr_t pa = 0x20000 + random_below(c->random, 0x20000);
            fact_reaches(c, m, HIGH + pa, pa);
        }
    }
    check_done(c, m);
}

static bool linked_high(struct check_run *c)
{
    static const char *const name[] = { "text_start", "data_start", "bss_start", "bss_end" };
    for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
        vaddr_t va;
        if (!symbol(c, name[i], &va))
            return false;
        if (va >= HIGH + MiB && va <= HIGH + 4 * MiB)
            continue;
        check_fail(c, "kernel.elf: %s is 0x%llx, expected in 0x%llx-0x%llx", name[i], va,
                   HIGH + MiB, HIGH + 4 * MiB);
        return false;
    }
    return true;
}

/* All that the CPU uses. */
static bool runs_high(struct view *v)
{
    static const char *const name[] = { "EIP", "ESP", "GDT's base", "IDT's base" };
    const vaddr_t va[] = { v->cpu.rip, v->cpu.rsp, v->cpu.gdt.base, v->cpu.idt.base };
    for (size_t i = 0; i < ARRAY_SIZE(va); i++)
        if (va[i] < HIGH + MiB || va[i] >= HIGH + 4 * MiB) {
            check_fail(v->c, "%s: expected in 0x%llx-0x%llx, found 0x%llx", name[i], HIGH + MiB,
                       HIGH + 4 * MiB - 1, va[i]);
            return false;
        }
    return true;
}

/* The pages of [start, end) may be written, or not. */
static bool writable(struct view *v, const char *start_name, const char *end_name, bool w)
{
    vaddr_t start, end;
    if (!symbol(v->c, start_name, &start) || !symbol(v->c, end_name, &end))
        return false;
    for (vaddr_t va = start; va < end; va += PAGE_SIZE) {
        const struct run *r = view_at(v, va);
        if (r && r->w == w && !r->u)
            continue;
        check_fail(v->c, "0x%llx, between %s and %s: expected %s, found %s", va, start_name,
                   end_name, w ? "writable" : "read-only",
                   !r     ? "nothing mapped"
                   : r->w ? "writable"
                          : "read-only");
        return false;
    }
    return true;
}

/* What the kernel reads 3 GiB above each module is the module. */
static bool reads_modules(struct check_run *c, struct machine *m,
                          const struct amethyst_module *module, uint32_t n)
{
    for (uint32_t i = 0; i < 8 * n; i++) {
        const struct amethyst_module *a = &module[i % n];
        paddr_t pa = a->start + random_below(c->random, a->end - a->start);
        uint8_t byte = 0;
        char expected[8];
        bool good = machine_pause(m) && ram(c, m, pa, &byte, 1);
        const char *answer =
            machine_resume(m) && good ? check_ask(c, m, "peek 0x%llx", HIGH + pa) : NULL;
        if (!answer)
            return false;
        snprintf(expected, sizeof expected, ": 0x%02x", byte);
        if (strstr(answer, expected))
            continue;
        check_fail(c, "peek 0x%llx, in module %u: expected 0x%02x, found %.*s", HIGH + pa,
                   i % n, byte, (int)strcspn(answer, "\r\n"), answer);
        return false;
    }
    return true;
}

void amethyst_b14_kernel_at_3_gib(struct check_run *c)
{
    struct amethyst_module module[AMETHYST_MODULES];
    struct view v;
    uint32_t n;
    if (!linked_high(c))
        return;
    struct machine *m = amethyst_boot_modules(c, MEDIUM_CDROM, module, &n);
    if (m && n == 0)
        check_fail(c, "the boot loader has no modules");
    if (m && n > 0 && reads_modules(c, m, module, n) && view_take(&v, c, m)) {
        if (runs_high(&v) && writable(&v, "text_start", "text_end", false) &&
            writable(&v, "rodata_start", "rodata_end", false) &&
            writable(&v, "data_start", "data_end", true))
            (void)!writable(&v, "bss_start", "bss_end", true);
        view_drop(&v);
    }
    machine_end(m);
}

/* Both, and nothing besides. */
void amethyst_b20_boot_directory(struct check_run *c)
{
    struct view v;
    if (!view_first(&v, c, "text_start"))
        return;
    if (expect_window(&v, &boot_window[0]) && expect_window(&v, &boot_window[1]) &&
        expect_unmapped(&v, "between the windows (B20)", 4 * MiB, HIGH - 4 * MiB))
        expect_unmapped(&v, "above the windows (B20)", HIGH + 4 * MiB,
                        4 * GiB - HIGH - 4 * MiB);
    view_end(&v);
}

/* At the first line of C, entry 0 of the directory is 0 and nothing below 3 GiB is mapped; when the
   kernel waits for commands, the CPU has forgotten it as well. */
void amethyst_b21_identity_removed(struct check_run *c)
{
    struct view v;
    uint32_t entry = 1;
    if (!view_first(&v, c, "kmain"))
        return;
    bool good = expect_unmapped(&v, "below 3 GiB (B21)", 0, HIGH) &&
                ram(c, v.m, v.root, &entry, sizeof entry);
    if (good && entry != 0) {
        check_fail(c, "entry 0 of the page directory: expected 0, found 0x%08x", entry);
        good = false;
    }
    view_end(&v);
    struct machine *m = good ? fact_boot(c) : NULL;
    if (!m)
        return;
    fact_unmapped(c, m, "below 3 GiB (B21)", 0, HIGH);
    for (unsigned i = 0; i < 16; i++) /* the bootstrap's pages, and anything */
        fact_faults(c, m, i < 12 ? MiB + i * PAGE_SIZE : random_below(c->random, 4 * MiB));
    check_done(c, m);
}
