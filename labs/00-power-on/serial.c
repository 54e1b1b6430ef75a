/* The 16550 serial port, polled. SPDX-License-Identifier: MIT */
#include "core/serial.h"

#include "arch/x86.h"
#include "core/not_written.h"
#include "core/uart.h"

void serial_init(void)
{
    /* Exercise 2: no interrupts; divisor 1 through LCR_DLAB; 8N1; FIFOs; DTR and RTS. */
    not_written(0, "serial_init");
}

void serial_put(uint8_t byte)
{
    /* Exercise 3: the transmitter says when it takes a byte. */
    (void)byte;
    not_written(0, "serial_put");
}

bool serial_get(uint8_t *byte)
{
    /* Exercise 3: do not wait when nothing has arrived. */
    (void)byte;
    not_written(0, "serial_get");
}
