/* Ways to end. Each waits until the serial line has sent its last byte.
   SPDX-License-Identifier: MIT */
#ifndef STOP_H
#define STOP_H

_Noreturn void stop_halt(void);
_Noreturn void stop_power_off(void);

/* Prints the text without any help of the console's, and halts. */
_Noreturn void stop_with(const char *text);
#endif
