/* Last words that need nothing of the console's. SPDX-License-Identifier: MIT */
#include "core/stop.h"

#include "arch/x86.h"
#include "core/not_written.h"
#include "core/print.h"
#include "core/uart.h"

static void last_words(const char *text)
{
    port_write8(UART_LCR, LCR_8N1);
    for (; *text; text++) {
        for (int patience = 100000; patience && !(port_read8(UART_LSR) & LSR_THRE); patience--)
            cpu_pause();
        port_write8(UART_THR, (uint8_t)*text);
    }
}

void stop_with(const char *text)
{
    last_words("\r\n");
    last_words(text);
    last_words("\r\n");
    stop_halt();
}

void not_written(int lab, const char *what)
{
    char text[128];
    format(text, sizeof text, "\r\nnot written yet: lab %d: %s\r\n", lab, what);
    last_words(text);
    stop_power_off();
}
