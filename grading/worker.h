/* A forked process that runs checks of one lab on one layout and emulator.
   SPDX-License-Identifier: MIT */
#ifndef WORKER_H
#define WORKER_H
#include "grading/report.h"
#include <sys/types.h>

struct worker {
    pid_t pid;
    int fd; /* check numbers out, results in; -1: no process */
    const struct report_lab *lab;
    const struct report_build *build;
    enum emulator emulator;
    uint64_t seed;
};

/* Forks. close_in_child: descriptors of other workers, -1 ends. */
bool worker_start(struct worker *w, const int *close_in_child) MUST_CHECK;
void worker_end(struct worker *w);

bool worker_order(const struct worker *w, size_t check) MUST_CHECK;

/* The result of the ordered check; BROKEN, with the reason, when the worker has died. */
void worker_result(struct worker *w, struct check_result *result);
#endif
