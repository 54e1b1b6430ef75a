/* From a student's files to an image. Nothing of theirs but the lab's own regular files is looked
   at, and nothing of theirs runs outside a guest. SPDX-License-Identifier: MIT */
#ifndef BUILD_H
#define BUILD_H
#include "grading/report.h"

enum build_source {
    BUILD_LABS,      /* labs/NN-…, built into build/labN as `make labN` does */
    BUILD_DIRECTORY, /* the lab's files found in a directory, built apart */
    BUILD_REFERENCE, /* the reference's kernel of the lab's chapter */
    BUILD_DONE,      /* nothing: a directory that holds boot.img, kernel.elf, stage2.elf */
};

struct build {
    enum build_source source;
    const char *directory; /* BUILD_DIRECTORY, BUILD_DONE */
    const char *scratch;   /* for copies and results */
    unsigned jobs;
};

/* Builds one lab's image and sets l->directory to a private copy of it; or l->trouble. */
void build_lab(const struct build *b, struct report_lab *l);
#endif
