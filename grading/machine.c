/* Machines: waiting, time and the serial line, whichever emulator is underneath.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/backend.h"

#include "grading/clock.h"
#include "grading/process.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct backend *const backends[] = {
    [QEMU] = &backend_qemu, [BOCHS] = &backend_bochs
};

/* Seconds of silence after which a guest is looked at: is it alive? Twice as long each time. */
#define FIRST_LOOK 0.25

/* Microseconds for which a guest that talks is left alone: being woken for every byte costs more
   than the byte. */
#define MOUTHFUL 100

const char *emulator_name(enum emulator e)
{
    return backends[e]->name;
}

double machine_patience(void)
{
    return clock_patient(30);
}

static unsigned next_epoch(void)
{
    static unsigned epoch;
    return ++epoch;
}

/* What no emulator, or not this one, can start from. */
static const char *config_error(const struct machine_config *c)
{
    if (c->medium == MEDIUM_KERNEL && c->emulator == BOCHS)
        return "Bochs starts from a floppy disk or a CD-ROM, not from a kernel file";
    if (c->medium != MEDIUM_KERNEL && (c->command_line || c->initrd))
        return "only a kernel file can be given a command line and modules";
    return NULL;
}

struct machine *machine_start(const struct machine_config *config, const char **why)
{
    static char words[512];
    *why = config_error(config);
    int image = *why ? -1 : image_open(config, why);
    if (image < 0)
        return NULL;
    struct machine *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->backend = backends[config->emulator];
    m->config = *config;
    m->serial.fd = -1;
    machine_allow(m, config->seconds);
    m->epoch = next_epoch();
    bool started = m->backend->start(m, image);
    close(image);
    if (started)
        return m;
    snprintf(words, sizeof words, "%s", machine_error(m));
    *why = words;
    machine_end(m);
    return NULL;
}

void machine_end(struct machine *m)
{
    if (!m)
        return;
    m->backend->end(m);
    if (m->serial.fd >= 0)
        close(m->serial.fd);
    text_free(&m->serial.all);
    text_free(&m->answer);
    text_free(&m->error);
    free(m);
}

void machine_stopped(struct machine *m, enum stop stop)
{
    m->running = false;
    m->stopped = true;
    m->stop = stop;
    m->over = m->over || stop != STOP_BREAKPOINT;
}

static struct text failure;

const char *machine_failure(void)
{
    return text_string(&failure);
}

void machine_failure_forget(void)
{
    text_clear(&failure);
}

void machine_broke(struct machine *m, const char *format, ...)
{
    if (m->error.size == 0) {
        va_list list;
        va_start(list, format);
        text_add_list(&m->error, format, list);
        va_end(list);
        text_clear(&failure);
        text_add(&failure, "%s", m->error.bytes);
    }
    machine_stopped(m, STOP_EMULATOR);
}

bool machine_poll(struct machine *m, double deadline)
{
    struct pollfd fds[1 + BACKEND_FDS] = { { .fd = m->serial.fd, .events = POLLIN } };
    if (m->serial.flooded)
        fds[0].fd = -1;
    size_t n = 1 + m->backend->watch(m, fds + 1);
    int ready = poll(fds, n, clock_left(deadline));
    if (ready < 0 && errno == EINTR)
        return true;
    if (ready <= 0)
        return false;
    if (fds[0].revents)
        serial_receive(&m->serial);
    m->backend->listen(m, fds + 1);
    return true;
}

bool machine_resume(struct machine *m)
{
    if (m->running)
        return true;
    if (m->over)
        return false;
    m->stopped = false;
    m->running = true;
    m->epoch = next_epoch();
    return m->backend->resume(m);
}

bool machine_pause(struct machine *m)
{
    if (!m->running)
        return m->stop != STOP_EMULATOR || !m->over;
    bool paused = m->backend->pause(m);
    m->running = false;
    m->epoch = next_epoch();
    serial_receive(&m->serial);
    return paused;
}

enum stop machine_out_of_time(struct machine *m)
{
    return machine_pause(m) || !m->over ? STOP_TIMEOUT : m->stop;
}

bool machine_on_breakpoint(struct machine *m, vaddr_t *linear)
{
    struct cpu_state s;
    if (m->nbreakpoints == 0 || !m->backend->cpu(m, &s))
        return false;
    bool long_mode = s.efer & 1 << 10 && s.cr0 >> 31 & 1;
    *linear = long_mode ? s.rip : (uint32_t)(s.cs_base + s.rip);
    for (size_t i = 0; i < m->nbreakpoints; i++)
        if (m->breakpoint[i] == *linear)
            return true;
    return false;
}

