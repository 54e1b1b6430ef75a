/* phoenix' facts about the way from GRUB into the kernel. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/facts/facts_phoenix.h"
#include "grading/facts/grub64.h"

enum {
    BOOTSTRAP = 0x100000, /* A1, A2 */
    CODE = 0x1000000,     /* A4 */
    VIDEO = 0xa0000,      /* from here to 1 MiB there is no RAM */
    CURSOR = 0x450,       /* BIOS data area: column and row, a byte each */
    SCREEN = 0xb8000,
    SCREEN_END = 0xc0000,
    SCREEN_LINE = 2 * 80,

    CR0_PE = 1 << 0,
    MB2_MAGIC = 0x36d76289, /* Multiboot 2.0, 3.3 */
};
#define CR0_PG    (1ull << 31)
#define EFER_LONG (1ull << 8 | 1ull << 10) /* LME, LMA */

/* Between the bootstrap and the monitor nothing changed in the RAM below 1 MiB. Ends there. */
static bool left_alone(struct grub_way *w)
{
    static unsigned char before[VIDEO], after[VIDEO];
    if (!way_bootstrap(w) || !ram(w->c, w->m, 0, before, VIDEO) || !way_ready(w) ||
        !ram(w->c, w->m, 0, after, VIDEO))
        return false;
    for (size_t pa = 0; pa < VIDEO; pa++) {
        if (before[pa] == after[pa] || pa == CURSOR || pa == CURSOR + 1)
            continue;
        check_fail(w->c, "0x%zx is the BIOS': 0x%02x before the bootstrap ran, 0x%02x after",
                   pa, before[pa], after[pa]);
        return false;
    }
    return true;
}

/* A byte of a device's memory: seen from outside where the emulator can (Bochs), through the
   kernel where it cannot. -1: the check has failed. */
static int device_byte(struct grub_way *w, paddr_t pa, vaddr_t va)
{
    uint8_t byte;
    if (machine_pause(w->m) && machine_read(w->m, pa, &byte, 1))
        return byte;
    const char *answer = check_ask(w->c, w->m, "peek 0x%llx", va);
    const char *value = answer ? strstr(answer, ": 0x") : NULL;
    if (answer && !value)
        check_fail(w->c, "peek 0x%llx: expected a byte, found %.*s", va,
                   (int)strcspn(answer, "\r\n"), answer);
    return value ? (int)strtoul(value + 2, NULL, 16) : -1;
}

/* Where the kernel sees the screen. */
static bool screen_va(struct grub_way *w, vaddr_t *va)
{
    struct view v;
    *va = SCREEN;
    if (!(w->cpu.cr0 & CR0_PG))
        return true;
    if (!view_take(&v, w->c, w->m))
        return false;
    bool found = false;
    for (size_t i = 0; i < v.n && !found; i++) {
        found = SCREEN - v.run[i].pa < v.run[i].size;
        *va = v.run[i].va + (SCREEN - v.run[i].pa);
    }
    view_drop(&v);
    if (!found)
        check_fail(w->c, "video memory, physical 0x%x, is not mapped", SCREEN);
    return found;
}

/* The console's output is in video memory. */
static void shown(struct grub_way *w)
{
    static const char text[] = "ready: ";
    vaddr_t va;
    if (!screen_va(w, &va))
        return;
    for (paddr_t line = SCREEN; line < SCREEN_END; line += SCREEN_LINE) {
        size_t same = 0;
        int byte;
        do {
            byte = device_byte(w, line + 2 * same, va + (line - SCREEN) + 2 * same);
            if (byte < 0)
                return;
        } while (byte == text[same] && text[++same]);
        if (!text[same])
            return;
    }
    check_fail(w->c, "no line of the video memory, 0x%x-0x%x, begins with \"%s\"", SCREEN,
               SCREEN_END - 1, text);
}

void phoenix_a1_bios_area(struct check_run *c)
{
    const struct layout *l = c->subject->layout;
    for (size_t i = 0; i < l->nphys; i++)
        if (l->phys[i].start < BOOTSTRAP) {
            check_fail(c, "layout table: the %s lies below 1 MiB, the BIOS'", l->phys[i].name);
            return;
        }
    struct grub_way w;
    if (way_begin(&w, c, 64 * MiB) && left_alone(&w))
        shown(&w);
    way_drop(&w);
}

/* What GRUB says in the bootstrap's first instruction: Multiboot 2.0, 3.3. */
static bool from_grub(struct grub_way *w)
{
    const struct cpu_state *s = &w->cpu;
    if ((uint32_t)s->rax != MB2_MAGIC)
        check_fail(w->c, "EAX as the bootstrap begins: expected 0x%x (Multiboot 2), found 0x%x",
                   MB2_MAGIC, (uint32_t)s->rax);
    else if (!(s->cr0 & CR0_PE) || s->cr0 & CR0_PG || s->efer & EFER_LONG)
        check_fail(w->c,
                   "the bootstrap begins with CR0 0x%llx, EFER 0x%llx: expected protected mode"
                   " without paging",
                   (vaddr_t)s->cr0, (vaddr_t)s->efer);
    else
        return true;
    return false;
}

