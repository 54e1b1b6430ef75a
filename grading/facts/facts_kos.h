/* The checks of kos' facts. SPDX-License-Identifier: MIT */
#ifndef FACTS_KOS_H
#define FACTS_KOS_H
#include "grading/check.h"

/* facts_kos_boot.c: what GRUB loads and says */
void kos_d14_grub(struct check_run *c);

/* facts_kos_paging.c: how an address is translated */
void kos_d1_split(struct check_run *c);
void kos_d2_canonical(struct check_run *c);

/* facts_kos_space.c: the kernel's own address space, and the memory that it hands over */
void kos_d10_text_and_data(struct check_run *c);
void kos_d12_handover(struct check_run *c);

/* facts_kos_direct.c: the direct mapping, and what is left empty */
void kos_d3_kernel_addresses(struct check_run *c);
void kos_d4_64_tib(struct check_run *c);
void kos_d6_direct(struct check_run *c);
void kos_d7_gap(struct check_run *c);
void kos_d9_gap(struct check_run *c);
void kos_d11_gap(struct check_run *c);
#endif
