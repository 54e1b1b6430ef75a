/* Lines from standard input, with Ctrl-C as one of them. SPDX-License-Identifier: MIT */
#include "chapters/tour/person.h"

#include "grading/text.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
    CTRL_C = 3,
};

static struct termios before;
static struct text kept; /* lines with their ends, from kept_taken on */
static size_t kept_taken;

static void restore(void)
{
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

static void end_by(int signal)
{
    restore();
    _exit(128 + signal);
}

bool person_is_there(void)
{
    return isatty(STDIN_FILENO);
}

void person_meet(void)
{
    if (tcgetattr(STDIN_FILENO, &before))
        return;
    atexit(restore);
    signal(SIGTERM, end_by);
    signal(SIGHUP, end_by);
    struct termios now = before;
    now.c_cc[VINTR] = _POSIX_VDISABLE;
    now.c_cc[VEOL] = CTRL_C; /* hands the line over at once */
    tcsetattr(STDIN_FILENO, TCSANOW, &now);
}

static bool next_byte(bool is_fresh, char *c)
{
    if (is_fresh || !person_has_spoken())
        return read(STDIN_FILENO, c, 1) == 1;
    *c = kept.bytes[kept_taken++];
    return true;
}

static const char *read_line(bool is_fresh)
{
    static char line[1024];
    size_t n = 0;
    char c = 0;
    while (next_byte(is_fresh, &c) && c != '\n') {
        if (c == CTRL_C)
            return "\003";
        if (n + 1 < sizeof line)
            line[n++] = c;
    }
    line[n] = '\0';
    return n || c == '\n' ? line : NULL;
}

const char *person_line(void)
{
    return read_line(false);
}

bool person_interrupts(void)
{
    const char *line = read_line(true);
    if (line && *line == CTRL_C)
        return true;
    if (line)
        text_add(&kept, "%s\n", line);
    return false;
}

bool person_has_spoken(void)
{
    return kept_taken < kept.size;
}