/* At the bootstrap's first instruction its tables are not there yet. */
static bool makes_tables(struct grub_way *w)
{
    unsigned char before[PAGE_SIZE], after[PAGE_SIZE];
    const struct layout *l = w->c->subject->layout;
    paddr_t root = 0;
    for (size_t i = 0; i < l->nphys; i++)
        if (l->phys[i].use == USE_ROOT)
            root = l->phys[i].start;
    if (!ram(w->c, w->m, root, before, PAGE_SIZE) || !way_kernel(w) ||
        !ram(w->c, w->m, root, after, PAGE_SIZE))
        return false;
    if ((w->cpu.cr3 & -PAGE_SIZE) != root)
        check_fail(w->c, "CR3 at the kernel's first instruction: expected 0x%llx, found 0x%llx",
                   root, (vaddr_t)w->cpu.cr3);
    else if (memcmp(before, after, PAGE_SIZE) == 0)
        check_fail(w->c, "the root page table, 0x%llx, is not the bootstrap's work", root);
    else
        return true;
    return false;
}

void phoenix_a2_bootstrap(struct check_run *c)
{
    struct grub_way w;
    if (fact_phys_begins(c, "A2", BOOTSTRAP) && way_begin(&w, c, 64 * MiB)) {
        if (way_bootstrap(&w) && from_grub(&w) && makes_tables(&w))
            expect_64_bit(&w, "the kernel's first instruction");
        way_drop(&w);
    }
}

/* A section of the kernel's, from RAM's point of view: [start, end). */
static bool section(struct grub_way *w, const char *name, paddr_t *start, paddr_t *end)
{
    char symbol[32];
    snprintf(symbol, sizeof symbol, "%s_start", name);
    if (!way_symbol(w, symbol, start))
        return false;
    snprintf(symbol, sizeof symbol, "%s_end", name);
    return way_symbol(w, symbol, end);
}

/* The kernel as it begins to run: these bytes are in RAM as the file has them. */
static bool in_place(struct grub_way *w, const char *what, paddr_t start, paddr_t end)
{
    uint64_t size = end - start, most = w->kernel.pa + w->kernel.file_size - start;
    size = size < most ? size : most; /* the last page is not filled up in the file */
    const unsigned char *byte = way_bytes(w, start, size);
    return byte && fact_same_bytes(w->c, w->m, what, start, byte, size);
}

void phoenix_a4_code(struct check_run *c)
{
    struct grub_way w;
    paddr_t start, end, kmain;
    if (!fact_phys_begins(c, "A4", CODE))
        return;
    if (way_begin(&w, c, 64 * MiB) && section(&w, "text", &start, &end) &&
        way_symbol(&w, "kmain", &kmain)) {
        if (start != CODE || kmain - start >= end - start)
            check_fail(
                c, "kernel.elf: code at 0x%llx-0x%llx, kmain at 0x%llx: expected from 0x%x on",
                start, end - 1, kmain, CODE);
        else if (way_kernel(&w))
            in_place(&w, "code", start, end);
    }
    way_drop(&w);
}

/* Constants, then variables right behind the code; then what begins as zeros. */
static bool data_in_order(struct grub_way *w, paddr_t *start, paddr_t *end, paddr_t *zeros,
                          paddr_t *zeros_end)
{
    paddr_t code, code_end, constants_end, variables;
    if (!section(w, "text", &code, &code_end) || !section(w, "rodata", start, &constants_end) ||
        !section(w, "data", &variables, end) || !section(w, "bss", zeros, zeros_end))
        return false;
    if (*start == code_end && variables == constants_end && *start < constants_end &&
        *end <= *zeros && *zeros < *zeros_end)
        return true;
    check_fail(
        w->c,
        "kernel.elf: code ends at 0x%llx, constants 0x%llx-0x%llx, variables 0x%llx-0x%llx,"
        " BSS 0x%llx-0x%llx: expected in this order, the first three without a gap",
        code_end, *start, constants_end, variables, *end, *zeros, *zeros_end);
    return false;
}

void phoenix_a5_data(struct check_run *c)
{
    struct grub_way w;
    paddr_t start, end, zeros, zeros_end;
    bool good = way_begin(&w, c, 64 * MiB) &&
                data_in_order(&w, &start, &end, &zeros, &zeros_end) && way_kernel(&w) &&
                in_place(&w, "data", start, end) && way_kmain(&w);
    unsigned char *nothing = good ? calloc(zeros_end - zeros, 1) : NULL;
    if (nothing)
        fact_same_bytes(c, w.m, "BSS at kmain", zeros, nothing, zeros_end - zeros);
    free(nothing);
    way_drop(&w);
}

/* At the bootstrap's first instruction not yet, at every later stop: 64 bits. */
void phoenix_a8_64_bit(struct check_run *c)
{
    struct grub_way w;
    bool good = way_begin(&w, c, 64 * MiB) && way_bootstrap(&w) && from_grub(&w) &&
                way_kernel(&w) && expect_64_bit(&w, "the kernel's first instruction") &&
                way_kmain(&w) && expect_64_bit(&w, "kmain") && way_ready(&w);
    for (int i = 0; i < 4 && good; i++)
        good =
            expect_64_bit(&w, "the monitor") && check_ask(c, w.m, "echo %d", i) && way_look(&w);
    way_drop(&w);
}
