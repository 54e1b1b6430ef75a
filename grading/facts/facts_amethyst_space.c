/* amethyst's facts about the final page directory. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_amethyst.h"

#define HIGH       0xc0000000ull /* B12, B14: 3 GiB */
#define CORE       0xf0000000ull /* B13, B15 */
#define CORE_END   0xf0400000ull /* B15 */
#define HEAP       0xf1000000ull /* B16 */
#define HEAP_END   0xff000000ull /* B16 */
#define STACKS     0xff800000ull /* B17 */
#define SELF       0xffc00000ull /* B19 */
#define SELF_ENTRY 1023

enum {
    ENTRIES = 1024,
};

/* A machine in its monitor, looked at, and its page directory. NULL: the check has failed. */
static struct machine *look(struct view *v, struct check_run *c, uint32_t *directory)
{
    struct machine *m = fact_boot(c);
    if (!m || !view_take(v, c, m)) {
        machine_end(m);
        return NULL;
    }
    if (ram(c, m, v->root, directory, ENTRIES * sizeof *directory))
        return m;
    view_drop(v);
    machine_end(m);
    return NULL;
}

/* What can be said of it with one address space: all that is mapped lies in it, and none of that is
   user space's; so each process can have the same entries. */
void amethyst_b12_kernel_gib(struct check_run *c)
{
    uint32_t directory[ENTRIES];
    struct view v;
    struct machine *m = look(&v, c, directory);
    if (!m)
        return;
    bool good = expect_unmapped(&v, "below 3 GiB (B12)", 0, HIGH);
    for (size_t i = 0; i < HIGH / (4 * MiB) && good; i++) {
        good = directory[i] == 0;
        if (!good)
            check_fail(c, "entry %zu of the page directory: expected 0, found 0x%08x", i,
                       directory[i]);
    }
    for (const struct run *r = v.run; r < v.run + v.n && good; r++) {
        good = !r->u;
        if (!good)
            check_fail(c, "0x%llx-0x%llx: user mode may use it", r->va, r->va + r->size - 1);
    }
    view_drop(&v);
    fact_faults(c, m, random_below(c->random, HIGH));
    check_done(c, m);
}

/* The kernel's memory at both addresses: what is written at one is read at the other. */
static void same_memory(struct check_run *c, struct machine *m)
{
    paddr_t pa = 0x20000 + random_below(c->random, 0x20000); /* nobody's: B2 */
    fact_reaches(c, m, CORE + pa, pa);
    fact_reaches(c, m, HIGH + pa, pa);
    char expected[8];
    uint8_t byte = 0;
    if (machine_pause(m) && ram(c, m, pa, &byte, 1) && machine_resume(m)) {
        snprintf(expected, sizeof expected, ": 0x%02x", byte);
        const char *answer = check_ask(c, m, "peek 0x%llx", CORE + pa);
        if (answer && !strstr(answer, expected))
            check_fail(c, "peek 0x%llx: expected 0x%02x, as at 0x%llx, found %.*s", CORE + pa,
                       byte, HIGH + pa, (int)strcspn(answer, "\r\n"), answer);
    }
}

/* From 0xf0000000 up there is the kernel, its code to be executed and not to be written; nothing of
   it is user space's; and between what the document lists nothing is mapped. */
void amethyst_b13_kernel_space(struct check_run *c)
{
    uint32_t directory[ENTRIES];
    struct view v;
    vaddr_t start, end;
    struct machine *m = look(&v, c, directory);
    if (!m)
        return;
    bool good = symbol(c, "text_start", &start) && symbol(c, "text_end", &end);
    for (vaddr_t va = start; good && va < end; va += PAGE_SIZE) {
        const struct run *r = view_at(&v, va - HIGH + CORE);
        good = r && !r->w && r->x && !r->u && r->pa + (va - HIGH + CORE - r->va) == va - HIGH;
        if (!good)
            check_fail(c, "0x%llx: expected the kernel's code, read-only, as at 0x%llx",
                       va - HIGH + CORE, va);
    }
    good = good && expect_unmapped(&v, "between B15 and B16", CORE_END, HEAP - CORE_END) &&
           expect_unmapped(&v, "between B16 and B17", HEAP_END, STACKS - HEAP_END);
    view_drop(&v);
    if (good)
        same_memory(c, m);
    check_done(c, m);
}

/* Entry 960 has the page table of entry 768, and that all of the first 4 MiB. */
void amethyst_b15_core(struct check_run *c)
{
    uint32_t directory[ENTRIES];
    struct view v;
    struct machine *m = look(&v, c, directory);
    if (!m)
        return;
    uint32_t first = directory[768] & -PAGE_SIZE, second = directory[960] & -PAGE_SIZE;
    bool good = first == second && directory[960] & PTE_P;
    if (!good)
        check_fail(c, "page directory: entry 960 links to 0x%08x, entry 768 to 0x%08x", second,
                   first);
    for (vaddr_t at = 0; good && at < CORE_END - CORE; at += PAGE_SIZE) {
        paddr_t pa;
        good = view_pa(&v, CORE + at, &pa) && pa == at;
        if (!good)
            check_fail(c, "0x%llx must lead to 0x%llx", CORE + at, at);
    }
    good = good && expect_unmapped(&v, "behind the core data (B15)", CORE_END, HEAP - CORE_END);
    view_drop(&v);
    if (good)
        fact_faults(c, m, CORE_END + random_below(c->random, HEAP - CORE_END));
    check_done(c, m);
}

