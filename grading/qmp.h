/* QEMU's monitor protocol: one JSON object a line, over a descriptor that QEMU inherits.
   SPDX-License-Identifier: MIT */
#ifndef QMP_H
#define QMP_H
#include "grading/text.h"
#include "types.h"
#include <jansson.h>

struct qmp {
    int fd; /* non-blocking */
    struct text unread;
};

/* The next whole message, a new reference; NULL: none has arrived yet. False: the line is dead. */
bool qmp_next(struct qmp *q, json_t **message) MUST_CHECK;

/* Sends a command without waiting for the answer. line: the argument of human-monitor-command,
   NULL for others. */
bool qmp_send(struct qmp *q, const char *command, const char *line) MUST_CHECK;
#endif
