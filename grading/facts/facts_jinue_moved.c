/* jinue's facts about the kernel once it has moved to 16 MiB. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_jinue.h"
#include "grading/facts/jinue_way.h"

enum {
    MOVED_MOST = 1024 * 1024,
};

/* The copies' bytes, before and after: [1 MiB, page_table_1mb), and as much from 16 MiB on. */
static unsigned char old[MOVED_MOST], moved[MOVED_MOST];

/* How much is moved; 0: the check has failed. */
static size_t moved_size(struct linux_way *w)
{
    size_t n = w->given.own.page_table_1mb - JINUE_IMAGE;
    if (n > 0 && n <= MOVED_MOST)
        return n;
    check_fail(w->c, "page_table_1mb is 0x%x", w->given.own.page_table_1mb);
    return 0;
}

static bool read_both(struct linux_way *w, size_t n)
{
    return ram(w->c, w->m, JINUE_IMAGE, old, n) && ram(w->c, w->m, JINUE_MAP2, moved, n);
}

/* Where a byte of the old range is that the kernel has at this address from KLIMIT up. */
static paddr_t old_place(const struct linux_way *w, vaddr_t va)
{
    vaddr_t data = linux_data_va(w);
    return va - data < linux_data_size(w) ? w->given.own.data_physaddr + (va - data)
                                          : JINUE_IMAGE + (va - JINUE_KLIMIT);
}

/* To the instruction after the call of kspace_enter(), which moves the kernel. */
static bool to_moved(struct linux_way *w, size_t n, struct cpu_state *cpu)
{
    vaddr_t enter;
    uint32_t back;
    if (!symbol(w->c, "kspace_enter", &enter) ||
        !run_on(w->c, w->m, enter, "kspace_enter", NULL) || !machine_unbreak(w->m, enter) ||
        !machine_cpu(w->m, cpu))
        return false;
    paddr_t stack = cpu->rsp >= JINUE_KLIMIT ? old_place(w, cpu->rsp) : cpu->rsp;
    if (!ram(w->c, w->m, stack, &back, sizeof back) || !read_both(w, n))
        return false;
    if (memcmp(old, moved, n) == 0) {
        check_fail(w->c, "the copy at 16 MiB is there before the kernel moves");
        return false;
    }
    return run_on(w->c, w->m, back, "the return from kspace_enter", NULL) &&
           machine_unbreak(w->m, back) && machine_cpu(w->m, cpu);
}

/* Right after the move nothing but a few words of the stack have changed since. */
void jinue_e13_copied(struct check_run *c)
{
    enum { PUSHED = 1024 };
    struct linux_way w = { 0 };
    struct cpu_state cpu;
    /* Long enough to show: its page is the last that is moved. */
    static const struct machine_config config = { .ram_bytes = 64 * MiB,
                                                  .command_line = "the last page to move" };
    size_t n = 0;
    if (linux_begin(&w, c, &config) && linux_to_kernel(&w) && (n = moved_size(&w)) &&
        to_moved(&w, n, &cpu) && read_both(&w, n)) {
        paddr_t stack = cpu.rsp >= JINUE_KLIMIT ? old_place(&w, cpu.rsp) : cpu.rsp;
        for (size_t i = 0; i < n; i++) {
            if (old[i] == moved[i] || JINUE_IMAGE + i - (stack - PUSHED) < PUSHED + 64)
                continue;
            check_fail(c, "0x%llx: expected 0x%02x, copied from 0x%llx, found 0x%02x",
                       JINUE_MAP2 + i, old[i], JINUE_IMAGE + i, moved[i]);
            break;
        }
    }
    linux_end(&w);
}

static void leads_to_copy(struct view *v, const struct linux_way *w)
{
    const struct jinue_boot_info *b = &w->given.own;
    vaddr_t end = JINUE_KLIMIT + (b->page_table_1mb - JINUE_IMAGE), data = linux_data_va(w);
    for (vaddr_t va = JINUE_KLIMIT; va < end; va += PAGE_SIZE) {
        paddr_t before = old_place(w, va), pa = JINUE_MAP2 + (before - JINUE_IMAGE);
        bool writable = va - data < linux_data_size(w) || before >= b->image_top;
        const struct run *r = view_at(v, va);
        if (r && r->pa + (va - r->va) == pa && r->w == writable && !r->u)
            continue;
        struct outside_entry e = { 0 };
        check_fail(v->c, "page 0x%llx must lead to 0x%llx, %s", va, pa,
                   writable ? "read/write" : "read-only");
        if (outside_walk(v->m, v->mode, v->root, va, &e))
            check_fail_entry(v->c, va, pa | PTE_P | (writable ? PTE_W : 0), e.entry);
        return;
    }
}

void jinue_e14_remapped(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (linux_at_monitor(&w, c) && view_take(&v, c, w.m)) {
        leads_to_copy(&v, &w);
        view_drop(&v);
        /* The end of the command line's page: nobody reads it. */
        paddr_t offset = (w.given.own.page_table_1mb - JINUE_IMAGE) - 1 -
                         random_below(c->random, PAGE_SIZE / 4);
        fact_reaches(c, w.m, JINUE_KLIMIT + offset, JINUE_MAP2 + offset);
    }
    linux_end(&w);
}

/* The kernel's addresses lead nowhere below 16 MiB, and what it has left there can be overwritten:
   it answers as before. */
