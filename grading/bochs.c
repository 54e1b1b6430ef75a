/* Bochs as a machine, driven through its own debugger. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/bochs.h"

#include "grading/clock.h"
#include "grading/process.h"
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a reset, however caused, starts the CPU: a breakpoint there ends the run as QEMU does. */
#define RESET_VECTOR     0xfffffff0ull
#define RESET_BREAKPOINT "Breakpoint 1, 0x00000000fffffff0 "
#define FIRST_BREAKPOINT ((size_t)2)

/* Seconds after which an interrupt without an answer counts as lost. */
#define INTERRUPT_AGAIN 0.03

/* Bochs has ended: because the guest asked for it, or by its own failure. */
static void ended(struct machine *m)
{
    if (m->over)
        return;
    bochs_handle_log(m);
    if (m->bochs->powered_off)
        machine_stopped(m, STOP_POWER_OFF);
    else
        machine_broke(m, "Bochs ended by itself: %s", text_string(&m->bochs->trouble));
}

/* "<bochs:12> " at the end of the output: it waits for a command. */
static bool ends_in_prompt(const struct text *t)
{
    const char *bytes = text_string(t);
    size_t at = t->size;
    if (at < 2 || bytes[--at] != ' ' || bytes[--at] != '>')
        return false;
    while (at > 0 && isdigit((unsigned char)bytes[at - 1]))
        at--;
    return at >= 7 && memcmp(bytes + at - 7, "<bochs:", 7) == 0;
}

/* Types a command; the prompt that follows is for await_prompt() or the event loop. */
static bool type_command(struct machine *m, const char *command, size_t n)
{
    struct bochs *b = m->bochs;
    if (!b->at_prompt)
        return false;
    text_clear(&b->output);
    b->at_prompt = false;
    if (write(b->debugger, command, n) == (ssize_t)n)
        return true;
    ended(m);
    return false;
}

/* The guest stands: why? An interrupt that came too late for its cause is no stop at all. */
static void came_to_prompt(struct machine *m)
{
    struct bochs *b = m->bochs;
    b->at_prompt = true;
    if (!m->running)
        return;
    bochs_handle_log(m);
    const char *hit = strstr(text_string(&b->output), ") Breakpoint ");
    if (b->triple_fault || (hit && strstr(hit, RESET_BREAKPOINT)))
        machine_stopped(m, STOP_TRIPLE_FAULT);
    else if (hit)
        machine_stopped(m, STOP_BREAKPOINT);
    else if (!b->interrupted)
        type_command(m, "c\n", 2);
    b->interrupted = false;
}

void bochs_handle_output(struct machine *m)
{
    struct bochs *b = m->bochs;
    char buffer[16384];
    ssize_t n;
    while ((n = read(b->debugger, buffer, sizeof buffer)) > 0)
        text_add_bytes(&b->output, buffer, (size_t)n);
    if (n == 0 || errno != EAGAIN)
        ended(m);
    else if (!b->at_prompt && ends_in_prompt(&b->output))
        came_to_prompt(m);
}

/* Before the words of a triple fault the log has the registers, from "CPU is in …" on:
     00012936049i[CPU0  ] | RIP=ffffffff80120004 (ffffffff80120004)
     00012936049e[CPU0  ] exception(): 3rd (13) exception with no resolution, … */
static void handle_cpu_line(struct bochs *b, const char *words)
{
    if (b->triple_fault)
        return;
    if (strncmp(words, "CPU is in ", 10) == 0)
        text_clear(&b->dump);
    text_add(&b->dump, "%s\n", words);
    b->triple_fault = strncmp(words, "exception(): 3rd (", 18) == 0;
}

static void handle_log_line(struct machine *m, const char *line)
{
    struct bochs *b = m->bochs;
    const char *cpu = strstr(line, "[CPU0  ] ");
    if (cpu)
        handle_cpu_line(b, cpu + 9);
    const char *panic = strstr(line, ">>PANIC<< ");
    if (!panic)
        return;
    text_clear(&b->trouble);
    text_add_untrusted(&b->trouble, panic + 10, strlen(panic + 10), 200, 0);
    if (strstr(panic, "Shutdown port: shutdown requested"))
        b->powered_off = true;
}

void bochs_handle_log(struct machine *m)
{
    struct text *t = &m->bochs->logged;
    char buffer[4096];
    ssize_t n;
    while ((n = read(m->bochs->log, buffer, sizeof buffer)) > 0)
        text_add_bytes(t, buffer, (size_t)n);
    char *end;
    while (t->size && (end = memchr(t->bytes, '\n', t->size))) {
        *end = '\0';
        handle_log_line(m, t->bytes);
        size_t used = (size_t)(end - t->bytes) + 1;
        t->size -= used;
        memmove(t->bytes, t->bytes + used, t->size);
    }
}

