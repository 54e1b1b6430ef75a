/* Memory maps drawn from the seed, and what a right kernel makes of them: the grader's own
   arithmetic, as plain as can be. SPDX-License-Identifier: MIT */
#ifndef MEMORY_MODEL_H
#define MEMORY_MODEL_H
#include "grading/check.h"

enum {
    PLAN_ENTRIES = 255, /* as many as fact C4's area holds */
};

struct span {
    uint64_t start, end; /* [start, end) */
};

struct plan {
    struct e820_entry entry[PLAN_ENTRIES];
    size_t n;
    struct span usable[2 * PLAN_ENTRIES]; /* ascending, whole pages: what the kernel must see */
    size_t nusable;
};

/* Draws a map of n entries (12 … 255), in random order, for a machine with this much RAM: memory
   in slices, with holes, overlaps, empty, disabled and wrapping entries, unknown types, claims
   above 4 GiB and 2^52. All that comes out usable is RAM that the machine has; the first 2 MiB are
   as usual. Machines with more than 3 GiB must be QEMU's `pc`. */
void plan_draw(struct plan *p, struct random *r, uint64_t ram_bytes, size_t n);

/* Draws a map that no kernel can misread: sorted, disjoint, whole pages, with this many holes
   from `pool` up, for checks that are not about maps. */
void plan_draw_tame(struct plan *p, struct random *r, uint64_t pool, uint64_t ram_bytes,
                    size_t holes);

/* The same for a machine with 4 GiB of RAM: less than 2 MiB from `pool` on, in four pieces, and
   less than 2 MiB above 4 GiB. */
void plan_draw_high(struct plan *p, struct random *r, uint64_t pool);

/* Works out p->usable from the entries: usable if an enabled entry of type 1 says so and no other
   enabled one has it; then cut inwards to whole pages, below 2^52. */
void plan_settle(struct plan *p);

/* Whether all of [start, end) is usable. */
bool plan_usable(const struct plan *p, uint64_t start, uint64_t end);

/* Prints the entries that claim the byte at `at`, one a line, at most four. */
void plan_explain(const struct plan *p, uint64_t at, char *text, size_t size);
#endif
