/* What the guest has said, and how far it was listened to. SPDX-License-Identifier: MIT */
#ifndef SERIAL_H
#define SERIAL_H
#include "grading/text.h"
#include "types.h"

struct serial {
    int fd;          /* non-blocking, both directions */
    struct text all; /* everything received */
    size_t heard;    /* end of the last awaited text */
    bool flooded;    /* more than SERIAL_MOST bytes came: the rest is not read */
};

enum {
    SERIAL_MOST = 4 << 20,
};

/* Takes what has arrived. */
void serial_receive(struct serial *s);

/* Whether text has arrived after the last one awaited; if so, listens on from its end. *searched,
   0 at first, remembers for the next call with the same text what need not be searched again. */
bool serial_heard(struct serial *s, const char *text, size_t *searched);

/* The last line with letters in it that the guest sent; *n is 0 when there is none. */
const char *serial_last_line(const char *bytes, size_t size, size_t *n);

/* The first line that begins with `word`; *n is its length. NULL: none. */
const char *serial_line_starting(const char *bytes, size_t size, const char *word, size_t *n);

/* The last line that contains `word`, from that word on. NULL: none. */
const char *serial_line_with(const char *bytes, size_t size, const char *word, size_t *n);
#endif
