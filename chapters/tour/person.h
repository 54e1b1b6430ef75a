/* The person at the terminal, or the script in their place. SPDX-License-Identifier: MIT */
#ifndef PERSON_H
#define PERSON_H
#include "types.h"

/* From now on Ctrl-C is a key like others, so that make does not end under the person's hands. The
   terminal is as before once the program ends, or is ended by a signal. */
void person_meet(void);

/* Whether it is a terminal. */
bool person_is_there(void);

/* The next line, without its end, valid until the next call. Ctrl-C: "\003", whatever was typed
   before it. NULL: no more input. */
const char *person_line(void);

/* Reads a line that comes while nobody is to answer it. True: it is Ctrl-C. All else is kept for
   person_line(). */
bool person_interrupts(void);

/* Whether a line is kept. */
bool person_has_spoken(void);
#endif
