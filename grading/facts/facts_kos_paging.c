/* kos' facts about addresses: how they split, and which there are. The grader splits them by the
   document's drawing, the kernel by its own walker, the CPU as it does.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/facts/facts_kos.h"
#include "grading/facts/grub64.h"

enum {
    PRESENT = 1 << 0, /* [intel/vol3] 4.5, tables 4-15 to 4-20 */
    WRITABLE = 1 << 1,
    LARGE = 1 << 7,
    TRIES = 8,
};
#define ADDRESS 0x000ffffffffff000ull

/* D1: 9 bits each for PML4, dir ptr, directory and table; what is left is the offset. */
static const struct {
    const char *name;
    unsigned low; /* the index's lowest bit */
} split[] = { { "PML4", 39 }, { "PDPT", 30 }, { "PD", 21 }, { "PT", 12 } };

struct translation {
    unsigned level; /* of the entry that is the page's */
    unsigned index[ARRAY_SIZE(split)];
    paddr_t table[ARRAY_SIZE(split)];
    paddr_t pa;
};

/* False: it is not mapped, or the check has failed. */
static bool translate(struct grub_way *w, vaddr_t va, struct translation *t)
{
    paddr_t table = w->cpu.cr3 & ADDRESS;
    for (t->level = 0;; t->level++) {
        unsigned low = split[t->level].low;
        uint64_t entry, offset = (1ull << low) - 1;
        t->index[t->level] = va >> low & 0x1ff;
        t->table[t->level] = table;
        if (!ram(w->c, w->m, table + t->index[t->level] * sizeof entry, &entry, sizeof entry) ||
            !(entry & PRESENT))
            return false;
        if (low == 12 || (low < 39 && entry & LARGE)) {
            t->pa = (entry & ADDRESS & ~offset) | (va & offset);
            return true;
        }
        table = entry & ADDRESS;
    }
}

/* The kernel's walk of va shows the same indices, address and size of page. */
static bool kernel_agrees(struct grub_way *w, vaddr_t va, const struct translation *t)
{
    char line[80];
    const char *answer = check_ask(w->c, w->m, "pt 0x%llx", va);
    for (unsigned level = 0; answer && level <= t->level + 1; level++) {
        if (level <= t->level)
            snprintf(line, sizeof line, " %s[%u] ", split[level].name, t->index[level]);
        else
            snprintf(line, sizeof line, "physical 0x%llx, a page of 0x%llx bytes", t->pa,
                     1ull << split[t->level].low);
        if (strstr(answer, line))
            continue;
        check_fail(w->c, "pt 0x%llx: expected \"%s\", found\n%s", va, line, answer);
        return false;
    }
    return answer;
}

/* So does the CPU: what is read at va is in RAM where the address leads. */
static bool cpu_agrees(struct grub_way *w, vaddr_t va, paddr_t pa)
{
    uint8_t byte;
    if (!way_look(w) || !ram(w->c, w->m, pa, &byte, 1))
        return false;
    const char *answer = check_ask(w->c, w->m, "peek 0x%llx", va);
    const char *value = answer ? strstr(answer, ": 0x") : NULL;
    if (answer && (!value || strtoul(value + 2, NULL, 16) != byte))
        check_fail(w->c, "peek 0x%llx: expected 0x%02x, as at physical 0x%llx, found %.*s", va,
                   byte, pa, (int)strcspn(answer, "\r\n"), answer);
    return value && strtoul(value + 2, NULL, 16) == byte;
}

static bool agree(struct grub_way *w, vaddr_t va)
{
    struct translation t;
    if (!way_look(w))
        return false;
    if (translate(w, va, &t))
        return kernel_agrees(w, va, &t) && cpu_agrees(w, va, t.pa);
    check_fail(w->c, "0x%llx: by the document's split, the %s has no entry for it", va,
               split[t.level].name);
    return false;
}

/* Addresses of the kernel's code, from the seed: no two pages of it are alike. */
static bool small_pages(struct grub_way *w)
{
    vaddr_t start, end;
    bool good = symbol(w->c, "text_start", &start) && symbol(w->c, "rodata_end", &end);
    for (int i = 0; i < TRIES && good; i++)
        good = agree(w, start + random_below(w->c->random, end - start));
    return good;
}

