/* From a student's files to an image. Nothing of theirs but the lab's own regular files is looked
   at, and nothing of theirs runs outside a guest. SPDX-License-Identifier: MIT */
#ifndef BUILD_H
#define BUILD_H
#include "grading/report.h"

enum build_source {
    /* labs/NN-…, built into build/labN as `make labN` does; for another layout than the lab's home
       into build/labN-LAYOUT */
    BUILD_LABS,
    BUILD_DIRECTORY, /* the lab's files found in a directory, built apart */
    BUILD_REFERENCE, /* the reference's kernel of the lab's chapter */
    /* nothing: a directory that holds kernel.elf and the boot images, and another layout's in
       directory-LAYOUT */
    BUILD_DONE,
    BUILD_CELLS, /* nothing: build/LAYOUT/CHAPTER, as `make image` left it */
};

struct build {
    enum build_source source;
    const char *directory; /* BUILD_DIRECTORY, BUILD_DONE */
    const char *scratch;   /* for copies and results */
    unsigned jobs;
};

/* Builds one lab for each of l->build and sets its directory to a private copy; or its trouble. */
void build_lab(const struct build *b, struct report_lab *l);
#endif
