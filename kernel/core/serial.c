/* The 16550 serial port, polled. SPDX-License-Identifier: MIT */
#include "core/serial.h"

#include "arch/x86.h"
#include "core/not_written.h"
#include "core/uart.h"

void serial_init(void)
{
    //@lab 0
    const unsigned divisor = 1; /* of 115200 baud */
    port_write8(UART_IER, 0);
    port_write8(UART_LCR, LCR_DLAB | LCR_8N1);
    port_write8(UART_THR, divisor & 0xff);
    port_write8(UART_IER, divisor >> 8);
    port_write8(UART_LCR, LCR_8N1);
    port_write8(UART_FCR, FCR_ENABLE_AND_CLEAR);
    port_write8(UART_MCR, MCR_DTR_RTS);
    //@stub
    //  /* Exercise 2: no interrupts; divisor 1 through LCR_DLAB; 8N1; FIFOs; DTR and RTS. */
    //  not_written(0, "serial_init");
    //@end
}

void serial_put(uint8_t byte)
{
    //@lab 0
    while (!(port_read8(UART_LSR) & LSR_THRE))
        cpu_pause();
    port_write8(UART_THR, byte);
    //@stub
    //  /* Exercise 3: the transmitter says when it takes a byte. */
    //  (void)byte;
    //  not_written(0, "serial_put");
    //@end
}

bool serial_get(uint8_t *byte)
{
    //@lab 0
    if (!(port_read8(UART_LSR) & LSR_DATA))
        return false;
    *byte = port_read8(UART_RBR);
    return true;
    //@stub
    //  /* Exercise 3: do not wait when nothing has arrived. */
    //  (void)byte;
    //  not_written(0, "serial_get");
    //@end
}
