/* The frame allocator's checks, for lab 3's table: on any layout, but where it says so.
   SPDX-License-Identifier: MIT */
#ifndef FRAMES_CHECKS_H
#define FRAMES_CHECKS_H
#include "grading/check.h"

#define PMM_AREA  0xffffff8000000000ull /* C22 */
#define PMM_GUARD 0xffffff9ffffff000ull /* C23 */

void frames_allocation(struct check_run *c);
void frames_refusals(struct check_run *c);
void frames_exhaustion(struct check_run *c);
void frames_bits(struct check_run *c);   /* layouts with a row BITMAP */
void frames_growth(struct check_run *c); /* anos: C22 */
#endif
