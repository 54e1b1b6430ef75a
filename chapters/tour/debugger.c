/* Bochs behind pipes. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "chapters/tour/debugger.h"

#include "grading/clock.h"
#include "grading/process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
    ANSWER_SECONDS = 10, /* for a command that only looks */
};

/* A pseudo-terminal that passes bytes as they are, for COM1. */
static int open_serial(char name[static 64])
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || grantpt(fd) || unlockpt(fd) || ptsname_r(fd, name, 64))
        return -1;
    struct termios raw;
    tcgetattr(fd, &raw);
    cfmakeraw(&raw);
    tcsetattr(fd, TCSANOW, &raw);
    return fd;
}

/* A CD has this name in its 17th sector. ECMA-119, 8.1. */
static bool is_cd(const char *image)
{
    char found[5] = "";
    int fd = open(image, O_RDONLY | O_CLOEXEC);
    bool is = fd >= 0 && pread(fd, found, sizeof found, 16 * 2048 + 1) == sizeof found &&
              memcmp(found, "CD001", sizeof found) == 0;
    if (fd >= 0)
        close(fd);
    return is;
}

static bool launch(struct debugger *d, const char *bochsrc, const char *image,
                   const char *display)
{
    char tty[64];
    d->serial = open_serial(tty);
    d->tty = d->serial < 0 ? -1 : open(tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
    int in[2], out[2];
    d->log = tmpfile();
    if (d->tty < 0 || !d->log || pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
        return false;
    struct text disk = { 0 }, com1 = { 0 }, library = { 0 };
    bool cd = is_cd(image);
    text_add(&disk,
             cd ? "ata0-master: type=cdrom, path=%s, status=inserted"
                : "floppya: 1_44=%s, status=inserted, write_protected=1",
             image);
    text_add(&com1, "com1: enabled=1, mode=term, dev=%s", tty);
    text_add(&library, "display_library: %s", display);
    const char *boot = cd ? "boot: cdrom" : "boot: floppy";
    const char *argv[] = { "bochs", "-q",       "-f",          bochsrc,  disk.bytes,
                           boot,    com1.bytes, library.bytes, "log: -", NULL };
    struct process p = {
        .argv = argv,
        .in = in[0],
        .out = out[1],
        .err = fileno(d->log),
        /* the terminal library wants a name, and opens a terminal of its own */
        .setting = "TERM=dumb"
    };
    d->pid = process_start(&p);
    close(in[0]);
    close(out[1]);
    d->commands = in[1];
    d->answers = out[0];
    text_free(&disk);
    text_free(&com1);
    text_free(&library);
    return d->pid > 0;
}

bool debugger_start(struct debugger *d, const char *bochsrc, const char *image,
                    const char *display, const char **why)
{
    signal(SIGPIPE, SIG_IGN); /* a Bochs that has ended is seen when it is next read from */
    *d = (struct debugger){ .running = true };
    if (!launch(d, bochsrc, image, display)) {
        *why = errno == ENOENT ? "Bochs is not installed: apt-get install bochs bochs-term"
                               : strerror(errno);
        return false;
    }
    enum debugger_event event;
    do
        event = debugger_wait(d, -1, clock_patient(ANSWER_SECONDS));
    while (event == DEBUGGER_SERIAL);
    if (event == DEBUGGER_PROMPT)
        return true;
    *why = debugger_last_words(d);
    return false;
}

void debugger_end(struct debugger *d)
{
    process_kill(d->pid);
    close(d->commands);
    close(d->answers);
    close(d->serial);
    close(d->tty);
    if (d->log)
        fclose(d->log);
    text_free(&d->answer);
    text_free(&d->heard);
}

void debugger_send(struct debugger *d, const char *command)
{
    text_clear(&d->answer);
    d->running = true;
    dprintf(d->commands, "%s\n", command);
}

/* Whether the answer ends in "<bochs:12> ", at the start of a line; cuts it off. */
static bool cut_prompt(struct text *answer)
{
    static const char prompt[] = "<bochs:";
    char *at = answer->size ? memrchr(answer->bytes, '<', answer->size) : NULL;
    if (!at || strncmp(at, prompt, strlen(prompt)) != 0 ||
        (at > answer->bytes && at[-1] != '\n'))
        return false;
    const char *rest = at + strlen(prompt);
    rest += strspn(rest, "0123456789");
    if (strcmp(rest, "> ") != 0)
        return false;
    answer->size = (size_t)(at - answer->bytes);
    *at = '\0';
    return true;
}

static ssize_t take(int fd, struct text *to)
{
    char buffer[4096];
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n > 0)
        text_add_bytes(to, buffer, (size_t)n);
    return n;
}

enum debugger_event debugger_wait(struct debugger *d, int input, double seconds)
{
    double deadline = clock_now() + seconds;
    for (;;) {
        /* Bochs writes to COM1 before it prompts: what is there now came before the answer. */
        if (take(d->serial, &d->heard) > 0)
            return DEBUGGER_SERIAL;
        struct pollfd ready[] = { { .fd = d->running ? d->answers : -1, .events = POLLIN },
                                  { .fd = d->serial, .events = POLLIN },
                                  { .fd = input, .events = POLLIN } };
        int n = poll(ready, ARRAY_SIZE(ready), clock_left(deadline));
        if (n == 0)
            return DEBUGGER_LATE;
        if (ready[0].revents) {
            if (take(d->answers, &d->answer) <= 0)
                return DEBUGGER_ENDED;
            if (cut_prompt(&d->answer)) {
                d->running = false;
                while (take(d->serial, &d->heard) > 0)
                    ; /* all that was sent before the prompt */
                return DEBUGGER_PROMPT;
            }
        }
        if (ready[2].revents)
            return DEBUGGER_INPUT;
    }
}

const char *debugger_ask(struct debugger *d, const char *command)
{
    debugger_send(d, command);
    enum debugger_event event;
    do
        event = debugger_wait(d, -1, clock_patient(ANSWER_SECONDS));
    while (event == DEBUGGER_SERIAL);
    if (event != DEBUGGER_PROMPT)
        return NULL;
    const char *answer = text_string(&d->answer);
    const char *echo_end = strchr(answer, '\n');
    return echo_end ? echo_end + 1 : answer;
}

void debugger_interrupt(struct debugger *d)
{
    kill(d->pid, SIGINT);
}

void debugger_type(struct debugger *d, const char *line)
{
    dprintf(d->serial, "%s\r", line);
}

const char *debugger_last_words(struct debugger *d)
{
    static char words[256];
    char line[256], panic[200] = "", rip[20] = "";
    rewind(d->log);
    while (fgets(line, sizeof line, d->log)) {
        /* "00012345678p[CPU0  ] >>PANIC<< exception(): 3rd (13) exception with no resolution" */
        const char *at = strstr(line, ">>PANIC<< ");
        if (at)
            sscanf(at, ">>PANIC<< %199[^\n]", panic);
        at = strstr(line, "| RIP=");
        if (at)
            sscanf(at, "| RIP=%19[0-9a-f]", rip);
    }
    if (strstr(panic, "3rd ("))
        snprintf(words, sizeof words, "triple fault at 0x%s", rip);
    else if (strstr(panic, "shutdown requested"))
        snprintf(words, sizeof words, "the machine switched itself off");
    else
        snprintf(words, sizeof words, "Bochs ended%s%s", *panic ? ": " : "", panic);
    return words;
}