static bool await_prompt(struct machine *m)
{
    double deadline = clock_now() + machine_patience();
    while (!m->bochs->at_prompt) {
        if (m->over && m->stop != STOP_TRIPLE_FAULT)
            return false;
        if (!machine_poll(m, deadline)) {
            machine_broke(m, "Bochs' debugger does not answer");
            return false;
        }
    }
    return true;
}

const char *bochs_command(struct machine *m, const char *format, ...)
{
    struct text command = { 0 };
    va_list list;
    va_start(list, format);
    text_add_list(&command, format, list);
    va_end(list);
    text_add(&command, "\n");
    bool typed = type_command(m, command.bytes, command.size);
    text_free(&command);
    return typed && await_prompt(m) ? text_string(&m->bochs->output) : NULL;
}

static bool start(struct machine *m, int image)
{
    m->bochs = calloc(1, sizeof *m->bochs);
    if (!m->bochs)
        abort();
    m->bochs->debugger = m->bochs->log = m->bochs->terminal = -1;
    if (!bochs_execute(m, image) || !await_prompt(m))
        return false;
    const char *output = bochs_command(m, "lb 0x%llx", RESET_VECTOR);
    m->bochs->echoes = output && strncmp(output, "lb ", 3) == 0;
    return output != NULL;
}

static void end(struct machine *m)
{
    struct bochs *b = m->bochs;
    process_kill(m->pid);
    const int fds[] = { b->debugger, b->log, b->terminal };
    for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
        if (fds[i] >= 0)
            close(fds[i]);
    text_free(&b->output);
    text_free(&b->logged);
    text_free(&b->trouble);
    text_free(&b->dump);
    free(b);
}

static bool resume(struct machine *m)
{
    m->bochs->interrupted = false;
    return type_command(m, "c\n", 2);
}

/* An interrupt while Bochs still reads the line "c" throws the line's end away, so its echo comes
   first, if this Bochs has one. "c" begins by forgetting interrupts, so one that overtakes that is
   sent again. At the prompt an interrupt does nothing. */
static bool pause_guest(struct machine *m)
{
    struct bochs *b = m->bochs;
    double deadline = clock_now() + machine_patience();
    b->interrupted = true;
    while (!b->at_prompt && !m->over && clock_now() < deadline) {
        if (!b->echoes || strchr(text_string(&b->output), '\n'))
            kill(m->pid, SIGINT);
        double again = clock_now() + INTERRUPT_AGAIN;
        while (!b->at_prompt && !m->over && machine_poll(m, again))
            ;
    }
    return await_prompt(m) && !m->over;
}

bool bochs_step(struct machine *m, double seconds)
{
    double deadline = clock_now() + clock_scaled(seconds);
    m->running = true;
    m->bochs->interrupted = true; /* no cause is looked for when it stops */
    if (!type_command(m, "s\n", 2))
        return false;
    while (!m->bochs->at_prompt && !m->over && machine_poll(m, deadline))
        ;
    bool done = m->bochs->at_prompt;
    if (!done)
        pause_guest(m);
    m->running = false;
    return done && !m->over;
}

static bool set_breakpoint(struct machine *m, vaddr_t linear, bool on)
{
    struct bochs *b = m->bochs;
    if (on) {
        if (b->nbreakpoints == ARRAY_SIZE(b->breakpoint) ||
            !bochs_command(m, "lb 0x%llx", linear))
            return false;
        b->breakpoint[b->nbreakpoints++] = linear;
        return true;
    }
    for (size_t i = 0; i < b->nbreakpoints; i++) {
        if (b->breakpoint[i] != linear)
            continue;
        b->breakpoint[i] = ~0ull;
        return bochs_command(m, "d %zu", FIRST_BREAKPOINT + i);
    }
    return false;
}

static size_t watch(struct machine *m, struct pollfd *fds)
{
    fds[0] = (struct pollfd){ .fd = m->bochs->debugger, .events = POLLIN };
    fds[1] = (struct pollfd){ .fd = m->bochs->log, .events = POLLIN };
    return 2;
}

static void listen_to(struct machine *m, const struct pollfd *fds)
{
    if (fds[1].revents & POLLIN)
        bochs_handle_log(m);
    if (fds[0].revents)
        bochs_handle_output(m);
}

static bool no_port(struct machine *m, uint16_t port, uint8_t *value)
{
    (void)m, (void)port, (void)value;
    return false;
}

static bool no_port_write(struct machine *m, uint16_t port, uint8_t value)
{
    (void)m, (void)port, (void)value;
    return false;
}

const struct backend backend_bochs = {
    .name = "Bochs",
    .start = start,
    .end = end,
    .resume = resume,
    .pause = pause_guest,
    .set_breakpoint = set_breakpoint,
    .read = bochs_read,
    .cpu = bochs_cpu,
    .asleep = bochs_asleep,
    .port = no_port,
    .port_write = no_port_write,
    .watch = watch,
    .listen = listen_to,
};
