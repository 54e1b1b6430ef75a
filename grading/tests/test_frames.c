/* What every frame allocator owes frames.h and frames_own.h, on a machine that keeps its own books:
   random maps, random orders, every frame stamped while somebody has it. Linked once with each
   allocator and its frames_NAME.c. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grading/tests/frames_machine.h"
#include "grading/tests/test.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/frames_own.h"
#include "mm/memmap.h"

#define MAX_HELD  20000
#define MAX_TAKEN 64

static paddr_t held[MAX_HELD], taken[MAX_TAKEN];
static size_t nheld, ntaken;

static void check_counts(void)
{
    REQUIRE(frames_free() == machine_count(POOL_FREE));
    REQUIRE(frames_held() == machine_count(HELD));
    REQUIRE(nheld == machine_count(HELD));
}

/* Two words of every frame that somebody has say whose it is: nobody else may write there. */
static void stamp(paddr_t pa)
{
    memcpy(machine_frame(pa), &pa, sizeof pa);
    memcpy(machine_frame(pa) + PAGE_SIZE - sizeof pa, &pa, sizeof pa);
}

static bool stamped(paddr_t pa)
{
    return memcmp(machine_frame(pa), &pa, sizeof pa) == 0 &&
           memcmp(machine_frame(pa) + PAGE_SIZE - sizeof pa, &pa, sizeof pa) == 0;
}

static bool take_one(void)
{
    paddr_t pa;
    if (!frame_alloc(&pa)) {
        check_counts();
        return false;
    }
    REQUIRE(pa % PAGE_SIZE == 0 && machine_owner(pa) == POOL_FREE);
    machine_set_owner(pa, HELD);
    stamp(pa);
    held[nheld++] = pa;
    check_counts();
    return true;
}

static void give_back(size_t i)
{
    paddr_t pa = held[i];
    REQUIRE(stamped(pa));
    held[i] = held[--nheld];
    REQUIRE(frame_free(pa) == FRAME_OK);
    if (machine_owner(pa) == HELD) /* else it has become a page of the stack's */
        machine_set_owner(pa, POOL_FREE);
    check_counts();
    REQUIRE(frame_free(pa) == FRAME_NOT_HELD);
    check_counts();
}

/* A frame for page tables: nobody's to give back by frame_free(). */
static void take_for_good(void)
{
    paddr_t pa;
    if (!frame_take(&pa))
        return;
    REQUIRE(pa % PAGE_SIZE == 0 && machine_owner(pa) == POOL_FREE);
    machine_set_owner(pa, TAKEN);
    stamp(pa);
    taken[ntaken++] = pa;
    check_counts();
    REQUIRE(frame_free(pa) == FRAME_NOT_HELD);
    check_counts();
}

static void untake(size_t i)
{
    paddr_t pa = taken[i];
    REQUIRE(stamped(pa));
    taken[i] = taken[--ntaken];
    frame_untake(pa);
    if (machine_owner(pa) == TAKEN)
        machine_set_owner(pa, POOL_FREE);
    check_counts();
}

static void refuse(paddr_t pa)
{
    if (machine_owner(pa) == HELD && pa % PAGE_SIZE == 0)
        return;
    enum frame_result result = frame_free(pa);
    REQUIRE(result != FRAME_OK);
    REQUIRE(result == FRAME_NOT_OURS || (pa % PAGE_SIZE == 0 && pa >= layout.pool_start));
    check_counts();
}

static void refuse_all(uint64_t *seed)
{
    const paddr_t wild[] = {
        0,
        1,
        PAGE_SIZE,
        0x9c000,
        layout.pool_start - PAGE_SIZE,
        layout.pool_start + 1,
        4 * GiB - PAGE_SIZE,
        4 * GiB,
        MACHINE_BYTES,
        PHYS_LIMIT - PAGE_SIZE,
        PHYS_LIMIT,
        1ull << 63,
        UINT64_MAX & -PAGE_SIZE,
        UINT64_MAX,
    };
    for (size_t i = 0; i < ARRAY_SIZE(wild); i++)
        refuse(wild[i]);
    for (unsigned i = 0; i < 20; i++)
        refuse(draw_below(seed, MACHINE_BYTES));
    for (unsigned i = 0; i < 20; i++)
        refuse(draw_below(seed, 16 * MiB) & -PAGE_SIZE);
    if (nheld)
        refuse(held[0] + 8);
}

/* Takes all there is, but for what the allocator may not be able to hand out; the books agree on
   that. */
static uint64_t drain(void)
{
    while (take_one())
        ;
    REQUIRE(frames_free() <= allocator.spare);
    return machine_count(HELD);
}

static void give_all_back(uint64_t *seed)
{
    while (nheld)
        give_back(draw_below(seed, nheld));
}

