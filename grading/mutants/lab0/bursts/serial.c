/* Serial port in bursts: an empty FIFO takes 16 bytes, so THRE is asked once in 16.
   SPDX-License-Identifier: MIT */
#include "core/serial.h"

#include "arch/x86.h"
#include "core/uart.h"

enum {
    FIFO_DEPTH = 16,
};

static unsigned room; /* bytes that the FIFO surely takes */

void serial_init(void)
{
    port_write8(UART_LCR, LCR_DLAB);
    port_write16(UART, 1); /* both halves of the divisor at once */
    port_write8(UART_LCR, LCR_8N1);
    port_write8(UART_FCR, FCR_ENABLE_AND_CLEAR);
    port_write8(UART_IER, 0);
    port_write8(UART_MCR, 0);
    room = 0;
}

void serial_put(uint8_t byte)
{
    if (room == 0) {
        while (!(port_read8(UART_LSR) & LSR_THRE))
            ;
        room = FIFO_DEPTH;
    }
    room--;
    port_write8(UART_THR, byte);
}

bool serial_get(uint8_t *byte)
{
    for (int tries = 0; tries < 2; tries++)
        if (port_read8(UART_LSR) & 1) {
            *byte = port_read8(UART_RBR);
            return true;
        }
    return false;
}
