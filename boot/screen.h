/* Words from 32-bit boot code, on the VGA screen and the serial line.
   SPDX-License-Identifier: MIT */
#ifndef SCREEN_H
#define SCREEN_H

/* Prints at the place where the BIOS's cursor was, and on the serial line. */
void say(const char *text);
#endif
