/* Kernels of one chapter side by side: what is compared, as a table and as bars.
   SPDX-License-Identifier: MIT */
#ifndef COMPARE_H
#define COMPARE_H
#include "diagrams/picture.h"

enum {
    SIGHTS_MOST = 8,
    CELLS_MOST = 24,
    CELL_SIZE = 500,
};

/* A kernel that was looked at. Without pointers into itself but to the picture's. */
struct sight {
    struct picture picture;
    char cell[CELLS_MOST]
             [CELL_SIZE]; /* lines, '\n' between two; "" where nothing is to be said */
};

/* Fills in the cells from a machine of which the picture was just taken. Its frames are all handed
   out afterwards. */
void cells_fill(struct sight *s, struct machine *m, const char *directory);

/* What the n-th cell of every sight says; NULL: there are no more. */
const char *cell_label(size_t n);

/* Prints the sights as columns, as many side by side as `width` characters hold. */
void table_print(const struct sight *sight, size_t n, size_t width);

/* Draws their address spaces as SVG, 374 pt wide: virtual ones, or physical memory where paging is
   off. Requires picture_build() of each. False: the file could not be written whole. */
bool bars_draw(struct sight *sight, size_t n, const char *path) MUST_CHECK;
#endif
