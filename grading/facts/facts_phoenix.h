/* The checks of phoenix' facts. SPDX-License-Identifier: MIT */
#ifndef FACTS_PHOENIX_H
#define FACTS_PHOENIX_H
#include "grading/check.h"

/* facts_phoenix_boot.c: what is where, and how the CPU comes to 64 bits */
void phoenix_a1_bios_area(struct check_run *c);
void phoenix_a2_bootstrap(struct check_run *c);
void phoenix_a4_code(struct check_run *c);
void phoenix_a5_data(struct check_run *c);
void phoenix_a8_64_bit(struct check_run *c);

/* facts_phoenix_space.c: page tables and address space */
void phoenix_a6_tables(struct check_run *c);
void phoenix_a15_last_gib(struct check_run *c);
/* facts_phoenix_frames.c: free memory */
void phoenix_a3_free_below(struct check_run *c);
void phoenix_a7_free_above(struct check_run *c);

/* facts_phoenix_linear.c: the address space as a whole */
void phoenix_a9_halves(struct check_run *c);
void phoenix_a10_hole(struct check_run *c);
void phoenix_a11_linear(struct check_run *c);
void phoenix_a16_order(struct check_run *c);
#endif
