/* Lab 1, boot page tables: the layouts' first tables, and paging turned on: long mode in anos,
   32-bit paging in amethyst. SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "grading/labs/look.h"

/* The next row that a new table may take: rows of tables are used in their order. */
static const struct phys_region *next_table(const struct check_run *c, size_t *next)
{
    const struct layout *l = c->subject->layout;
    while (*next < l->nphys) {
        const struct phys_region *row = &l->phys[(*next)++];
        if (row->use == USE_TABLES && life_covers(row->life, PHASE_KERNEL, c->subject->chapter))
            return row;
    }
    return NULL;
}

/* Every table on the way to va, root left out, that `seen` does not hold yet is the next row's. */
static bool path_in_place(struct view *v, const struct virt_region *row, vaddr_t va,
                          paddr_t seen[], size_t *nseen, size_t *next)
{
    struct outside_entry e;
    if (!outside_walk(v->m, v->mode, v->root, va, &e)) {
        check_fail(v->c, "0x%llx cannot be walked: a table lies outside RAM", va);
        return false;
    }
    for (unsigned level = 1; level <= e.level; level++) {
        bool known = false;
        for (size_t i = 0; i < *nseen; i++)
            known |= seen[i] == e.table[level];
        if (known)
            continue;
        const struct phys_region *place = next_table(v->c, next);
        if (!place || place->start != e.table[level] || *nseen == 16) {
            check_fail(v->c, "%s of 0x%llx (%s): expected at 0x%llx, %s (%s), found at 0x%llx",
                       v->mode->level[level].name, va, row->name, place ? place->start : 0,
                       place ? place->name : "no row is left for it",
                       place && *place->facts ? place->facts : "ours", e.table[level]);
            return false;
        }
        seen[(*nseen)++] = e.table[level];
    }
    if (e.present)
        return true;
    check_fail(v->c, "0x%llx (%s): the %s entry is not present", va, row->name,
               v->mode->level[e.level].name);
    check_fail_entry(v->c, va, (row->pa + (va - row->start)) | PTE_P | PTE_W, e.entry);
    return false;
}

static const struct phys_region *root_row(const struct layout *l)
{
    const struct phys_region *row = l->phys;
    while (row->use != USE_ROOT)
        row++;
    return row;
}

static bool expect_tables(struct view *v)
{
    struct check_run *c = v->c;
    const struct layout *l = c->subject->layout;
    const struct phys_region *root = root_row(l);
    paddr_t seen[16];
    size_t nseen = 0, next = 0;
    if (v->root != root->start) {
        check_fail(c, "CR3: expected 0x%llx, %s (%s), found 0x%llx", root->start, root->name,
                   root->facts, v->root);
        return false;
    }
    for (size_t i = 0; i < l->nvirt; i++) {
        const struct virt_region *row = &l->virt[i];
        if (row->backing != BACK_FIXED ||
            !life_covers(row->life, PHASE_KERNEL, c->subject->chapter))
            continue;
        for (vaddr_t va = row->start; va - row->start < row->size; va += 2 * MiB)
            if (!path_in_place(v, row, va, seen, &nseen, &next))
                return false;
    }
    const struct phys_region *unused = next_table(c, &next);
    if (unused)
        check_fail(c, "no table at 0x%llx, %s (%s): two windows share tables", unused->start,
                   unused->name, unused->facts);
    return !unused;
}

static void tables_in_place(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    expect_tables(&v);
    view_drop(&v);
}

static void window(struct check_run *c, const char *id)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    expect_row(&v, id);
    view_drop(&v);
}

static void identity_map(struct check_run *c)
{
    window(c, "IDENTITY");
}

/* The CPU itself: what is written high is found low, in memory that nobody uses. */
static void written_high(struct check_run *c)
{
    enum { FREE = 0x20000, FREE_END = 0x90000 }; /* above stage 2's buffers, below its tables */
    paddr_t pa = FREE + random_below(c->random, FREE_END - FREE);
    unsigned value = 1 + (unsigned)random_below(c->random, 255);
    vaddr_t high = layout_virt(c->subject->layout, "BOOT_WINDOW")->start + pa;
    if (!check_ask(c, c->machine, "poke 0x%llx 0x%x", high, value))
        return;
    uint8_t found = 0;
    if (machine_pause(c->machine) && ram(c, c->machine, pa, &found, 1) && found != value)
        check_fail(c, "poke 0x%llx 0x%02x: expected it at physical 0x%llx, found 0x%02x there",
                   high, value, pa, found);
    if (!machine_resume(c->machine))
        check_fail(c, "the guest cannot go on: %s", machine_error(c->machine));
}

static void kernel_window(struct check_run *c)
{
    window(c, "BOOT_WINDOW");
    written_high(c);
}

static void nothing_else(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    expect_nothing_else(&v, 0);
    view_drop(&v);
}

