/* Strings that grow, and the only door through which a student's bytes reach a report.
   SPDX-License-Identifier: MIT */
#ifndef TEXT_H
#define TEXT_H
#include <stdarg.h>
#include <stddef.h>

/* Always NUL-terminated once something was added; starts as { 0 }. */
struct text {
    char *bytes;
    size_t size, capacity;
};

void text_add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_list(struct text *t, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));
void text_add_bytes(struct text *t, const void *bytes, size_t n);

/* Adds untrusted bytes so that they can be printed anywhere: control characters, bidirectional
   overrides and bytes that are not UTF-8 become \xNN; '\n' stays where lines is set; '\r' goes.
   At most `limit` bytes are taken, and "…" says that there were more. */
void text_add_untrusted(struct text *t, const char *bytes, size_t n, size_t limit, int lines);

const char *text_string(const struct text *t); /* "" when nothing was added */
void text_clear(struct text *t);
void text_free(struct text *t);
#endif
