/* The checks of jinue's facts. SPDX-License-Identifier: MIT */
#ifndef FACTS_JINUE_H
#define FACTS_JINUE_H
#include "grading/check.h"

/* facts_jinue_image.c: the file, and where its parts are loaded */
void jinue_e1_image(struct check_run *c);
void jinue_e2_loaded(struct check_run *c);
void jinue_e3_real_mode_done(struct check_run *c);
void jinue_e4_setup_and_elfs(struct check_run *c);

/* facts_jinue_setup.c: what the 32-bit setup leaves */
void jinue_e5_setup(struct check_run *c);
void jinue_e6_order(struct check_run *c);
void jinue_e7_bootinfo(struct check_run *c);
void jinue_e8_no_pae(struct check_run *c);

/* facts_jinue_maps.c: the initial tables */
void jinue_e9_map1(struct check_run *c);
void jinue_e10_map2(struct check_run *c);
void jinue_e11_map3(struct check_run *c);
void jinue_e12_nothing_else(struct check_run *c);

/* facts_jinue_moved.c: the kernel moved to 16 MiB */
void jinue_e13_copied(struct check_run *c);
void jinue_e14_remapped(struct check_run *c);
void jinue_e15_dma_memory_free(struct check_run *c);
void jinue_e16_allocatable(struct check_run *c);
void jinue_e17_tables_stay(struct check_run *c);

/* facts_jinue_space.c: the final space */
void jinue_e22_video_memory(struct check_run *c);
void jinue_e23_from_klimit(struct check_run *c);
#endif
