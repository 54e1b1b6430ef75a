/* Taking a lab's files out of a directory that is not trusted. SPDX-License-Identifier: MIT */
#ifndef SUBMISSION_H
#define SUBMISSION_H
#include "grading/check.h"
#include "grading/text.h"

/* Copies the lab's files from the directory (or from its NN-… or labs/NN-… inside) to another.
   False: some are missing or are not plain files of sensible size; trouble names each. */
bool submission_take(const struct lab *lab, const char *from, const char *to,
                     struct text *trouble) MUST_CHECK;

/* Copies a regular file of at most `most` bytes, following no link; NULL or what is wrong. */
const char *submission_copy(const char *from, const char *to, size_t most);
#endif
