/* Lab 2, higher half: the identity map goes, every section gets the rights it needs and no more; in
   amethyst it goes before the first line of C.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
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

/* A write to va, which shows physical memory at pa, and what RAM says of it. */
static bool poke(struct check_run *c, vaddr_t va, paddr_t pa, bool fault)
{
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

/* Each read-only section, at its own address and wherever else the layout shows it: at +where. */
static bool sections_refuse(struct check_run *c, vaddr_t where)
{
    static const char *const section[][2] = { { "text_start", "text_end" },
                                              { "rodata_start", "rodata_end" } };
    const struct virt_region *image = layout_virt(c->subject->layout, "IMAGE");
    for (size_t i = 0; i < ARRAY_SIZE(section); i++) {
        vaddr_t start, end;
        if (!symbol(c, section[i][0], &start) || !symbol(c, section[i][1], &end))
            return false;
        vaddr_t va = start + random_below(c->random, end - start);
        if (!poke(c, va + where, image->pa + (va - image->start), true))
            return false;
    }
    return true;
}

static void read_only_holds(struct check_run *c)
{
    sections_refuse(c, 0);
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
        if (!poke(c, place[i], place[i] - NEGATIVE_2GIB, false) ||
            !answers(c, "poke", place[i], " 0xc3", false) ||
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

/* Facts B1, B14, B15: the same code of the student's on two levels, where rights are R and W; the
   second address of the kernel's 4 MiB shares its page table, not its TLB entries. */
static void two_levels(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    bool good = expect_rows(&v) && expect_nothing_else(&v, 0);
    view_drop(&v);
    const struct virt_region *core = layout_virt(c->subject->layout, "CORE");
    if (good && sections_refuse(c, 0))
        sections_refuse(c, core->start - core->pa);
}

/* Fact B21, in the tables: at the first instruction of C nothing is below the kernel. */
static void gone_before_c(struct check_run *c)
{
    vaddr_t kmain;
    struct setup s;
    struct view v;
    setup_machine(&s, c, 64 * MiB);
    if (!symbol(c, "kmain", &kmain))
        return;
    struct machine *m = run_to(c, &s.config, kmain, "kmain", NULL);
    if (m && view_take(&v, c, m)) {
        expect_unmapped(&v, "identity map (B21), at kmain's first instruction", 0, 3 * GiB);
        view_drop(&v);
    }
    machine_end(m);
}

/* Fact B21, in the CPU: chapter 2's kmain reads the memory map where the boot code left it, before
   kspace_enter() can have emptied any TLB. Always in QEMU: Bochs' TLB has one place for the
   low address and for the high one, at which the kernel has read the map before. */
static void forgotten_before_c(struct check_run *c)
{
    static const char asked[] = "before kspace_enter: address ";
    struct check_run on_qemu = *c;
    on_qemu.emulator = QEMU;
    struct setup s;
    vaddr_t kspace_enter;
    setup_machine(&s, &on_qemu, 64 * MiB);
    if (!symbol(c, "kspace_enter", &kspace_enter))
        return;
    struct machine *m = run_to(&on_qemu, &s.config, kspace_enter, "kspace_enter", NULL);
    if (!m)
        return;
    size_t n;
    const char *text = machine_serial(m, &n), *at = memmem(text, n, asked, strlen(asked));
    int length = at ? (int)strcspn(at, "\r\n") : 0;
    if (!at)
        check_fail(c, "kmain never said \"%s…\"", asked);
    else if (!memmem(at, (size_t)length, "faults", 6))
        check_fail(
            c,
            "in kmain, before kspace_enter: expected that the address faults, found:\n%.*s"
            "\nthe tables do not map it: the TLB still does",
            length, at);
    machine_end(m);
}

static const char *const files[] = { "kspace.c", "drop_identity.asm", NULL };

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
    { .id = "2.8",
      .title = "amethyst: sections read-only, two levels",
      .points = 1,
      .run = two_levels,
      .layout = "amethyst",
      .hint =
          "nothing of 4-level paging may stand in kspace.c; two addresses, two TLB entries" },
    { .id = "2.9",
      .title = "amethyst: identity map gone before C",
      .points = 2,
      .boot = BOOT_OWN,
      .run = gone_before_c,
      .layout = "amethyst",
      .hint = "CR3 is a physical address; entry 0 is reached at LINK_OFFSET from it" },
    { .id = "2.10",
      .title = "amethyst: and gone from the TLB",
      .points = 1,
      .needs = "2.9",
      .boot = BOOT_OWN,
      .run = forgotten_before_c,
      .layout = "amethyst",
      .hint = "which instruction of drop_identity makes the CPU forget?" },
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
