/* The matrix: every chapter's kernel in every layout on every emulator.
   SPDX-License-Identifier: MIT */
#ifndef MATRIX_H
#define MATRIX_H
#include "grading/report.h"

/* A lab without files for each cell: chapters 0 … last of every layout, ascending. In a new array
   of *n; the caller frees it. */
struct lab *matrix_labs(unsigned last, size_t *n);

/* The grid, what failed, and in what the emulators differ. False: a cell failed. */
bool matrix_report(const struct report *r, FILE *out);
#endif