/* Pauses a guest that runs. False: it has stopped by itself at that very moment, perhaps on a
   breakpoint: a run never begins on one, for resuming has stepped off it. */
static bool interrupt(struct machine *m)
{
    vaddr_t linear;
    if (!machine_pause(m) || m->stopped)
        return false;
    if (!machine_on_breakpoint(m, &linear))
        return true;
    machine_stopped(m, STOP_BREAKPOINT);
    return false;
}

/* A guest that has been silent may have halted for good: no use in waiting for that. Looking stops
   it for a moment. True: asleep, and paused; or it came to an end meanwhile. */
static bool fell_asleep(struct machine *m)
{
    if (!interrupt(m))
        return m->over;
    m->asleep = m->backend->asleep(m);
    return m->asleep || !machine_resume(m);
}

/* What counts is the time in which the emulator could run: how much else the host has to do must
   not decide a verdict. */
static bool time_is_over(struct machine *m)
{
    if (clock_now() < m->deadline)
        return false;
    double starved = process_starved(m->pid);
    if (starved > m->starved)
        m->deadline += starved - m->starved;
    m->starved = starved;
    return clock_now() >= m->deadline;
}

enum stop machine_run(struct machine *m, const char *text)
{
    size_t searched = 0;
    double silence = FIRST_LOOK;
    if (text && serial_heard(&m->serial, text, &searched))
        return STOP_TEXT;
    if (m->asleep)
        return STOP_TIMEOUT;
    if (m->over || !machine_resume(m))
        return m->stop;
    for (bool ended = false;;) {
        if (m->stopped || m->serial.flooded)
            serial_receive(&m->serial); /* its last words may be under way */
        /* Pausing takes in what has arrived meanwhile, so the text is looked for after it too. */
        if (text && serial_heard(&m->serial, text, &searched))
            return STOP_TEXT;
        if (m->stopped)
            return m->stop;
        if (ended)
            return STOP_TIMEOUT;
        double look = clock_now() + silence;
        if (m->serial.flooded || time_is_over(m)) {
            interrupt(m);
            ended = true;
        } else if (!machine_poll(m, look < m->deadline ? look : m->deadline)) {
            ended = look < m->deadline && fell_asleep(m);
            silence *= 2;
        } else if (m->running) {
            usleep(MOUTHFUL);
        }
    }
}

bool machine_break(struct machine *m, vaddr_t linear)
{
    if (m->running || m->over || m->nbreakpoints == BREAKPOINTS)
        return false;
    if (!m->backend->set_breakpoint(m, linear, true))
        return false;
    m->breakpoint[m->nbreakpoints++] = linear;
    return true;
}

bool machine_unbreak(struct machine *m, vaddr_t linear)
{
    for (size_t i = 0; i < m->nbreakpoints; i++) {
        if (m->breakpoint[i] != linear)
            continue;
        if (m->running || m->over || !m->backend->set_breakpoint(m, linear, false))
            return false;
        m->breakpoint[i] = m->breakpoint[--m->nbreakpoints];
        return true;
    }
    return false;
}

const char *machine_serial(const struct machine *m, size_t *n)
{
    *n = m->serial.all.size;
    return text_string(&m->serial.all);
}

bool machine_read(struct machine *m, paddr_t pa, void *to, size_t n)
{
    return !m->running && m->backend->read(m, pa, to, n);
}

bool machine_cpu(struct machine *m, struct cpu_state *state)
{
    *state = (struct cpu_state){ 0 };
    return !m->running && m->backend->cpu(m, state);
}

bool machine_port(struct machine *m, uint16_t port, uint8_t *value)
{
    return !m->running && m->backend->port(m, port, value);
}

bool machine_port_write(struct machine *m, uint16_t port, uint8_t value)
{
    return !m->running && m->backend->port_write(m, port, value);
}

const char *machine_error(const struct machine *m)
{
    return text_string(&m->error);
}

const struct machine_config *machine_config(const struct machine *m)
{
    return &m->config;
}

unsigned machine_epoch(const struct machine *m)
{
    return m->epoch;
}

bool machine_asleep(const struct machine *m)
{
    return m->asleep;
}

bool machine_alive(const struct machine *m)
{
    return !m->over && !m->asleep && !m->serial.flooded;
}

void machine_allow(struct machine *m, double seconds)
{
    m->deadline = clock_now() + seconds;
    m->starved = process_starved(m->pid);
}
