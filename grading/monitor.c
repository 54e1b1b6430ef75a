/* Typing at a guest: bytes, and the monitor's commands. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/backend.h"

#include "grading/clock.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The prompt, where a line starts; a monitor's answer ends with it. */
static const char prompt[] = "\n> ";

bool machine_send(struct machine *m, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = write(m->serial.fd, bytes, n);
        if (sent > 0) {
            bytes += sent;
            n -= (size_t)sent;
            continue;
        }
        struct pollfd room = { .fd = m->serial.fd, .events = POLLOUT };
        if (errno != EAGAIN || poll(&room, 1, clock_left(m->deadline)) <= 0)
            return false;
    }
    return true;
}

static bool at_prompt(const struct machine *m)
{
    size_t n = sizeof prompt - 1;
    const struct serial *s = &m->serial;
    return s->heard == s->all.size && s->heard >= n &&
           memcmp(s->all.bytes + s->heard - n, prompt, n) == 0;
}

/* The answer is what lies between the echoed line and the next prompt, without the '\r's. */
static void take_answer(struct machine *m, size_t from)
{
    const char *all = m->serial.all.bytes;
    size_t end = m->serial.heard - (sizeof prompt - 1);
    const char *echo_end = memchr(all + from, '\n', end > from ? end - from : 0);
    text_clear(&m->answer);
    text_add_bytes(&m->answer, "", 0);
    for (const char *p = echo_end ? echo_end + 1 : all + end; p < all + end; p++)
        if (*p != '\r' && *p != '\0')
            text_add_bytes(&m->answer, p, 1);
}

const char *machine_ask(struct machine *m, enum stop *stop, const char *format, ...)
{
    struct text command = { 0 };
    va_list list;
    va_start(list, format);
    text_add_list(&command, format, list);
    va_end(list);
    text_add(&command, "\r");

    *stop = at_prompt(m) ? STOP_TEXT : machine_run(m, prompt);
    size_t from = m->serial.heard;
    if (*stop == STOP_TEXT) {
        if (!machine_resume(m))
            *stop = m->stop;
        else if (!machine_send(m, command.bytes, command.size))
            *stop = machine_out_of_time(m);
        else
            *stop = machine_run(m, prompt);
    }
    text_free(&command);
    if (*stop != STOP_TEXT)
        return NULL;
    take_answer(m, from);
    return m->answer.bytes;
}
