/* Workloads for phoenix's frame allocator: bench_frames NAME prints how often the allocator was
   called; bench_frames.sh counts the instructions. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/panic.h"
#include "grading/tests/test.h"
#include "layouts/layout.h"
#include "mm/frames_order.h"
#include "mm/ledger.h"
#include "mm/pmm_area.h"

/* --- what the allocator finds in the kernel; its books are there from the start --- */

#define BOOKS 0x100000000000ull

static const struct virt_region virt[] = {
    { "RUNS", "", BOOKS, 128 * MiB, BACK_FRAMES, 0, RIGHT_W, { 0, 0, 0 }, "", "" },
};
const struct layout layout = {
    .mode = &page_mode_4level, .virt = virt, .nvirt = ARRAY_SIZE(virt), .memory_limit = 2 * TiB
};

bool pmm_area_map(vaddr_t va, paddr_t pa)
{
    (void)pa;
    return mmap((void *)(uintptr_t)va, PAGE_SIZE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

bool ledger_hold(paddr_t pa)
{
    (void)pa;
    return true;
}

bool ledger_release(paddr_t pa)
{
    (void)pa;
    return true;
}

uint64_t ledger_word(paddr_t pa)
{
    (void)pa;
    return 0;
}

void panic_at(const char *file, int line, const char *format, ...)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, format);
    exit(1);
}

/* --- workloads --- */

static struct range range[] = { { 0, 640 * KiB }, { MiB, 3 * GiB }, { 4 * GiB, 0 } };
static struct range_set pool = { range, 0, ARRAY_SIZE(range) };

struct block {
    paddr_t pa;
    unsigned order;
};
static struct block *held;
static size_t nheld, ncalls;
static uint64_t seed = 1, held_frames;

static bool take(unsigned order)
{
    struct block *b = &held[nheld];
    b->order = order;
    ncalls++;
    if (!(order ? frames_alloc_order(order, &b->pa) : frame_alloc(&b->pa)))
        return false;
    held_frames += 1ull << order;
    nheld++;
    return true;
}

static void give(size_t i)
{
    struct block b = held[i];
    held[i] = held[--nheld];
    held_frames -= 1ull << b.order;
    ncalls++;
    if ((b.order ? frames_free_order(b.pa, b.order) : frame_free(b.pa)) != FRAME_OK)
        panic("a block is refused");
}

/* One frame, out and in again. */
static void pair(uint64_t frames)
{
    (void)frames;
    for (unsigned i = 0; i < 100000; i++) {
        take(0);
        give(0);
    }
}

/* All of memory, then back in the order in which it was handed out. */
static void drain(uint64_t frames)
{
    (void)frames;
    while (take(0))
        ;
    for (size_t i = 0; i < nheld; i++)
        if (ncalls++, frame_free(held[i].pa) != FRAME_OK)
            panic("a frame is refused");
}

/* Nine frames of ten, then any of them for another. */
static void churn(uint64_t frames)
{
    while (held_frames < frames * 9 / 10)
        take(0);
    for (unsigned i = 0; i < 200000; i++) {
        give(draw_below(&seed, nheld));
        take(0);
    }
}

/* Orders 0 to 9, half as many of each next one, up to 7 frames of ten. */
static void orders(uint64_t frames)
{
    while (ncalls < 400000) {
        unsigned order = (unsigned)__builtin_ctzll(draw(&seed) | 1 << 9);
        while (held_frames + (1u << order) > frames * 7 / 10)
            give(draw_below(&seed, nheld));
        take(order);
    }
}

/* Runs of 2 MiB only. */
static void huge(uint64_t frames)
{
    while (ncalls < 100000)
        if (nheld && (held_frames > frames / 2 || draw_below(&seed, 3) == 0))
            give(draw_below(&seed, nheld));
        else
            take(9);
}

/* Nothing but frames_init(). */
static void init(uint64_t frames)
{
    (void)frames;
    ncalls = 1;
}

static const struct {
    const char *name;
    uint64_t bytes;
    void (*run)(uint64_t frames);
} workload[] = {
    { "init", TiB, init },   { "pair", GiB, pair },     { "drain", GiB, drain },
    { "churn", GiB, churn }, { "orders", GiB, orders }, { "huge", GiB, huge },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(workload); i++) {
        if (strcmp(workload[i].name, argv[1]) != 0)
            continue;
        uint64_t bytes = workload[i].bytes;
        pool.n = bytes > 3 * GiB ? 3 : 2;
        range[1].end = pool.n == 3 ? 3 * GiB : bytes;
        range[2].end = GiB + bytes;
        held = malloc(range_total(&pool) / PAGE_SIZE * sizeof *held);
        if (!held || !frames_init(&pool))
            return 1;
        workload[i].run(frames_free());
        printf("%zu\n", ncalls);
        return 0;
    }
    return 2;
}
