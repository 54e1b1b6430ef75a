/* amethyst's facts about the frame allocator: what it owns, and its bitmap.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "grading/facts/amethyst_pool.h"
#include "grading/facts/common.h"
#include "grading/facts/facts_amethyst.h"
#include "grading/labs/firmware.h"

static void add(struct plan *p, uint64_t base, uint64_t end, uint32_t type)
{
    p->entry[p->n++] = (struct e820_entry){ base, end - base, type, E820_ENABLED };
}

/* The first 4 MiB as firmware shows them. */
static void add_low(struct plan *p)
{
    p->n = 0;
    add(p, 0, 0x9f000, E820_USABLE);
    add(p, 0x9f000, MiB, E820_RESERVED);
    add(p, MiB, 4 * MiB, E820_USABLE);
}

/* A map that calls all 4 GiB usable, hardware and the devices' ranges included. */
static void everything(struct plan *p)
{
    p->n = 0;
    add(p, 0, 4 * GiB, E820_USABLE);
    plan_settle(p);
}

/* Some 200 frames between 4 and 8 MiB, in pieces. */
static void few_frames(struct plan *p, struct random *r)
{
    paddr_t at = 4 * MiB;
    add_low(p);
    for (unsigned i = 0; i < 6; i++) {
        paddr_t end = at + (16 + random_below(r, 33)) * PAGE_SIZE;
        add(p, at, end, E820_USABLE);
        at = end + (1 + random_below(r, 60)) * PAGE_SIZE;
    }
    plan_settle(p);
}

/* The devices of the machine that the subject will run on. */
static bool devices(struct check_run *c, uint64_t ram_bytes, struct pci_map *pci)
{
    struct setup s;
    setup_machine(&s, c, ram_bytes);
    return pci_map(c, &s.config, pci);
}

static struct amethyst_pool *begin(struct check_run *c, const struct plan *plan,
                                   uint64_t ram_bytes)
{
    static struct pci_map pci;
    return devices(c, ram_bytes, &pci) ? amethyst_pool_begin(c, plan, true, &pci, ram_bytes)
                                       : NULL;
}

void amethyst_never_given(struct check_run *c, paddr_t start, paddr_t end)
{
    static struct plan plan;
    size_t got;
    everything(&plan);
    struct amethyst_pool *p = begin(c, &plan, 64 * MiB);
    bool good = p && amethyst_bits(p) && amethyst_alloc(p, 64, &got);
    for (unsigned i = 0; i < 8 && good; i++)
        good = amethyst_refuses(p, (start + random_below(c->random, end - start)) & -PAGE_SIZE);
    if (good)
        good = amethyst_bits(p);
    amethyst_pool_end(p);
}

void amethyst_b2_essential(struct check_run *c)
{
    static const struct span low = { 0, 0x80000 }, bitmap = { 0x60000, 0x80000 };
    if (amethyst_leaves_alone(c, &low, &bitmap))
        amethyst_never_given(c, low.start, low.end);
}

/* The kernel's own list has every entry of the firmware's. */
static bool kernel_knows(struct check_run *c, struct machine *m, const struct firmware_map *map)
{
    const char *answer = check_ask(c, m, "mem");
    for (size_t i = 0; answer && i < map->n; i++) {
        const struct e820_entry *e = &map->entry[i];
        char range[64];
        snprintf(range, sizeof range, "0x%016llx-0x%016llx %s", (vaddr_t)e->base,
                 (vaddr_t)(e->base + e->length), e->type == E820_USABLE ? "usable" : "");
        if (strstr(answer, range))
            continue;
        check_fail(c, "the kernel's map (mem) lacks %s", range);
        return false;
    }
    return answer;
}

/* What the firmware says, and nothing else, is the pool. */
static bool firmware_half(struct check_run *c)
{
    static struct plan plan;
    static struct firmware_map map;
    static struct pci_map pci;
    struct setup s;
    uint64_t ram_bytes = (16 + random_below(c->random, 64)) * MiB;
    setup_machine(&s, c, ram_bytes);
    if (!firmware_map(c, &s.config, &map) || !pci_map(c, &s.config, &pci))
        return false;
    plan.n = map.n;
    memcpy(plan.entry, map.entry, map.n * sizeof *map.entry);
    plan_settle(&plan);
    struct amethyst_pool *p = amethyst_pool_begin(c, &plan, false, &pci, ram_bytes);
    bool good = p && kernel_knows(c, p->m, &map) && amethyst_bits(p);
    amethyst_pool_end(p);
    return good;
}

