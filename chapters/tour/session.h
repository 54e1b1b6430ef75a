/* A machine in Bochs, its serial line and the person who looks on. SPDX-License-Identifier: MIT */
#ifndef SESSION_H
#define SESSION_H
#include "chapters/tour/answer.h"
#include "types.h"

/* Starts Bochs; with a person, in a window where there is X and Bochs' plug-in for it. Ends the
   program with a message when that is impossible. */
void session_start(const char *bochsrc, const char *image, bool is_guided);

/* Ends Bochs and the program. */
_Noreturn void session_end(int status);

/* What the machine is on its way to, for messages; NULL: to nowhere. Must stay valid. */
void session_aim(const char *what);

/* Ends both with a message on standard error: what was not reached, and why. */
_Noreturn void session_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Asks Bochs for something that does not run the guest; valid until the next question. */
const char *session_ask(const char *command);

/* Gives a command that may run the guest, and comes back when it stands. What the guest sends on
   its way is shown as whole lines behind a bar. NULL: within the time that a walk has from stop to
   stop, which only matters without a person, it did not stop. */
const char *session_run(const char *command);

/* Lets the guest run freely: it has the terminal, what is typed goes to its monitor, until Ctrl-C.
   A script's lines go one by one, when the monitor prompts. Ends the program when the machine
   switches itself off, or the input is over. */
void session_run_freely(void);

/* Makes a guest that session_run() gave up on stand. False: it does not. */
bool session_halt(void);

/* Types a line at the monitor, which reads it when the guest runs again. */
void session_type(const char *line);

/* Where the machine stands, after session_run(); all 0 where Bochs did not say. */
const struct place *session_place(void);
#endif
