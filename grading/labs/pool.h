/* The frame allocator under test and the host's model of it: every answer of the monitor's is
   held against what must be true. SPDX-License-Identifier: MIT */
#ifndef POOL_H
#define POOL_H
#include "grading/labs/look.h"
#include "grading/labs/memory_model.h"

enum {
    LOW_FRAMES = 1 << 14,  /* 64 MiB: machines for the allocator's checks are small */
    HIGH_FRAMES = 1 << 10, /* … or have 4 MiB more from 4 GiB on */
    MAX_FRAMES = LOW_FRAMES + HIGH_FRAMES,
};

/* A frame's place in a pool's arrays, and back; MAX_FRAMES: it has none. */
size_t pool_slot(paddr_t pa);
paddr_t pool_frame(size_t slot);

/* Constant once begun: c, m, plan, start, end, total. */
struct pool {
    struct check_run *c;
    struct machine *m;
    const struct plan *plan;
    paddr_t start, end;    /* the pool is in here: the layout's pool_start, what it can own */
    uint64_t total;        /* usable frames of the pool */
    bool held[MAX_FRAMES]; /* by pool_slot(): handed out and not given back */
    bool kept[MAX_FRAMES]; /* the allocator's own, as the tables showed it last */
    uint64_t nheld, nkept;
};

/* A machine booted with the plan. False: the check has failed. */
bool pool_begin(struct pool *p, struct check_run *c, const struct plan *plan,
                uint64_t ram_bytes) MUST_CHECK;
void pool_end(struct pool *p);

/* Whether pa is a frame that the allocator may hand out at all. */
bool pool_owns(const struct pool *p, paddr_t pa);

/* Asks for n frames; pa (NULL: not wanted) gets them. *got is less than n when the allocator said
   "none". False: the check has failed over a frame that must not be handed out. */
bool pool_alloc(struct pool *p, size_t n, paddr_t *pa, size_t *got) MUST_CHECK;

/* Gives n frames back, which are held and differ: the allocator must take each. */
bool pool_free(struct pool *p, const paddr_t *pa, size_t n) MUST_CHECK;

/* The same with n held ones that the seed chooses, all if there are fewer. n is at most 64. */
bool pool_free_any(struct pool *p, size_t n) MUST_CHECK;

/* Gives a frame back that the allocator must refuse. */
bool pool_refuses(struct pool *p, paddr_t pa, const char *why) MUST_CHECK;

/* A frame that is held, chosen by the seed. Requires p->nheld > 0. */
paddr_t pool_any_held(struct pool *p);

/* Walks the tables for the allocator's own frames: pages mapped in its areas, and the tables that
   map them. None may be handed out as well. */
bool pool_find_kept(struct pool *p) MUST_CHECK;

/* The allocator's own count of free and held frames against the model's. Free may fall short of
   what is left by at most `slack` frames, which bookkeeping will take. */
bool pool_counts(struct pool *p, uint64_t slack) MUST_CHECK;
#endif
