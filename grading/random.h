/* Stimuli: chosen per run, the same for the same seed. SPDX-License-Identifier: MIT */
#ifndef RANDOM_H
#define RANDOM_H
#include "grading/check.h"

struct random {
    uint64_t state;
};

/* A generator of its own for each check, so that no check's draws depend on what ran before it. */
struct random random_for(uint64_t seed, const char *check_id);

/* A fresh seed, short enough to be typed. */
uint64_t random_seed(void);
#endif
