/* Cells that are filled in in other files, and what they are made of.
   SPDX-License-Identifier: MIT */
#ifndef CELLS_H
#define CELLS_H
#include "diagrams/picture.h"
#include "grading/check.h"
#include "grading/text.h"

struct view {
    const struct picture *p;
    const struct subject *s;
    struct machine *m; /* alive */
};

/* Adds an address as the cells have it: high ones of 64 bits counted from the end of the space,
   "-2 GiB+0x120000". */
void cell_address(struct text *t, const struct picture *p, vaddr_t va);

/* The address space: cells_space.c. */
void cell_tables(struct text *t, const struct view *v);
void cell_identity(struct text *t, const struct view *v);
void cell_windows(struct text *t, const struct view *v);
void cell_self(struct text *t, const struct view *v);
void cell_reached(struct text *t, const struct view *v);
void cell_besides(struct text *t, const struct view *v);
void cell_write_or_run(struct text *t, const struct view *v);

/* The frame allocator: cells_frames.c. */
void cell_allocator(struct text *t, const struct view *v);
void cell_nfree(struct text *t, const struct view *v);
void cell_handed_out(struct text *t, const struct view *v);
void cell_lowest(struct text *t, const struct view *v);
void cell_highest(struct text *t, const struct view *v);
void cell_reuse(struct text *t, const struct view *v);
#endif
