/* Reading what somebody typed. Pure. SPDX-License-Identifier: MIT */
#ifndef WORDS_H
#define WORDS_H
#include "types.h"

/* Cuts line into words at blanks, in place. At most max words are found; returns how many. */
size_t words_split(char *line, char **word, size_t max);

bool words_equal(const char *a, const char *b);

/* A number in decimal, or in hexadecimal after 0x. False: not a number, or more than 64 bits. */
bool words_number(const char *word, unsigned long long *number) MUST_CHECK;
#endif
