/* Lab 3, physical memory: ranges out of the firmware's map, frames out of ranges.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/labs/frames_checks.h"
#include "grading/labs/look.h"
#include "grading/labs/memory_model.h"

/* Finds the first difference between the ranges that the kernel made and those of the model. */
static bool same_ranges(struct check_run *c, const struct plan *p, const char *answer)
{
    const char *line = answer;
    for (size_t i = 0;; i++) {
        char *dash, *end;
        struct span found = { strtoull(line, &dash, 0), 0 };
        bool more = dash != line && *dash == '-';
        if (more) {
            found.end = strtoull(dash + 1, &end, 0);
            line = end + strcspn(end, "\n");
            line += *line == '\n';
        }
        if (i == p->nusable && !more)
            return true;
        struct span right = i < p->nusable ? p->usable[i] : (struct span){ 0, 0 };
        if (more && found.start == right.start && found.end == right.end)
            continue;
        char expected[64] = "none", got[64] = "none", why[640];
        if (i < p->nusable)
            snprintf(expected, sizeof expected, "0x%llx-0x%llx", (vaddr_t)right.start,
                     (vaddr_t)right.end);
        if (more)
            snprintf(got, sizeof got, "0x%llx-0x%llx", (vaddr_t)found.start,
                     (vaddr_t)found.end);
        uint64_t at = i == p->nusable ? found.start
                      : !more         ? right.start
                      : found.start != right.start
                          ? (found.start < right.start ? found.start : right.start)
                          : (found.end < right.end ? found.end : right.end);
        plan_explain(p, at, why, sizeof why);
        check_fail(c,
                   "usable range %zu of %zu, from a map of %zu entries:\n  expected %s\n"
                   "  found    %s\nthe entries that claim 0x%llx:\n%s",
                   i + 1, p->nusable, p->n, expected, got, (vaddr_t)at, why);
        return false;
    }
}

static bool ranges_of(struct check_run *c, uint64_t ram_bytes, size_t n)
{
    struct plan plan;
    struct setup s;
    plan_draw(&plan, c->random, ram_bytes, n);
    setup_machine(&s, c, ram_bytes);
    s.config.map = plan.entry;
    s.config.nmap = plan.n;
    struct machine *m = check_boot(c, &s.config);
    if (!m)
        return false;
    const char *answer = check_ask(c, m, "ranges");
    bool good = answer && same_ranges(c, &plan, answer);
    check_done(c, m);
    return good;
}

static void few_entries(struct check_run *c)
{
    ranges_of(c, (16 + random_below(c->random, 100)) * MiB, 32 + random_below(c->random, 24));
}

/* All that C4's area holds, and memory above 4 GiB, which costs QEMU nothing; Bochs it does. */
static void many_entries(struct check_run *c)
{
    struct check_run on_qemu = *c;
    on_qemu.emulator = QEMU;
    if (c->emulator == QEMU ||
        ranges_of(c, (64 + random_below(c->random, 64)) * MiB, PLAN_ENTRIES))
        ranges_of(&on_qemu, (4 * 1024 + random_below(c->random, 1024)) * MiB, PLAN_ENTRIES);
}

static const char *const files[] = { "memmap.c", "frames.c", "bitmap.c", NULL };

static const struct check checks[] = {
    { .id = "3.1",
      .title = "usable ranges of strange maps",
      .points = 3,
      .boot = BOOT_OWN,
      .run = few_entries,
      .hint = "put all that is usable in first, then take all else out" },
    { .id = "3.2",
      .title = "maps of 255 entries, memory above 4 GiB",
      .points = 1,
      .needs = "3.1",
      .boot = BOOT_OWN,
      .run = many_entries,
      .hint = "addresses have 64 bits" },
    { .id = "3.3",
      .title = "frames handed out and taken back",
      .points = 3,
      .boot = BOOT_OWN,
      .run = frames_allocation,
      .hint = "a frame is handed out once, is usable memory, and lies above 2 MiB" },
    { .id = "3.4",
      .title = "double and foreign frees refused",
      .points = 2,
      .needs = "3.3",
      .boot = BOOT_OWN,
      .run = frames_refusals,
      .hint = "what do you know about a frame before you take it?" },
    { .id = "3.5",
      .title = "every last frame",
      .points = 1,
      .needs = "3.3",
      .boot = BOOT_OWN,
      .run = frames_exhaustion,
      .hint = "drained means drained: the last range, and its last frame" },
    { .id = "3.6",
      .title = "the stack grows into its area",
      .points = 2,
      .needs = "3.3",
      .boot = BOOT_OWN,
      .run = frames_growth,
      .hint = "a page is full after so many ranges; the next needs a frame, and it must be "
              "mapped" },
    { .id = "3.7",
      .title = "amethyst: frames handed out and taken back",
      .points = 2,
      .boot = BOOT_OWN,
      .run = frames_allocation,
      .layout = "amethyst",
      .hint = "the pool begins at 4 MiB; a 0 and a 1 are two different things" },
    { .id = "3.8",
      .title = "amethyst: double and foreign frees refused",
      .points = 1,
      .needs = "3.7",
      .boot = BOOT_OWN,
      .run = frames_refusals,
      .layout = "amethyst",
      .hint = "a 0 says that a frame is not free, not whose it is; an index has 20 bits" },
    { .id = "3.9",
      .title = "amethyst: every last frame, and none above 4 GiB",
      .points = 1,
      .needs = "3.7",
      .boot = BOOT_OWN,
      .run = frames_exhaustion,
      .layout = "amethyst",
      .hint = "where does the bitmap end?" },
    { .id = "3.10",
      .title = "amethyst: the bits in RAM",
      .points = 1,
      .boot = BOOT_OWN,
      .run = frames_bits,
      .layout = "amethyst",
      .hint = "B7, B9, B10; frame n is bit n % 8 of byte n / 8" },
};

const struct lab grading_lab3 = {
    .number = 3,
    .slug = "03-physical-memory",
    .layout = "anos",
    .chapter = 3,
    .files = files,
    .checks = checks,
    .nchecks = ARRAY_SIZE(checks),
};
