/* The first serial port, polled: 115200 baud, 8 data bits, no parity, 1 stop bit.
   SPDX-License-Identifier: MIT */
#ifndef SERIAL_H
#define SERIAL_H
#include "types.h"

/* Sets the line's format and speed; interrupts off, FIFOs on and empty. */
void serial_init(void);

/* Sends a byte as soon as the transmitter takes one. */
void serial_put(uint8_t byte);

/* The next byte that has arrived; false when none has. */
bool serial_get(uint8_t *byte);
#endif
