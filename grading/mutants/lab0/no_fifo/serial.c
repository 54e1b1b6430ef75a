/* Serial port without FIFOs, waiting for the whole transmitter to be empty. SPDX-License-Identifier: MIT */
#include "core/serial.h"

#include "arch/x86.h"
#include "core/uart.h"

void serial_init(void)
{
    static const struct {
        uint16_t port;
        uint8_t value;
    } step[] = {
        { UART_LCR, LCR_8N1 | LCR_DLAB },
        { UART + 0, 1 },
        { UART + 1, 0 },
        { UART_LCR, LCR_8N1 },
        { UART_IER, 0 },
        { UART_FCR, 0 },
        { UART_MCR, MCR_DTR_RTS },
    };
    for (size_t i = 0; i < ARRAY_SIZE(step); i++)
        port_write8(step[i].port, step[i].value);
}

void serial_put(uint8_t byte)
{
    do
        cpu_pause();
    while ((port_read8(UART_LSR) & (LSR_THRE | LSR_TEMT)) != (LSR_THRE | LSR_TEMT));
    port_write8(UART_THR, byte);
}

bool serial_get(uint8_t *byte)
{
    bool arrived = port_read8(UART_LSR) & LSR_DATA;
    if (arrived)
        *byte = port_read8(UART_RBR);
    return arrived;
}
