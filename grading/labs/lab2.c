/* Lab 2, higher half: the identity map goes, every section gets the rights it needs and no more.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "grading/labs/look.h"

#define NEGATIVE_2GIB 0xffffffff80000000ull

static bool expect_high(struct check_run *c, const char *what, vaddr_t va, const char *row_id)
{
    const struct virt_region *row = layout_virt(c->subject->layout, row_id);
    vaddr_t start = row ? row->start : NEGATIVE_2GIB, size = row ? row->size : 2 * MiB;
    if (va - start < size)
        return true;
    check_fail(c, "%s: expected in 0x%llx-0x%llx, found 0x%llx", what, start, start + size, va);
    return false;
}

/* All that the CPU uses without being asked must be high as well: an interrupt that finds its
   gate or its segment at a low address dies with the identity map. */
static void running_high(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    if (expect_high(c, "RIP (C19)", v.cpu.rip, "IMAGE") &&
        expect_high(c, "RSP (C14)", v.cpu.rsp, "STACK_WINDOW") &&
        expect_high(c, "GDT's base", v.cpu.gdt.base, "") &&
        expect_high(c, "IDT's base", v.cpu.idt.base, "") && v.root != 0x9c000)
        check_fail(c, "CR3 (C7): expected 0x9c000, found 0x%llx", v.root);
    view_drop(&v);
}

static void identity_unmapped(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    expect_unmapped(&v, "identity map (C21)", 0, 1ull << 47);
    view_drop(&v);
}

/* One answer of peek, poke or run, "0x…: fault" or not. */
static bool answers(struct check_run *c, const char *command, vaddr_t va, const char *argument,
                    bool fault)
{
    const char *answer = check_ask(c, c->machine, "%s 0x%llx%s", command, va, argument);
    if (!answer)
        return false;
    if ((strstr(answer, ": fault") != NULL) == fault)
        return true;
    check_fail(c, "%s 0x%llx%s: expected %s, found %.*s", command, va, argument,
               fault ? "a fault" : "no fault", (int)strcspn(answer, "\r\n"), answer);
    return false;
}

/* The tables are one thing, what the CPU remembers of them another: kmain reads the memory map,
   and no other low page, right before kspace drops them all, so a TLB that was not emptied still
   knows 0x8400's. The others are where boot code and tables were. */
static void identity_forgotten(struct check_run *c)
{
    static const vaddr_t touched[] = { 0x8400, 0x7c00, 0xa400, 0x9c000, 0x100000, 0x120000 };
    for (size_t i = 0; i < ARRAY_SIZE(touched); i++)
        if (!answers(c, "peek", touched[i], "", true)) {
            check_fail(c, "the tables do not map it: the TLB still does");
            return;
        }
    vaddr_t anywhere = random_below(c->random, 2 * MiB);
    answers(c, "peek", anywhere, "", true);
}

static void section_rights(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    expect_rows(&v);
    view_drop(&v);
}

static bool byte_at(struct check_run *c, paddr_t pa, uint8_t *byte)
{
    bool good = machine_pause(c->machine) && ram(c, c->machine, pa, byte, 1);
    return machine_resume(c->machine) && good;
}

/* A write to va, and what RAM says of it. */
static bool poke(struct check_run *c, vaddr_t va, bool fault)
{
    paddr_t pa = va - NEGATIVE_2GIB; /* C24 */
    uint8_t before, after;
    if (!byte_at(c, pa, &before))
        return false;
    uint8_t value = before ^ (uint8_t)(1 + random_below(c->random, 255));
    char argument[8];
    snprintf(argument, sizeof argument, " 0x%x", value);
    if (!answers(c, "poke", va, argument, fault) || !byte_at(c, pa, &after))
        return false;
    if (after == (fault ? before : value))
        return true;
    check_fail(c, "after poke 0x%llx 0x%02x: expected 0x%02x in RAM, found 0x%02x", va, value,
               fault ? before : value, after);
    return false;
}

static void read_only_holds(struct check_run *c)
{
    static const char *const section[][2] = { { "text_start", "text_end" },
                                              { "rodata_start", "rodata_end" } };
    for (size_t i = 0; i < ARRAY_SIZE(section); i++) {
        vaddr_t start, end;
        if (!symbol(c, section[i][0], &start) || !symbol(c, section[i][1], &end))
            return;
        if (end > start && !poke(c, start + random_below(c->random, end - start), true))
            return;
    }
}

/* Writable memory that nobody uses, one place in each kind: a return instruction is put there and
   called. Where NX holds, the call faults. */
static void no_execution_holds(struct check_run *c)
{
    const vaddr_t place[] = {
        NEGATIVE_2GIB + 0x20000 +
            random_below(c->random, 0x70000), /* low memory, kernel window */
        NEGATIVE_2GIB + 0x100000 + random_below(c->random, 0x1000),  /* the stack's far end */
        NEGATIVE_2GIB + 0x1f0000 + random_below(c->random, 0x10000), /* behind the image */
    };
    for (size_t i = 0; i < ARRAY_SIZE(place); i++)
        if (!poke(c, place[i], false) || !answers(c, "poke", place[i], " 0xc3", false) ||
            !answers(c, "run", place[i], "", true))
            return;
    vaddr_t data;
    if (symbol(c, "rodata_start", &data))
        answers(c, "run", data, "", true);
}

static void nothing_else(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    expect_nothing_else(&v, 1ull << 63);
    view_drop(&v);
}

static const char *const files[] = { "kspace.c", NULL };

static const struct check checks[] = {
    { .id = "2.1",
      .title = "identity map gone from the tables",
      .points = 2,
      .run = identity_unmapped,
      .hint = "its PML4 entry is index 0" },
    { .id = "2.2",
      .title = "identity map gone from the TLB",
      .points = 2,
      .needs = "2.1",
      .run = identity_forgotten,
      .hint = "[intel/vol3] 4.10.4.1: what empties the TLB? (peek 0x8400 must fault)" },
    { .id = "2.3",
      .title = "everything at its high address",
      .points = 1,
      .needs = "2.1",
      .run = running_high,
      .hint = "RIP, RSP, GDT and IDT all lie at -2 GiB" },
    { .id = "2.4",
      .title = "sections' rights, page by page",
      .points = 3,
      .run = section_rights,
      .hint = "text R-X, rodata R--, all else in the window RW-" },
    { .id = "2.5",
      .title = "code and constants refuse writes",
      .points = 1,
      .needs = "2.2",
      .run = read_only_holds,
      .hint = "the TLB entries of pages whose rights shrank" },
    { .id = "2.6",
      .title = "data refuses execution",
      .points = 1,
      .needs = "2.4",
      .run = no_execution_holds,
      .hint = "NX, bit 63, and the TLB" },
    { .id = "2.7",
      .title = "nothing else mapped",
      .points = 1,
      .needs = "2.4",
      .run = nothing_else,
      .hint = "every mapping has a row in the layout" },
};

const struct lab grading_lab2 = {
    .number = 2,
    .slug = "02-higher-half",
    .layout = "anos",
    .chapter = 2,
    .files = files,
    .checks = checks,
    .nchecks = ARRAY_SIZE(checks),
};
