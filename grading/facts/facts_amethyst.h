/* The checks of amethyst's facts. SPDX-License-Identifier: MIT */
#ifndef FACTS_AMETHYST_H
#define FACTS_AMETHYST_H
#include "grading/check.h"
#include "grading/labs/memory_model.h"

/* facts_amethyst_boot.c: what is where in physical memory */
void amethyst_b3_hardware(struct check_run *c);
void amethyst_b4_kernel_and_modules(struct check_run *c);

/* facts_amethyst_tables.c */
void amethyst_b1_first_4_mib(struct check_run *c);
void amethyst_b14_kernel_at_3_gib(struct check_run *c);
void amethyst_b20_boot_directory(struct check_run *c);
void amethyst_b21_identity_removed(struct check_run *c);

/* facts_amethyst_frames.c: the frame allocator and its bitmap */
void amethyst_b2_essential(struct check_run *c);
void amethyst_b5_reserved(struct check_run *c);
void amethyst_b7_bitmap(struct check_run *c);
void amethyst_b9_zero_is_allocated(struct check_run *c);
void amethyst_b10_one_is_free(struct check_run *c);

/* facts_amethyst_space.c: the final page directory */
void amethyst_b12_kernel_gib(struct check_run *c);
void amethyst_b13_kernel_space(struct check_run *c);
void amethyst_b15_core(struct check_run *c);
void amethyst_b19_self_reference(struct check_run *c);

/* What the sheet's files share. Multiboot 0.6.96, 3.3: */
struct amethyst_module {
    uint32_t start, end, string, reserved; /* [start, end) */
};

enum {
    AMETHYST_MODULES = 16,
};

/* A machine booted to its monitor, and the modules that its boot loader spoke of. NULL: the check
   has failed. End it with machine_end(). */
struct machine *amethyst_boot_modules(struct check_run *c, enum medium medium,
                                      struct amethyst_module *module, uint32_t *n) MUST_CHECK;

/* Between the bootstrap's first instruction and the monitor's first prompt, no byte of the area
   changes, except in `but`. False: the check has failed. */
bool amethyst_leaves_alone(struct check_run *c, const struct span *area,
                           const struct span *but) MUST_CHECK;

/* On a machine whose memory map calls everything usable, frames of [start, end) are neither handed
   out nor taken back, and their bits are 0. Chapter 3. */
void amethyst_never_given(struct check_run *c, paddr_t start, paddr_t end);
#endif
