/* The first serial port's registers, a 16550 at 0x3f8. SPDX-License-Identifier: MIT */
#ifndef UART_H
#define UART_H

enum {
    UART = 0x3f8,
    UART_THR = UART + 0, /* write: transmit. With DLAB: divisor, low byte */
    UART_RBR = UART + 0, /* read: receive */
    UART_IER = UART + 1, /* interrupts. With DLAB: divisor, high byte */
    UART_FCR = UART + 2, /* FIFO control */
    UART_LCR = UART + 3, /* line control */
    UART_MCR = UART + 4, /* modem control */
    UART_LSR = UART + 5, /* line status */
};

enum {
    LCR_8N1 = 0x03,  /* 8 data bits, no parity, 1 stop bit; 0 means 5 data bits */
    LCR_DLAB = 0x80, /* the first two registers are the divisor's */
    FCR_ENABLE_AND_CLEAR = 0x07,
    MCR_DTR_RTS = 0x03,
    LSR_DATA = 0x01, /* a byte has arrived */
    LSR_THRE = 0x20, /* the transmitter takes another byte */
    LSR_TEMT = 0x40, /* the transmitter is empty: the last bit is on the line */
};
#endif
