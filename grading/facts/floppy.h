/* The boot floppy read from outside: the grader's own FAT12. SPDX-License-Identifier: MIT */
#ifndef FLOPPY_H
#define FLOPPY_H
#include "types.h"

struct floppy {
    unsigned char *byte; /* the whole image */
    size_t size;
    size_t root, cluster2; /* byte offsets: root directory, first file cluster */
};

/* Reads an image; false: it cannot be read, or has no FAT12 parameters. */
bool floppy_open(struct floppy *f, const char *path) MUST_CHECK;
void floppy_close(struct floppy *f);

/* A file of the root directory by its 8 + 3 characters, which must lie in one piece (mtools puts
   files into an empty disk that way). NULL: there is none. */
const unsigned char *floppy_file(const struct floppy *f, const char *name, size_t *size);
#endif
