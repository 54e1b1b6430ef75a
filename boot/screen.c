/* The last words of boot code that has no BIOS any more. SPDX-License-Identifier: MIT */
#include "boot/screen.h"

#include "arch/x86.h"
#include "core/not_written.h"
#include "core/stop.h"
#include "core/uart.h"

enum {
    COLUMNS = 80,
    CELLS = 80 * 25,
    GREY = 0x0700, /* on black */
    BLANK = GREY | ' ',
};

extern volatile const uint8_t bios_cursor[2]; /* stage2.ld */

static void serial(char c)
{
    while (!(port_read8(UART_LSR) & LSR_THRE))
        cpu_pause();
    port_write8(UART_THR, (uint8_t)c);
}

/* One row up; where the last one begins. */
static unsigned scroll(volatile uint16_t *cell)
{
    unsigned at = 0;
    for (; at < CELLS - COLUMNS; at++)
        cell[at] = cell[at + COLUMNS];
    for (unsigned i = at; i < CELLS; i++)
        cell[i] = BLANK;
    return at;
}

void say(const char *text)
{
    static unsigned at = CELLS;
    volatile uint16_t *cell = (volatile uint16_t *)0xb8000;
    if (at == CELLS) {
        at = bios_cursor[0] + bios_cursor[1] * COLUMNS;
        port_write8(UART_LCR, LCR_8N1);
    }
    for (; *text; text++) {
        if (*text == '\n') {
            serial('\r');
            at += COLUMNS - at % COLUMNS;
        } else {
            cell[at++] = (uint16_t)(GREY | (uint8_t)*text);
        }
        if (at >= CELLS)
            at = scroll(cell);
        serial(*text);
    }
}

void not_written(int lab, const char *what)
{
    char number[2] = { (char)('0' + lab), 0 };
    say("\nnot written yet: lab ");
    say(number);
    say(": ");
    say(what);
    say("\n");
    stop_power_off();
}
