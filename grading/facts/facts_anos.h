/* The checks of anos' facts, one function each, for the sheet in facts_anos.c.
   SPDX-License-Identifier: MIT */
#ifndef FACTS_ANOS_H
#define FACTS_ANOS_H
#include "grading/check.h"

/* facts_anos_boot.c: chapter 0, and what stage 2 leaves behind */
void anos_c1_real_mode_stack(struct check_run *c);
void anos_c2_boot_sector(struct check_run *c);
void anos_c3_fat_buffer(struct check_run *c);
void anos_c4_memory_map(struct check_run *c);
void anos_c5_stage2(struct check_run *c);
void anos_c6_protected_stack(struct check_run *c);
void anos_c14_kernel_stack(struct check_run *c);
void anos_c15_kernel_bss(struct check_run *c);
void anos_c16_load_area(struct check_run *c);
void anos_c19_direct_jump(struct check_run *c);
void anos_c29_small_kernel(struct check_run *c);

/* facts_anos_tables.c: page tables and the frame allocator */
void anos_c7_pml4(struct check_run *c);
void anos_c8_pdpt(struct check_run *c);
void anos_c9_pd(struct check_run *c);
void anos_c10_pt(struct check_run *c);
void anos_c11_pmm_page(struct check_run *c);
void anos_c12_pmm_pd(struct check_run *c);
void anos_c13_pmm_pt(struct check_run *c);
void anos_c17_reserved(struct check_run *c);
void anos_c18_first_tables(struct check_run *c);
void anos_c20_second_reachable(struct check_run *c);
void anos_c21_identity_dropped(struct check_run *c);
void anos_c22_pmm_area(struct check_run *c);
void anos_c23_guard(struct check_run *c);
void anos_c24_first_window(struct check_run *c);
void anos_c25_second_window(struct check_run *c);

/* facts_anos_space.c: the rows of chapter 4 */
void anos_c26_acpi(struct check_run *c);
void anos_c28_local_apic(struct check_run *c);
#endif