/* Every other frame first: no two neighbours, the most ranges there can be. */
static void give_back_alternating(uint64_t *seed)
{
    for (size_t i = nheld; i-- > 0;)
        if (held[i] / PAGE_SIZE % 2)
            give_back(i);
    give_all_back(seed);
}

static void exercise(const struct range_set *usable, uint64_t seed)
{
    machine_power_on(usable);
    uint64_t pool = machine_count(POOL_FREE);
    bool ready = frames_init(usable);
    REQUIRE(ready ? pool > 0 : pool < allocator.least);
    if (!ready)
        return;
    if (allocator.started)
        allocator.started();
    check_counts();
    refuse_all(&seed);
    for (unsigned op = 0; op < 2000; op++) {
        bool filling = op / 250 % 2 == 0;
        if (draw_below(&seed, 16) == 0 && ntaken < MAX_TAKEN)
            take_for_good();
        else if (draw_below(&seed, 16) == 0 && ntaken)
            untake(draw_below(&seed, ntaken));
        else if (nheld == 0 || draw_below(&seed, 4) < (filling ? 3 : 1))
            (void)take_one();
        else
            give_back(draw_below(&seed, nheld));
    }
    refuse_all(&seed);
    drain();
    take_for_good(); /* there is none, or it is the spare one */
    for (size_t i = 0; i < nheld; i++)
        REQUIRE(stamped(held[i]));
    while (ntaken)
        untake(ntaken - 1);
    give_back_alternating(&seed);
    if (allocator.drained)
        allocator.drained(pool);
    uint64_t again = drain();
    REQUIRE(again + machine_count(OWN) + machine_count(POOL_FREE) == pool);
    refuse_all(&seed);
    give_all_back(&seed);
    REQUIRE(frames_held() == 0);
    REQUIRE(frames_free() + machine_count(OWN) == pool);
}

/* The allocator is set up once in its life: every map gets a process of its own. */
static void run(const char *name, const struct range_set *usable, uint64_t seed)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        exercise(usable, seed);
        _exit(0);
    }
    int status;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s, seed %llu: status 0x%x", name, (unsigned long long)seed, status);
}

static void test_chosen_maps(void **state)
{
    (void)state;
    const paddr_t start = layout.pool_start;
    struct {
        const char *name;
        struct range range[3];
    } rows[] = {
        { "nothing", { { 0, 0 } } },
        { "nothing in the pool", { { 0, 0x9f000 }, { 1 * MiB, start } } },
        { "one frame", { { start, start + PAGE_SIZE } } },
        { "two frames", { { start, start + 2 * PAGE_SIZE } } },
        { "five frames", { { start, start + 5 * PAGE_SIZE } } },
        { "across the pool's start", { { 1 * MiB, start + 1 * MiB } } },
        { "as QEMU gives it with 16 MiB", { { 0, 0x9f000 }, { 1 * MiB, 0xfe0000 } } },
        { "with holes of a frame",
          { { start, start + 32 * PAGE_SIZE },
            { start + 33 * PAGE_SIZE, start + 64 * PAGE_SIZE },
            { start + 65 * PAGE_SIZE, start + 4097 * PAGE_SIZE } } },
        { "across 4 GiB", { { start, start + 1 * MiB }, { 4 * GiB - MiB, 4 * GiB + MiB } } },
        { "up to 4 GiB", { { 4 * GiB - PAGE_SIZE, 4 * GiB } } },
        { "from 4 GiB", { { 4 * GiB, 4 * GiB + PAGE_SIZE } } },
        { "below and above 4 GiB",
          { { start, start + 2 * MiB }, { 4 * GiB, 4 * GiB + 4 * MiB } } },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct range_set usable = { rows[i].range, 0, 3 };
        while (usable.n < 3 && rows[i].range[usable.n].end)
            usable.n++;
        run(rows[i].name, &usable, i);
    }
}

static void test_random_maps(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 30; round++) {
        uint64_t seed = round;
        struct range range[8];
        struct range_set usable = { range, 0, ARRAY_SIZE(range) };
        for (unsigned i = 0; i < 6; i++) {
            uint64_t base = draw_below(&seed, 4) ? 0 : 4 * GiB;
            uint64_t start = base + draw_below(&seed, 16 * MiB / PAGE_SIZE) * PAGE_SIZE;
            uint64_t most = draw_below(&seed, 2) ? 8 : 1000;
            assert_true(range_add(&usable, start, start + draw_below(&seed, most) * PAGE_SIZE));
        }
        run("random map", &usable, round);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chosen_maps),
        cmocka_unit_test(test_random_maps),
    };
    return cmocka_run_group_tests_name("frames", tests, NULL, NULL);
}
