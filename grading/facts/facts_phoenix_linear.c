/* phoenix' facts about the address space as a whole. SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/facts_phoenix.h"
#include "grading/facts/kernel_half.h"

/* The document's order, the real system's numbers. */
#define HEAP     0xffff820000000000ull
#define STACK    0xffff840000000000ull
#define IST1     0xffff860000000000ull
#define LAST_GIB 0xffffffffc0000000ull

void phoenix_a9_halves(struct check_run *c)
{
    half_is_kernels(c, c->machine);
}

/* The answer to a question of which nothing must come. */
static bool refused(struct check_run *c, const char *question, vaddr_t va, const char *rest,
                    const char *expected)
{
    const char *answer = check_ask(c, c->machine, "%s 0x%llx%s", question, va, rest);
    if (answer && !strstr(answer, expected))
        check_fail(c, "%s 0x%llx%s: expected \"%s\", found \"%.*s\"", question, va, rest,
                   expected, (int)strcspn(answer, "\r\n"), answer);
    return answer && strstr(answer, expected);
}

void phoenix_a10_hole(struct check_run *c)
{
    const vaddr_t hole = LOWER_HALF, size = UPPER_HALF - LOWER_HALF;
    const vaddr_t at[] = { hole, hole + size - PAGE_SIZE,
                           (hole + random_below(c->random, size)) & -PAGE_SIZE };
    for (size_t i = 0; i < ARRAY_SIZE(at); i++)
        if (!refused(c, "peek", at[i], "", ": fault") ||
            !refused(c, "pt", at[i], "", "not a canonical address") ||
            !refused(c, "map", at[i], " 0x1000 0x200000 rw", "refused"))
            return;
    /* Nor does a range reach into it from either side. */
    if (refused(c, "map", hole - PAGE_SIZE, " 0x2000 0x200000 rw", "refused"))
        refused(c, "map", UPPER_HALF - PAGE_SIZE, " 0x2000 0x200000 rw", "refused");
}

/* On machines of the seed's size, and of one with memory above 4 GiB. Bochs would take its
   time. */
void phoenix_a11_linear(struct check_run *c)
{
    const uint64_t ram[] = { (64 + random_below(c->random, 128)) * MiB, 5 * GiB };
    for (size_t i = 0; i < (c->emulator == QEMU ? 2 : 1); i++) {
        struct setup s;
        struct view v;
        setup_machine(&s, c, ram[i]);
        s.config.seconds *= 3;
        struct machine *m = check_boot(c, &s.config);
        if (!m)
            return;
        bool good = view_take(&v, c, m);
        if (good) {
            good = half_shows_memory(&v, "A11", (struct page_kind){ 0 }, HEAP - 1);
            paddr_t end = v.ram_end;
            view_drop(&v);
            paddr_t pa = end - end / 4 + random_below(c->random, MiB); /* nobody's yet */
            if (good)
                fact_reaches(c, m, UPPER_HALF + pa, pa);
        }
        check_done(c, m);
        if (!good)
            return;
    }
}

void phoenix_a16_order(struct check_run *c)
{
    static const struct {
        const char *number;
        vaddr_t start;
        uint64_t size;
    } row[] = {
        { "A12", HEAP, GiB },
        { "A13", STACK, 64 * KiB },
        { "A14", IST1, 8 * KiB },
    };
    struct view v;
    for (size_t i = 0; i < ARRAY_SIZE(row); i++)
        if (!fact_virt_row(c, row[i].number, row[i].start, row[i].size))
            return;
    if (!view_take(&v, c, c->machine))
        return;
    paddr_t end = view_ram_end(&v);
    bool good = end && expect_unmapped(&v, "linear mapping's end to heap (A16)",
                                       UPPER_HALF + end, HEAP - UPPER_HALF - end);
    view_drop(&v);
    if (!good || !half_gap(c, c->machine, "A16", HEAP + GiB, STACK - 1) ||
        !half_gap(c, c->machine, "A16", STACK + 64 * KiB, IST1 - 1) ||
        !half_gap(c, c->machine, "A16", IST1 + 8 * KiB, LAST_GIB - 1))
        return;
}