/* A map that calls usable what answers at PCI's addresses, and a little on both sides: all that is
   handed out is RAM, or those sides. */
static void pci_half(struct check_run *c)
{
    static struct plan plan;
    static struct pci_map pci;
    size_t got;
    if (!devices(c, 64 * MiB, &pci))
        return;
    add_low(&plan);
    add(&plan, 4 * MiB, 4 * MiB + (8 + random_below(c->random, 32)) * PAGE_SIZE, E820_USABLE);
    for (size_t i = 0; i < pci.n; i++) {
        paddr_t start = pci.range[i].start & -PAGE_SIZE;
        paddr_t end = (pci.range[i].end + PAGE_SIZE - 1) & -PAGE_SIZE;
        start -= (1 + random_below(c->random, 8)) * PAGE_SIZE;
        end += (1 + random_below(c->random, 8)) * PAGE_SIZE;
        add(&plan, start, end < 4 * GiB ? end : 4 * GiB, E820_USABLE);
    }
    plan_settle(&plan);
    struct amethyst_pool *p = amethyst_pool_begin(c, &plan, true, &pci, 64 * MiB);
    if (p && amethyst_bits(p) && amethyst_alloc(p, 4096, &got) && got != p->npool)
        check_fail(c, "alloc until \"none\": expected %zu frames, got %zu", p->npool, got);
    amethyst_pool_end(p);
}

void amethyst_b5_reserved(struct check_run *c)
{
    if (firmware_half(c))
        pci_half(c);
}

/* A bad map over all 4 GiB, the last page included. */
void amethyst_b7_bitmap(struct check_run *c)
{
    enum { RAM = 32, NOISE = 40, CLAIMS = 24 };
    static struct plan plan;
    if (!fact_phys_row(c, "B7", 0x60000, 128 * KiB))
        return;
    plan_draw(&plan, c->random, RAM * MiB, NOISE);
    for (unsigned i = 0; i < CLAIMS; i++) {
        paddr_t at = RAM * MiB + random_below(c->random, 4 * GiB - (RAM + 4) * MiB);
        add(&plan, at, at + 1 + random_below(c->random, 4 * MiB), E820_USABLE);
    }
    add(&plan, 4 * GiB - PAGE_SIZE, 4 * GiB, E820_USABLE);
    plan_settle(&plan);
    struct amethyst_pool *p = begin(c, &plan, RAM * MiB);
    if (p && amethyst_bits(p) && amethyst_refuses(p, 4 * GiB - PAGE_SIZE))
        (void)!amethyst_bits(p);
    amethyst_pool_end(p);
}

/* Frames come and go as the seed has it; the bits follow. */
static bool come_and_go(struct amethyst_pool *p)
{
    for (unsigned step = 0; step < 24; step++) {
        size_t got;
        if (!amethyst_alloc(p, 1 + random_below(p->c->random, 12), &got))
            return false;
        for (uint64_t n = random_below(p->c->random, 8); n > 0 && p->nheld > 0; n--)
            if (!amethyst_free_any(p))
                return false;
        if (step % 4 == 3 && !amethyst_bits(p))
            return false;
    }
    return true;
}

/* … until all are handed out, when no bit is left. */
void amethyst_b9_zero_is_allocated(struct check_run *c)
{
    static struct plan plan;
    size_t got;
    few_frames(&plan, c->random);
    struct amethyst_pool *p = begin(c, &plan, 64 * MiB);
    if (p && come_and_go(p) && amethyst_alloc(p, 4096, &got)) {
        if (p->nheld != p->npool)
            check_fail(c, "alloc until \"none\": expected %zu frames, got %zu", p->npool,
                       p->nheld);
        else
            (void)!amethyst_bits(p);
    }
    amethyst_pool_end(p);
}

/* … until all are given back, and every bit that was 1 at first is 1 again. Then a map in which
   everything is free. */
void amethyst_b10_one_is_free(struct check_run *c)
{
    static struct plan plan;
    few_frames(&plan, c->random);
    struct amethyst_pool *p = begin(c, &plan, 64 * MiB);
    bool good = p && amethyst_bits(p) && come_and_go(p);
    while (good && p->nheld > 0)
        good = amethyst_free_any(p);
    good = good && amethyst_bits(p);
    amethyst_pool_end(p);
    if (!good)
        return;
    everything(&plan);
    p = begin(c, &plan, 64 * MiB);
    if (p)
        (void)!amethyst_bits(p);
    amethyst_pool_end(p);
}
