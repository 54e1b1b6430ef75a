/* Children that cannot outlive the grader. SPDX-License-Identifier: MIT */
#ifndef PROCESS_H
#define PROCESS_H
#include "grading/text.h"
#include "types.h"
#include <sys/types.h>

struct process {
    const char *const *argv; /* NULL ends; argv[0] is looked up in PATH */
    int in, out, err;        /* -1: /dev/null */
    const int *inherit;      /* descriptors that keep their numbers in the child; -1 ends */
    const char *setting;     /* "NAME=value" added to the environment, or NULL */
    const struct process_limits *limits; /* NULL: none */
};

struct process_limits {
    unsigned cpu_seconds; /* of one process */
    uint64_t memory;      /* bytes of address space of one process */
    uint64_t file;        /* bytes of the largest file written */
};

/* Starts a child that the kernel kills when the grader dies. -1: errno says why it could not be
   executed. Everything but in, out, err and inherit is closed in it. */
pid_t process_start(const struct process *p) MUST_CHECK;

/* Kills and reaps. */
void process_kill(pid_t pid);

/* Seconds for which a process was ready to run and had no processor; of its threads, the one that
   waited longest. 0 where the kernel does not tell, or it is gone. */
double process_starved(pid_t pid);

/* Runs a program with all its children, gathers what it prints (first `limit` bytes of out and
   err together), kills the lot after `seconds`. False: not executed, or out of time; *why.
   *status is as from waitpid(). p->out and p->err are set by this function. */
bool process_run(struct process p, double seconds, size_t limit, struct text *output,
                 int *status, const char **why) MUST_CHECK;
#endif
