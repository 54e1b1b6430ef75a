/* One Bochs, one guest, one person. SPDX-License-Identifier: MIT */
#include "chapters/tour/session.h"

#include "chapters/tour/debugger.h"
#include "chapters/tour/person.h"
#include "grading/clock.h"
#include "grading/text.h"
#include <glob.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    RUN_SECONDS = 20, /* from one stop of a walk to the next; the slowest takes 0.2 s */
};

static struct debugger bochs;
static bool guided;
static const char *aim;
static struct place place;
static bool is_quoting;  /* the guest's words are the last thing shown */
static size_t unechoed;  /* bytes that the monitor will echo, and the terminal did */
static char last_two[2]; /* bytes of the guest's: "> " when the monitor waits */

void session_start(const char *bochsrc, const char *image, bool is_guided)
{
    static const char x_plugin[] = "/usr/lib/*/bochs/plugins/libbx_x_gui.so";
    const char *why;
    glob_t found;
    guided = is_guided;
    if (guided && getenv("DISPLAY") && glob(x_plugin, 0, NULL, &found) == 0) {
        globfree(&found);
        if (debugger_start(&bochs, bochsrc, image, "x", &why))
            return;
        debugger_end(&bochs);
    }
    if (!debugger_start(&bochs, bochsrc, image, "term", &why))
        session_fail("%s", why);
}

void session_end(int status)
{
    debugger_end(&bochs);
    exit(status);
}

void session_aim(const char *what)
{
    aim = what;
}

void session_fail(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fflush(stdout);
    fprintf(stderr, "tour: %s%s", aim ? aim : "", aim ? " was not reached: " : "");
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    session_end(1);
}

const char *session_ask(const char *command)
{
    static struct text for_bochs;
    answer_command(command, &for_bochs);
    const char *answer = debugger_ask(&bochs, text_string(&for_bochs));
    if (!answer)
        session_fail("%s", debugger_last_words(&bochs));
    return answer;
}

/* Lines that are complete, behind a bar. */
static void quote(void)
{
    struct text line = { 0 };
    size_t done = 0, n = bochs.heard.size;
    const char *bytes = bochs.heard.bytes;
    for (const char *end; n > done && (end = memchr(bytes + done, '\n', n - done));) {
        size_t length = (size_t)(end - bytes) - done;
        text_clear(&line);
        text_add_untrusted(&line, bytes + done, length, length, 0);
        printf("%s  |%s%s\n", is_quoting ? "" : "\n", line.size ? " " : "", text_string(&line));
        is_quoting = true;
        done += length + 1;
    }
    if (done)
        memmove(bochs.heard.bytes, bytes + done, n - done);
    bochs.heard.size = n - done;
    text_free(&line);
}

/* Everything, as it comes. */
static void relay(void)
{
    size_t n = bochs.heard.size, skip = unechoed < n ? unechoed : n;
    for (size_t i = 0; i < n; i++) {
        last_two[0] = last_two[1];
        last_two[1] = bochs.heard.bytes[i];
    }
    unechoed -= skip;
    if (n)
        fwrite(bochs.heard.bytes + skip, 1, n - skip, stdout);
    fflush(stdout);
    text_clear(&bochs.heard);
}

/* After a prompt of Bochs': where the machine is, and what it said, without the command's echo. */
static const char *stand(void)
{
    const char *answer = text_string(&bochs.answer), *echo_end = strchr(answer, '\n');
    if (!answer_place(answer, &place))
        place = (struct place){ 0 };
    return echo_end ? echo_end + 1 : answer;
}

const char *session_run(const char *command)
{
    static struct text for_bochs;
    answer_command(command, &for_bochs);
    debugger_send(&bochs, text_string(&for_bochs));
    double deadline = clock_now() + clock_scaled(RUN_SECONDS);
    is_quoting = false;
    for (;;) {
        int input = guided && person_is_there() ? STDIN_FILENO : -1;
        switch (debugger_wait(&bochs, input, deadline - clock_now())) {
        case DEBUGGER_PROMPT:
            quote();
            return stand();
        case DEBUGGER_SERIAL:
            quote();
            break;
        case DEBUGGER_INPUT:
            if (person_interrupts())
                debugger_interrupt(&bochs);
            break;
        case DEBUGGER_LATE:
            if (!guided)
                return NULL;
            printf("(The machine still runs. Ctrl-C stops it where it is.)\n");
            deadline = clock_now() + clock_scaled(RUN_SECONDS);
            break;
        case DEBUGGER_ENDED:
            quote();
            session_fail("%s", debugger_last_words(&bochs));
        }
    }
}

/* A line for the monitor. False: the person wants the debugger. */
static bool pass_on(void)
{
    const char *line = person_line();
    if (!line) {
        printf("\n");
        session_end(0);
    }
    if (*line == '\003')
        return false;
    last_two[1] = 0;
    session_type(line);
    unechoed = person_is_there() ? strlen(line) + 2 : 0; /* "\r\n" at its end */
    return true;
}

void session_run_freely(void)
{
    debugger_send(&bochs, "c");
    relay();
    for (;;) {
        bool is_asked = memcmp(last_two, "> ", 2) == 0;
        bool hears = is_asked || person_is_there();
        enum debugger_event event = DEBUGGER_INPUT;
        if (!is_asked || !person_has_spoken())
            event = debugger_wait(&bochs, hears ? STDIN_FILENO : -1, 3600);
        relay();
        if (event == DEBUGGER_INPUT && (is_asked ? !pass_on() : person_interrupts()))
            debugger_interrupt(&bochs);
        if (event == DEBUGGER_ENDED) {
            printf("\n%s.\n", debugger_last_words(&bochs));
            session_end(0);
        }
        if (event == DEBUGGER_PROMPT) {
            stand();
            printf("\nStopped at %s: %s\n", place.cs_ip, place.instruction);
            return;
        }
    }
}

bool session_halt(void)
{
    debugger_interrupt(&bochs);
    enum debugger_event event;
    do
        event = debugger_wait(&bochs, -1, clock_patient(10));
    while (event == DEBUGGER_SERIAL);
    if (event == DEBUGGER_PROMPT)
        stand();
    return event == DEBUGGER_PROMPT;
}

void session_type(const char *line)
{
    debugger_type(&bochs, line);
}

const struct place *session_place(void)
{
    return &place;
}
