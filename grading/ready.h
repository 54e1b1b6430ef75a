/* A booted machine that the checks of one lab on one emulator share, in their order.
   SPDX-License-Identifier: MIT */
#ifndef READY_H
#define READY_H
#include "grading/check.h"

#define READY_SECONDS 10 /* for a boot, and again for each check */

struct ready {
    struct machine *machine; /* NULL: none is running */
    char failed[64];         /* the check whose boot failed: the next one would fail alike */
};

/* Runs one check with the machine it asks for, and decides c->result. */
void ready_run(struct ready *r, struct check_run *c, const struct check *check);
void ready_end(struct ready *r);
#endif
