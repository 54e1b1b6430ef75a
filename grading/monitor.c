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

enum {
    RECEIVER_HOLDS = 16, /* bytes: the FIFO of a 16550 */
};

/* Bochs loses what arrives while the receiver is full, as a real line does, and a kernel that moves
   its screen does not listen for a while. So no more is on its way than the receiver holds; a guest
   that does not echo gets the rest all the same. QEMU waits by itself. */
static bool type(struct machine *m, const char *bytes, size_t n)
{
    size_t most = m->config.emulator == BOCHS ? RECEIVER_HOLDS : n;
    while (n > 0) {
        size_t part = n < most ? n : most, echoed = m->serial.all.size + part;
        if (!machine_send(m, bytes, part))
            return false;
        bytes += part;
        n -= part;
        double patience = clock_now() + clock_scaled(0.5);
        while (n > 0 && m->serial.all.size < echoed && !m->stopped && machine_poll(m, patience))
            ;
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
        else if (!type(m, command.bytes, command.size))
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
