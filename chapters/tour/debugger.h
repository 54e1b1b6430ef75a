/* Bochs' internal debugger, driven through pipes; the guest's COM1 is a pseudo-terminal.
   SPDX-License-Identifier: MIT */
#ifndef DEBUGGER_H
#define DEBUGGER_H
#include "grading/text.h"
#include "types.h"
#include <stdio.h>
#include <sys/types.h>

struct debugger {
    pid_t pid;
    int commands, answers; /* Bochs' standard input and output */
    int serial;            /* COM1: the end that is ours */
    int tty;               /* the guest's, kept open so that it never hangs up */
    FILE *log;             /* Bochs' log, and what it prints on standard error */
    struct text
        answer; /* since the last command, which Bochs echoes: its lines, then a prompt */
    struct text heard; /* from COM1; the caller takes and clears it */
    bool running;      /* a command is under way */
};

enum debugger_event {
    DEBUGGER_PROMPT, /* Bochs waits for a command; `answer` is complete */
    DEBUGGER_SERIAL, /* the guest has sent something */
    DEBUGGER_INPUT,  /* the caller's own descriptor has something to read */
    DEBUGGER_LATE,
    DEBUGGER_ENDED, /* Bochs is gone */
};

/* Starts Bochs with a configuration file, a floppy image that is not written to, and a display
   library; waits for its first prompt. False, and *why: it did not start. */
bool debugger_start(struct debugger *d, const char *bochsrc, const char *image,
                    const char *display, const char **why) MUST_CHECK;

/* Kills Bochs if it still runs; frees everything. */
void debugger_end(struct debugger *d);

/* Gives a command. Requires a prompt. */
void debugger_send(struct debugger *d, const char *command);

/* What happens next, within some seconds. `input` is a descriptor to watch as well, or -1. */
enum debugger_event debugger_wait(struct debugger *d, int input, double seconds);

/* Gives a command that does not run the guest. The answer, without echo and prompt, stays valid
   until the next command. NULL: Bochs ended or hangs. */
const char *debugger_ask(struct debugger *d, const char *command);

/* Makes a running guest stop and the prompt come back. */
void debugger_interrupt(struct debugger *d);

/* Types a line on the guest's serial line. */
void debugger_type(struct debugger *d, const char *line);

/* Why Bochs ended, from its log: its last complaint, or how it was told to stop. */
const char *debugger_last_words(struct debugger *d);
#endif
