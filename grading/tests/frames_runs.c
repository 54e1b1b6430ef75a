/* What phoenix's allocator of runs finds in the kernel: two areas of the test's own address space
   whose pages are frames of the machine, none of them present. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "grading/tests/frames_machine.h"
#include "grading/tests/test.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/frames_order.h"
#include "mm/frames_own.h"
#include "mm/fresh.h"
#include "mm/kernel_walk.h"
#include "mm/pmm_area.h"
#include "mm/reach.h"
#include "mm/runs.h"

#define ROOT 0x1000ull
#define FROM_3                        \
    {                                 \
        PHASE_KERNEL, 3, LAST_CHAPTER \
    }

/* phoenix's rows, moved to where a process may have them. */
static const struct virt_region virt[] = {
    { "RUNS", "", 0x200000000000, 128 * MiB, BACK_FRAMES, 0, RIGHT_W, FROM_3, "", "" },
    { "LEDGER", "", 0x200008000000, 64 * MiB, BACK_FRAMES, 0, RIGHT_W, FROM_3, "", "" },
};

const struct layout layout = {
    .name = "hosted",
    .mode = &page_mode_4level,
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 1 * MiB,
    .memory_limit = 2 * TiB,
};

static bool new_table(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    REQUIRE(machine_owner(*pa) == POOL_FREE);
    machine_set_owner(*pa, OWN);
    memset(machine_frame(*pa), 0, PAGE_SIZE);
    return true;
}

static const struct page_memory page_memory = { phys_at, new_table };

struct walk kernel_walk(void)
{
    return (struct walk){ .mode = layout.mode, .memory = &page_memory, .root = ROOT };
}

bool pmm_area_map(vaddr_t va, paddr_t pa)
{
    REQUIRE(va % PAGE_SIZE == 0 && machine_owner(pa) == POOL_FREE);
    REQUIRE(va - virt[0].start < virt[0].size || va - virt[1].start < virt[1].size);
    struct walk w = kernel_walk();
    walk_find(&w, va);
    REQUIRE(!walk_present(&w));
    if (!walk_map(&w, va, layout.mode->nlevels - 1u, pa, PTE_W | PTE_NX))
        return false;
    machine_set_owner(pa, OWN);
    memset(machine_frame(pa), 0xcc, PAGE_SIZE); /* a frame's contents are undefined */
    void *page = (void *)(uintptr_t)va;
    REQUIRE(mmap(page, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                 machine_memory(), (off_t)pa) == page);
    return true;
}

static void power_on(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(virt); i++) {
        void *start = (void *)(uintptr_t)virt[i].start;
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
        REQUIRE(mmap(start, virt[i].size, PROT_NONE, flags, -1, 0) == start);
    }
}

static bool owned(paddr_t pa, uint64_t bytes, enum owner owner)
{
    for (paddr_t end = pa + bytes; pa < end; pa += PAGE_SIZE)
        if (machine_owner(pa) != owner)
            return false;
    return true;
}

static void set_owner(paddr_t pa, uint64_t bytes, enum owner owner)
{
    for (paddr_t end = pa + bytes; pa < end; pa += PAGE_SIZE)
        machine_set_owner(pa, owner);
}

static void check_counts(void)
{
    REQUIRE(frames_free() == machine_count(POOL_FREE));
    REQUIRE(frames_held() == machine_count(HELD));
}

/* Every aligned run that is free as a whole can be had, and nothing else. */
static void take_all_runs(unsigned order)
{
    static paddr_t run[MACHINE_BYTES / PAGE_SIZE];
    uint64_t n = 0, possible = 0, bytes = PAGE_SIZE << order;
    for (paddr_t pa = 0; pa < MACHINE_BYTES; pa += bytes)
        possible += owned(pa, bytes, POOL_FREE);
    for (paddr_t pa; frames_alloc_order(order, &pa); n++) {
        REQUIRE(pa % bytes == 0 && owned(pa, bytes, POOL_FREE));
        set_owner(pa, bytes, HELD);
        run[n] = pa;
    }
    check_counts();
    REQUIRE(n == possible);
    while (n-- > 0) {
        paddr_t pa = run[n];
        if (order && n % 2) { /* back in halves: the first one twice, then all of it */
            REQUIRE(frames_free_order(pa, order - 1) == FRAME_OK);
            REQUIRE(frames_free_order(pa, order - 1) == FRAME_NOT_HELD);
            REQUIRE(frames_free_order(pa, order) == FRAME_NOT_HELD);
            pa += bytes / 2;
        }
        REQUIRE(frames_free_order(pa, pa == run[n] ? order : order - 1) == FRAME_OK);
        REQUIRE(frame_free(run[n]) == FRAME_NOT_HELD);
        set_owner(run[n], bytes, POOL_FREE);
        check_counts();
    }
}

