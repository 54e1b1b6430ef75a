/* amethyst's frame allocator at the monitor, its bitmap in RAM, and the host's model of both.
   SPDX-License-Identifier: MIT */
#ifndef AMETHYST_POOL_H
#define AMETHYST_POOL_H
#include "grading/check.h"
#include "grading/facts/pci.h"
#include "grading/labs/memory_model.h"

enum {
    POOL_FRAMES = 1 << 20, /* all 4 GiB */
};

struct amethyst_pool {
    struct check_run *c;
    struct machine *m;
    const struct plan *plan;
    bool pool[POOL_FRAMES]; /* the allocator may have this frame; constant once begun */
    bool held[POOL_FRAMES]; /* it was handed out and not given back */
    size_t npool, nheld;
};

/* Boots a machine whose memory map is the plan's, planted or (planted is false) its firmware's own,
   and whose devices are the PCI map's. There is one pool at a time. NULL: the check has failed. End
   it with amethyst_pool_end(). */
struct amethyst_pool *amethyst_pool_begin(struct check_run *c, const struct plan *plan,
                                          bool planted, const struct pci_map *pci,
                                          uint64_t ram_bytes) MUST_CHECK;
void amethyst_pool_end(struct amethyst_pool *p);

/* Asks for n frames, each of which must be the pool's and free; *got is less than n when the
   allocator said "none". False: the check has failed. */
bool amethyst_alloc(struct amethyst_pool *p, size_t n, size_t *got) MUST_CHECK;

/* Gives a held frame back, chosen by the seed. Requires nheld > 0. */
bool amethyst_free_any(struct amethyst_pool *p) MUST_CHECK;

/* Asks for a frame to be taken back that the allocator must refuse. */
bool amethyst_refuses(struct amethyst_pool *p, paddr_t pa) MUST_CHECK;

/* The 128 KiB at 0x60000 as they must be: frame n is bit n % 8 of byte n / 8, a 1 if it is free. */
bool amethyst_bits(struct amethyst_pool *p) MUST_CHECK;
#endif
