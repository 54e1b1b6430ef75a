/* Runs the checks of a report's labs in parallel workers. SPDX-License-Identifier: MIT */
#ifndef SCHEDULE_H
#define SCHEDULE_H
#include "grading/report.h"

/* Decides every wanted check on every emulator that it runs on, at most `jobs` at a time. A worker
   that dies leaves its check BROKEN. */
void schedule_run(struct report *r, unsigned jobs);
#endif
