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
#endif
