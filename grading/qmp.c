/* QMP messages in and out. SPDX-License-Identifier: MIT */
#include "grading/qmp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MESSAGE_MOST = 16 << 20,
};

static bool fill(struct qmp *q)
{
    char buffer[16384];
    ssize_t n = read(q->fd, buffer, sizeof buffer);
    if (n > 0)
        text_add_bytes(&q->unread, buffer, (size_t)n);
    return n > 0 ? q->unread.size < MESSAGE_MOST : n < 0 && errno == EAGAIN;
}

bool qmp_next(struct qmp *q, json_t **message)
{
    *message = NULL;
    bool alive = fill(q);
    const char *start = text_string(&q->unread);
    const char *end = memchr(start, '\n', q->unread.size);
    if (!end)
        return alive;
    size_t n = (size_t)(end - start) + 1;
    *message = json_loadb(start, n, 0, NULL);
    q->unread.size -= n;
    memmove(q->unread.bytes, q->unread.bytes + n, q->unread.size);
    return *message != NULL;
}

bool qmp_send(struct qmp *q, const char *command, const char *line)
{
    json_t *message = line ? json_pack("{s:s, s:{s:s}}", "execute", command, "arguments",
                                       "command-line", line)
                           : json_pack("{s:s}", "execute", command);
    char *bytes = message ? json_dumps(message, JSON_COMPACT) : NULL;
    size_t n = bytes ? strlen(bytes) : 0;
    /* A command is far smaller than a socket's buffer, and QEMU reads them one by one. */
    bool sent = n > 0 && write(q->fd, bytes, n) == (ssize_t)n && write(q->fd, "\n", 1) == 1;
    free(bytes);
    json_decref(message);
    return sent;
}
