/* A private directory that is gone when the grader is, however it ends.
   SPDX-License-Identifier: MIT */
#ifndef SCRATCH_H
#define SCRATCH_H
#include "types.h"

/* Makes it under TMPDIR. NULL: it could not be made. */
const char *scratch_begin(void) MUST_CHECK;
void scratch_end(void);
#endif
