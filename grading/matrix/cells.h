/* Cells of the matrix: what every chapter's kernel must show in every layout, whatever its
   document says. SPDX-License-Identifier: MIT */
#ifndef CELLS_H
#define CELLS_H
#include "grading/check.h"

/* The checks of a chapter's cells, in order, in a new array of *n. The caller frees it. */
struct check *cell_checks(unsigned chapter, size_t *n);
#endif
