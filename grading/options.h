/* The grader's command line. SPDX-License-Identifier: MIT */
#ifndef OPTIONS_H
#define OPTIONS_H
#include "grading/build.h"

struct options {
    const char *lab;   /* "3" or "all" */
    const char *test;  /* "3.2", or NULL */
    bool matrix;       /* every cell up to chapter last_chapter */
    unsigned last_chapter;
    const char *facts; /* a layout or "all", or NULL */
    bool emulator[EMULATORS];
    uint64_t seed;
    unsigned jobs;
    enum build_source source;
    const char *directory;
    const char *json, *junit;
    bool tap, ci, times;
};

/* False: it printed what is wrong. *done: it printed what was asked for; the run is over. */
bool options_read(struct options *o, int argc, char **argv, bool *done) MUST_CHECK;
#endif