/* Where the kernel can write to physical memory. */
static bool writable_at(struct grub_way *w, paddr_t pa, vaddr_t *va)
{
    struct view v;
    bool found = false;
    if (!view_take(&v, w->c, w->m))
        return false;
    for (size_t i = 0; i < v.n && !found; i++) {
        found = v.run[i].w && pa - v.run[i].pa < v.run[i].size;
        *va = v.run[i].va + (pa - v.run[i].pa);
    }
    view_drop(&v);
    if (!found)
        check_fail(w->c, "the page table at 0x%llx is out of the kernel's reach", pa);
    return found;
}

/* Writes an entry through the monitor, its present bit last. */
static bool plant(struct grub_way *w, paddr_t at, uint64_t entry)
{
    vaddr_t va;
    if (!writable_at(w, at, &va))
        return false;
    for (int i = 7; i >= 0; i--)
        if (!check_ask(w->c, w->m, "poke 0x%llx 0x%x", va + (unsigned)i,
                       (unsigned)(entry >> 8 * i & 0xff)))
            return false;
    return true;
}

/* A large page of the given level beside the identity map, planted by us: its offset takes in the
   bits of the levels below. 64 MiB of RAM: from 32 MiB on nobody uses it. */
static bool large_page(struct grub_way *w, unsigned level)
{
    struct translation low;
    unsigned shift = split[level].low;
    unsigned index = 256 + (unsigned)random_below(w->c->random, 256);
    paddr_t start = 32 * MiB & ~((1ull << shift) - 1);
    vaddr_t page = (vaddr_t)index << shift;
    if (!way_look(w) || !translate(w, 0, &low)) {
        check_fail(w->c, "address 0 is not mapped: there is no identity map");
        return false;
    }
    if (!plant(w, low.table[level] + index * 8, start | PRESENT | WRITABLE | LARGE))
        return false;
    for (int i = 0; i < TRIES; i++) {
        uint64_t offset = (32 * MiB - start) + random_below(w->c->random, 2 * MiB);
        fact_reaches(w->c, w->m, page + offset, start + offset);
        if (!agree(w, page + offset))
            return false;
    }
    return true;
}

void kos_d1_split(struct check_run *c)
{
    struct grub_way w;
    if (way_begin(&w, c, 64 * MiB) && way_ready(&w) && small_pages(&w) && large_page(&w, 2))
        large_page(&w, 1);
    way_drop(&w);
}

/* Only page faults change CR2: an access that stops with another exception leaves it alone. */
static bool faults(struct grub_way *w, vaddr_t va, vaddr_t cr2, const char *which)
{
    fact_faults(w->c, w->m, va);
    if (!way_look(w))
        return false;
    if (w->cpu.cr2 == cr2)
        return true;
    check_fail(w->c, "peek 0x%llx, %s: expected CR2 0x%llx after it, found 0x%llx", va, which,
               cr2, (vaddr_t)w->cpu.cr2);
    return false;
}

/* A page fault, in a hole of the tables; then an address that has no tables at all. */
static bool both_sides(struct grub_way *w, vaddr_t canonical, vaddr_t not_canonical)
{
    if (!faults(w, canonical, canonical, "canonical, not mapped") ||
        !faults(w, not_canonical, canonical, "not canonical"))
        return false;
    const char *answer = check_ask(w->c, w->m, "pt 0x%llx", not_canonical);
    if (answer && !strstr(answer, "not a canonical address"))
        check_fail(w->c, "pt 0x%llx: expected \"not a canonical address\", found %.*s",
                   not_canonical, (int)strcspn(answer, "\r\n"), answer);
    return answer && strstr(answer, "not a canonical address");
}

/* Bits 63 to 47 differ. */
static vaddr_t draw_not_canonical(struct random *r)
{
    vaddr_t top;
    do
        top = random_below(r, 1 << 17);
    while (top == 0 || top == (1 << 17) - 1);
    return top << 47 | random_below(r, 1ull << 47);
}

void kos_d2_canonical(struct check_run *c)
{
    static const vaddr_t edge[][2] = { { 0x00007fffffffffff, 0x0000800000000000 },
                                       { 0xffff800000000000, 0xffff7fffffffffff } };
    struct grub_way w;
    bool good = way_begin(&w, c, 64 * MiB) && way_ready(&w);
    for (size_t i = 0; i < ARRAY_SIZE(edge) && good; i++)
        good = both_sides(&w, edge[i][0], edge[i][1]);
    for (int i = 0; i < TRIES && good; i++) /* nothing is mapped from 16 TiB to 128 TiB */
        good = both_sides(&w, (1ull << 44) + random_below(c->random, 7ull << 44),
                          draw_not_canonical(c->random));
    way_drop(&w);
}