/* Nothing but held frames can be given back, singly or in a run, with words at hand or without. */
static void refuse_all_else(uint64_t *seed)
{
    static const paddr_t half[] = { 0, 4 * GiB };
    for (size_t i = 0; i < ARRAY_SIZE(half); i++) {
        for (paddr_t pa = half[i]; pa < half[i] + 32 * MiB; pa += PAGE_SIZE)
            REQUIRE(machine_owner(pa) == HELD || frame_free(pa) != FRAME_OK);
        for (unsigned n = 0; n < 200; n++) {
            unsigned order = (unsigned)draw_below(seed, RUNS_TOP_ORDER + 1);
            uint64_t bytes = PAGE_SIZE << order;
            paddr_t pa = half[i] + draw_below(seed, 32 * MiB / bytes) * bytes;
            REQUIRE(owned(pa, bytes, HELD) || frames_free_order(pa, order) != FRAME_OK);
        }
    }
    check_counts();
}

/* Blocks of all orders come and go, and single frames out of their midst. */
static void churn(uint64_t seed)
{
    static struct block {
        paddr_t pa;
        unsigned order;
    } block[2000];
    size_t n = 0;
    for (unsigned op = 0; op < 4000; op++) {
        if (n < ARRAY_SIZE(block) && draw_below(&seed, 5) < 3) {
            unsigned order = (unsigned)draw_below(&seed, RUNS_TOP_ORDER + 1);
            order = (unsigned)draw_below(&seed, order + 1);
            paddr_t pa;
            if (!frames_alloc_order(order, &pa))
                continue;
            REQUIRE(pa % (PAGE_SIZE << order) == 0 && owned(pa, PAGE_SIZE << order, POOL_FREE));
            set_owner(pa, PAGE_SIZE << order, HELD);
            block[n++] = (struct block){ pa, order };
        } else if (n) {
            struct block b = block[draw_below(&seed, n)];
            paddr_t end = b.pa + (PAGE_SIZE << b.order);
            paddr_t pa = b.pa + draw_below(&seed, 1ull << b.order) * PAGE_SIZE;
            bool single = draw_below(&seed, 2) && machine_owner(pa) == HELD;
            if (single) {
                REQUIRE(frame_free(pa) == FRAME_OK && frame_free(pa) == FRAME_NOT_HELD);
                machine_set_owner(pa, POOL_FREE);
            }
            bool whole = owned(b.pa, end - b.pa, HELD);
            REQUIRE((frames_free_order(b.pa, b.order) == FRAME_OK) == whole);
            if (whole)
                set_owner(b.pa, end - b.pa, POOL_FREE);
        }
        check_counts();
        n -= n == ARRAY_SIZE(block);
        if (op % 500 == 0)
            refuse_all_else(&seed);
    }
    for (paddr_t pa = 0; pa < MACHINE_BYTES; pa += PAGE_SIZE) {
        if (machine_owner(pa) != HELD)
            continue;
        REQUIRE(frame_free(pa) == FRAME_OK);
        machine_set_owner(pa, POOL_FREE);
        if (draw_below(&seed, 1000) == 0)
            refuse_all_else(&seed);
    }
    check_counts();
}

/* All frames are held, but for those that may be left. Runs that no books could hold are refused;
   then all comes together again. */
static void drained(uint64_t pool)
{
    for (unsigned order = 0; order < 64; order++) {
        REQUIRE(frames_free_order(0, order) == FRAME_NOT_OURS);
        REQUIRE(frames_free_order(MACHINE_BYTES, order) != FRAME_OK);
        REQUIRE(frames_free_order(0 - (PAGE_SIZE << order % 52), order) != FRAME_OK);
        paddr_t pa;
        REQUIRE(order <= RUNS_TOP_ORDER || !frames_alloc_order(order, &pa));
    }
    if (frames_held())
        return;
    for (unsigned order = RUNS_TOP_ORDER + 1; order-- > 0;)
        take_all_runs(order); /* large ones first: taking small ones would tidy up */
    churn(pool);
    take_all_runs(9);
}

const struct allocator allocator = {
    .limit = MACHINE_BYTES,
    .least = FRESH_FEW,
    .spare = FRESH_FEW,
    .power_on = power_on,
    .drained = drained,
};
