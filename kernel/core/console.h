/* The console: text goes to the serial line and the screen, input comes from the line.
   SPDX-License-Identifier: MIT */
#ifndef CONSOLE_H
#define CONSOLE_H

void console_init(void);

/* Writes a character; the serial line gets "\r\n" for '\n'. */
void console_put(char c);

/* Waits for a character from the serial line. */
char console_get(void);
#endif
