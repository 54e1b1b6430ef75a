/* Which programs decide: printed with every report. SPDX-License-Identifier: MIT */
#ifndef VERSIONS_H
#define VERSIONS_H
#include "grading/report.h"

#define GRADER_VERSION "1.0"

/* "grader 1.0, QEMU 7.2.22, Bochs 2.7" of the emulators used. False: one is not installed; *why
   says which package brings it. */
bool versions_find(const bool used[EMULATORS], struct text *versions,
                   const char **why) MUST_CHECK;
#endif
