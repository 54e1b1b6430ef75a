/* Formatted text. SPDX-License-Identifier: MIT */
#ifndef PRINT_H
#define PRINT_H
#include <stdarg.h>

#include "types.h"

/* Writes text to buf, cut and NUL-terminated to size (> 0) bytes. %d %u %x %c %s %p %%, with l,
   ll and z, a width, and the flags - and 0. Returns the length the text has uncut. Pure. */
size_t vformat(char *buf, size_t size, const char *format, va_list args);
size_t format(char *buf, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same to the console, at most 255 characters a call. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
#endif
