/* Ranges of address space, driven from the monitor. SPDX-License-Identifier: MIT */
#ifndef RANGES_H
#define RANGES_H
#include "grading/check.h"

/* A check: map, unmap and protect with ranges from the seed, where no row of any layout has
   anything. After each, the tables as read from outside hold what a model of every page
   says, and all else as before; the CPU agrees; in the end the frames are back. */
void cell_ranges(struct check_run *c);
#endif