/* [intel/vol3] 2.5 (CR0, CR4), 2.2.1 (EFER); CR0.CD and NW are the BIOS's (Bochs leaves them). */
static void control_registers(struct check_run *c)
{
    static const struct bits cr0[] = {
        { "CR0.PE, protected mode", 1u << 0, 1u << 0 },
        { "CR0.PG, paging", 1u << 31, 1u << 31 },
    };
    static const struct bits cr4[] = {
        { "CR4.PAE, entries of 64 bits", 1u << 5, 1u << 5 },
        { "CR4.LA57, 4 levels of tables and not 5", 1u << 12, 0 },
    };
    static const struct bits efer[] = {
        { "EFER.LME, long mode enabled", 1u << 8, 1u << 8 },
        { "EFER.LMA, long mode active", 1u << 10, 1u << 10 },
        { "EFER.NXE, entries may forbid execution", 1u << 11, 1u << 11 },
    };
    static const struct bits code[] = {
        { "descriptor of CS: present, code", 3ull << 43 | 1ull << 47, 3ull << 43 | 1ull << 47 },
        { "descriptor of CS: 64-bit (L)", 1ull << 53, 1ull << 53 },
    };
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    paddr_t pa;
    uint64_t descriptor;
    if (expect_bits(c, "CR0", v.cpu.cr0, cr0, ARRAY_SIZE(cr0)) &&
        expect_bits(c, "CR4", v.cpu.cr4, cr4, ARRAY_SIZE(cr4)) &&
        expect_bits(c, "EFER", v.cpu.efer, efer, ARRAY_SIZE(efer))) {
        if (!view_pa(&v, v.cpu.gdt.base + (v.cpu.cs & ~7u), &pa))
            check_fail(c, "the descriptor of CS 0x%x is not mapped", v.cpu.cs);
        else if (ram(c, v.m, pa, &descriptor, sizeof descriptor))
            expect_bits(c, "the descriptor", descriptor, code, ARRAY_SIZE(code));
    }
    view_drop(&v);
}

/* Fact B20: the same code of the student's, two levels. */
static void boot_directory(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    bool good = expect_tables(&v) && expect_row(&v, "IDENTITY") &&
                expect_row(&v, "BOOT_WINDOW") && expect_nothing_else(&v, 0);
    view_drop(&v);
    if (good)
        written_high(c);
}

/* [intel/vol3] 4.1.1: with PG and without PAE, paging is 32-bit paging. */
static void control_registers_32(struct check_run *c)
{
    static const struct bits cr0[] = {
        { "CR0.PE, protected mode", 1u << 0, 1u << 0 },
        { "CR0.PG, paging", 1u << 31, 1u << 31 },
    };
    static const struct bits cr4[] = { { "CR4.PAE, entries of 32 bits", 1u << 5, 0 } };
    static const struct bits efer[] = { { "EFER.LMA, long mode not active", 1u << 10, 0 } };
    const struct bits cr3[] = {
        { "CR3, the page directory, cached", 0xfffff018, root_row(c->subject->layout)->start },
    };
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    if (expect_bits(c, "CR0", v.cpu.cr0, cr0, ARRAY_SIZE(cr0)) &&
        expect_bits(c, "CR4", v.cpu.cr4, cr4, ARRAY_SIZE(cr4)) &&
        expect_bits(c, "EFER", v.cpu.efer, efer, ARRAY_SIZE(efer)))
        expect_bits(c, "CR3", v.cpu.cr3, cr3, ARRAY_SIZE(cr3));
    view_drop(&v);
}

static const char *const files[] = { "map.c", "tables.c", "long_mode.asm", "paging.asm", NULL };

static const struct check checks[] = {
    { .id = "1.1",
      .title = "tables where the layout puts them",
      .points = 2,
      .run = tables_in_place,
      .hint = "rows of tables are taken in their order, the root is apart" },
    { .id = "1.2",
      .title = "identity map, 0-2 MiB",
      .points = 2,
      .run = identity_map,
      .hint = "pt 0x8400 in the monitor draws the walk" },
    { .id = "1.3",
      .title = "kernel window at -2 GiB",
      .points = 2,
      .run = kernel_window,
      .hint = "index 511, 510, 0, page: pt 0xffffffff80105000 draws the walk" },
    { .id = "1.4",
      .title = "nothing else mapped",
      .points = 2,
      .needs = "1.3",
      .run = nothing_else,
      .hint = "a table that two windows share shows both in both places" },
    { .id = "1.5",
      .title = "control registers",
      .points = 2,
      .run = control_registers,
      .hint = "[intel/vol3] 9.8.5: CR4.PAE, CR3, EFER.LME and NXE, then CR0.PG" },
    { .id = "1.6",
      .title = "amethyst: 0-4 MiB at 0 and at 3 GiB",
      .points = 2,
      .run = boot_directory,
      .layout = "amethyst",
      .hint = "the paging mode's table says how many levels there are: do not count to four" },
    { .id = "1.7",
      .title = "amethyst: control registers",
      .points = 2,
      .run = control_registers_32,
      .layout = "amethyst",
      .hint = "[intel/vol3] 4.1.1 and 9.8.1: which of long mode's steps are left?" },
};

const struct lab grading_lab1 = {
    .number = 1,
    .slug = "01-boot-page-tables",
    .layout = "anos",
    .chapter = 1,
    .files = files,
    .checks = checks,
    .nchecks = ARRAY_SIZE(checks),
};