/* Page n of the 4 MiB is the table that entry n links to; the last one is the directory. */
static bool shows_tables(struct view *v, const uint32_t *directory)
{
    uint32_t expected = (uint32_t)v->root | PTE_P | PTE_W, found = directory[SELF_ENTRY];
    if ((found & (-PAGE_SIZE | PTE_P | PTE_W | PTE_U)) != expected) {
        check_fail(v->c, "entry 1023 of the page directory: expected the directory itself");
        check_fail_entry(v->c, SELF, expected, found);
        return false;
    }
    for (size_t i = 0; i < ENTRIES; i++) {
        const struct run *r = view_at(v, SELF + i * PAGE_SIZE);
        paddr_t pa = r ? r->pa + (SELF + i * PAGE_SIZE - r->va) : 0;
        bool present = directory[i] & PTE_P;
        if (present ? r && pa == (directory[i] & -PAGE_SIZE) && r->w && !r->u : !r)
            continue;
        check_fail(v->c, "0x%llx: expected %s, which entry %zu of the directory links to",
                   SELF + i * PAGE_SIZE, present ? "the page table" : "nothing", i);
        return false;
    }
    return true;
}

static bool ask_ok(struct check_run *c, struct machine *m, const char *command)
{
    const char *answer = check_ask(c, m, "%s", command);
    if (answer && strncmp(answer, "ok", 2) != 0)
        check_fail(c, "%s: expected \"ok\", found \"%.*s\"", command,
                   (int)strcspn(answer, "\r\n"), answer);
    return answer && strncmp(answer, "ok", 2) == 0;
}

/* The entry that maps va, as the kernel reads it through the self-reference. */
static bool reads_entry(struct check_run *c, struct machine *m, vaddr_t va, uint32_t expected)
{
    vaddr_t at = SELF + va / PAGE_SIZE * 4;
    for (unsigned i = 1; i < 4; i++) { /* byte 0 has the accessed and dirty bits */
        const char *answer = check_ask(c, m, "peek 0x%llx", at + i);
        const char *colon = answer ? strstr(answer, ": ") : NULL;
        if (!answer)
            return false;
        if (colon && strncmp(colon + 2, "0x", 2) == 0 &&
            strtoul(colon + 2, NULL, 0) == (expected >> 8 * i & 0xff))
            continue;
        check_fail(c, "peek 0x%llx, in the entry of 0x%llx: expected 0x%02x, found %.*s",
                   at + i, va, expected >> 8 * i & 0xff, (int)strcspn(answer, "\r\n"), answer);
        return false;
    }
    return true;
}

/* Tables come and go, and what the kernel reads and writes through the self-reference are those
   that are there: one table's frame becomes another's, which an old translation would still
   show. */
static void follows_tables(struct check_run *c, struct machine *m)
{
    vaddr_t one = 0xd0000000 + random_below(c->random, 8) * 4 * MiB, other = one + 64 * MiB;
    char map[2][64], unmap[2][64], second[64];
    snprintf(map[0], sizeof map[0], "map 0x%llx 0x1000 0x1234000 w", one);
    snprintf(map[1], sizeof map[1], "map 0x%llx 0x1000 0x1567000 w", other);
    snprintf(second, sizeof second, "map 0x%llx 0x1000 0x189a000 w", one + PAGE_SIZE);
    snprintf(unmap[0], sizeof unmap[0], "unmap 0x%llx 0x1000", one);
    if (ask_ok(c, m, map[0]) && reads_entry(c, m, one, 0x1234000) && ask_ok(c, m, unmap[0]) &&
        ask_ok(c, m, map[1]) && reads_entry(c, m, other, 0x1567000) && ask_ok(c, m, map[0]) &&
        ask_ok(c, m, second) && reads_entry(c, m, one, 0x1234000) &&
        reads_entry(c, m, one + PAGE_SIZE, 0x189a000)) {
        static const struct window page = { "", 0, PAGE_SIZE, 0, true, true };
        struct window w[3] = { page, page, page };
        w[0].what = w[1].what = w[2].what = "mapped through the self-reference (B19)";
        w[0].va = one, w[0].pa = 0x1234000;
        w[1].va = one + PAGE_SIZE, w[1].pa = 0x189a000;
        w[2].va = other, w[2].pa = 0x1567000;
        fact_windows(c, m, w, ARRAY_SIZE(w));
    }
}

void amethyst_b19_self_reference(struct check_run *c)
{
    uint32_t directory[ENTRIES];
    struct view v;
    struct machine *m = look(&v, c, directory);
    if (!m)
        return;
    bool good = shows_tables(&v, directory);
    view_drop(&v);
    if (good)
        follows_tables(c, m);
    if (good && view_take(&v, c, m)) {
        if (ram(c, m, v.root, directory, sizeof directory))
            (void)!shows_tables(&v, directory);
        view_drop(&v);
    }
    check_done(c, m);
}