void jinue_e15_dma_memory_free(struct check_run *c)
{
    enum { PLACES = 64 };
    struct linux_way w = { 0 };
    struct view v;
    char before[4096];
    if (linux_at_monitor(&w, c) && view_take(&v, c, w.m)) {
        const struct jinue_boot_info *b = &w.given.own;
        bool good = true;
        for (size_t i = 0; i < v.n && good; i++) {
            good = v.run[i].va < JINUE_KLIMIT || v.run[i].pa >= JINUE_MAP2;
            if (!good)
                check_fail(c, "0x%llx leads to 0x%llx, which ISA DMA can reach", v.run[i].va,
                           v.run[i].pa);
        }
        view_drop(&v);
        const char *answer = good ? check_ask(c, w.m, "mem") : NULL;
        snprintf(before, sizeof before, "%s", answer ? answer : "");
        for (unsigned i = 0; i < PLACES && answer; i++)
            answer = check_ask(c, w.m, "poke 0x%llx 0x%x",
                               (vaddr_t)b->image_top +
                                   random_below(c->random, b->page_table_1mb - b->image_top),
                               (unsigned)random_below(c->random, 256));
        answer = answer ? check_ask(c, w.m, "mem") : NULL;
        if (answer && strncmp(before, answer, sizeof before - 1) != 0)
            check_fail(c, "mem: another answer after the old range was overwritten");
    }
    linux_end(&w);
}

/* Marks what the monitor's allocator gives until it says "none". False: the check has failed. */
static bool drain(struct linux_way *w, bool *given, size_t nframes)
{
    for (;;) {
        const char *line = check_ask(w->c, w->m, "alloc 512");
        for (unsigned i = 0; line && i < 512; i++) {
            char *end;
            if (strncmp(line, "none", 4) == 0)
                return true;
            paddr_t pa = strtoull(line, &end, 0);
            if (end == line || pa % PAGE_SIZE || pa / PAGE_SIZE >= nframes ||
                given[pa / PAGE_SIZE]) {
                check_fail(w->c, "alloc: frame %.*s is %s", (int)strcspn(line, "\r\n"), line,
                           end == line || pa % PAGE_SIZE ? "none"
                           : pa / PAGE_SIZE >= nframes   ? "out of place"
                                                         : "given twice");
                return false;
            }
            given[pa / PAGE_SIZE] = true;
            line = end + strspn(end, "\r\n");
        }
        if (!line)
            return false;
    }
}

void jinue_e16_allocatable(struct check_run *c)
{
    enum { NFRAMES = 64 * MiB / PAGE_SIZE };
    static bool given[NFRAMES];
    struct linux_way w = { 0 };
    memset(given, 0, sizeof given);
    if (linux_at_monitor(&w, c) && machine_resume(w.m) && drain(&w, given, NFRAMES)) {
        paddr_t copy_end = JINUE_MAP2 + (w.given.own.page_table_1mb - JINUE_IMAGE);
        for (paddr_t pa = 0; pa < NFRAMES * PAGE_SIZE; pa += PAGE_SIZE) {
            bool available = (pa >= w.given.own.boot_end && pa < JINUE_MAP1_END) ||
                             (pa >= copy_end && pa < JINUE_MAP2_END);
            if (given[pa / PAGE_SIZE] == available)
                continue;
            check_fail(c,
                       "alloc until \"none\": 0x%llx %s; available are 0x%x-0x%llx and"
                       " 0x%llx-0x%llx",
                       pa, available ? "was not given" : "was given", w.given.own.boot_end,
                       JINUE_MAP1_END - 1, copy_end, JINUE_MAP2_END - 1);
            break;
        }
    }
    linux_end(&w);
}

void jinue_e17_tables_stay(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (linux_at_monitor(&w, c) && view_take(&v, c, w.m)) {
        const struct jinue_boot_info *b = &w.given.own;
        const struct {
            const char *name;
            vaddr_t va;
            paddr_t table;
        } expected[] = {
            { "page_table_1mb", 0, b->page_table_1mb },
            { "page_table_16mb", JINUE_MAP2, b->page_table_16mb },
            { "page_table_16mb's second page", JINUE_MAP2 + 4 * MiB,
              b->page_table_16mb + PAGE_SIZE },
            { "page_table_16mb's third page", JINUE_MAP2 + 8 * MiB,
              b->page_table_16mb + 2 * PAGE_SIZE },
            { "page_table_klimit", JINUE_KLIMIT, b->page_table_klimit },
        };
        if (v.root != b->page_directory || v.root >= JINUE_MAP1_END)
            check_fail(c, "CR3: expected 0x%x, page_directory, found 0x%llx", b->page_directory,
                       v.root);
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
            struct outside_entry e = { 0 };
            if (!outside_walk(v.m, v.mode, v.root, expected[i].va, &e) || e.level < 1)
                check_fail(c, "0x%llx has no page table", expected[i].va);
            else if (e.table[1] != expected[i].table || e.table[1] >= JINUE_MAP1_END)
                check_fail(c,
                           "the page table of 0x%llx, %s: expected at 0x%llx, found at 0x%llx",
                           expected[i].va, expected[i].name, expected[i].table, e.table[1]);
        }
        view_drop(&v);
    }
    linux_end(&w);
}
