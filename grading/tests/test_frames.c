/* The frame allocator of layout anos, on a machine that keeps its own books: random maps, random
   orders, every frame stamped while it is held. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grading/tests/frames_machine.h"
#include "grading/tests/test.h"
#include "mm/frames.h"
#include "mm/memmap.h"

#define MAX_HELD 20000

static paddr_t held[MAX_HELD];
static size_t nheld;

static void check_counts(void)
{
    REQUIRE(frames_free() == machine_count(POOL_FREE));
    REQUIRE(frames_held() == machine_count(HELD));
    REQUIRE(nheld == machine_count(HELD));
}

/* Two words of every held frame say whose it is: nobody else may write there. */
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

static void refuse(paddr_t pa)
{
    if (machine_owner(pa) == HELD && pa % PAGE_SIZE == 0)
        return;
    enum frame_result result = frame_free(pa);
    REQUIRE(result != FRAME_OK);
    REQUIRE(result == FRAME_NOT_OURS || (pa % PAGE_SIZE == 0 && pa >= 2 * MiB));
    check_counts();
}

static void refuse_all(uint64_t *seed)
{
    static const paddr_t wild[] = {
        0,
        1,
        PAGE_SIZE,
        0x9c000,
        2 * MiB - PAGE_SIZE,
        2 * MiB + 1,
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

/* Takes all there is. What is left over can only be a frame or two that the ledger lacked tables
   for, and the books agree on them. */
static uint64_t drain(void)
{
    while (take_one())
        ;
    REQUIRE(frames_free() <= 4);
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
    REQUIRE(ready == (pool > 0)); /* one frame is enough to begin with */
    if (!ready)
        return;
    check_counts();
    refuse_all(&seed);
    for (unsigned op = 0; op < 2000; op++) {
        bool filling = op / 250 % 2 == 0;
        if (nheld == 0 || draw_below(&seed, 4) < (filling ? 3 : 1))
            (void)take_one();
        else
            give_back(draw_below(&seed, nheld));
    }
    refuse_all(&seed);
    uint64_t all = drain();
    REQUIRE(all + machine_count(OWN) + machine_count(POOL_FREE) == pool);
    for (size_t i = 0; i < nheld; i++)
        REQUIRE(stamped(held[i]));
    give_back_alternating(&seed);
    REQUIRE(pool < 1200 || machine_area_pages() > 2); /* first page, ledger, and it has grown */
    uint64_t again = drain();
    REQUIRE(again + machine_count(OWN) + machine_count(POOL_FREE) == pool);
    refuse_all(&seed);
    give_all_back(&seed);
    REQUIRE(frames_held() == 0);
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
    static struct {
        const char *name;
        struct range range[3];
    } rows[] = {
        { "nothing", { { 0, 0 } } },
        { "nothing above 2 MiB", { { 0, 0x9f000 }, { 1 * MiB, 2 * MiB } } },
        { "one frame", { { 2 * MiB, 2 * MiB + PAGE_SIZE } } },
        { "two frames", { { 2 * MiB, 2 * MiB + 2 * PAGE_SIZE } } },
        { "five frames", { { 2 * MiB, 2 * MiB + 5 * PAGE_SIZE } } },
        { "across the pool's start", { { 1 * MiB, 3 * MiB } } },
        { "as QEMU gives it with 16 MiB", { { 0, 0x9f000 }, { 1 * MiB, 0xfe0000 } } },
        { "below and above 4 GiB", { { 1 * MiB, 4 * MiB }, { 4 * GiB, 4 * GiB + 4 * MiB } } },
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
