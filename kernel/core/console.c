/* One console of two devices. SPDX-License-Identifier: MIT */
#include "core/console.h"

#include "arch/x86.h"
#include "core/print.h"
#include "core/serial.h"
#include "core/vga.h"

void console_init(void)
{
    serial_init(); /* first: it needs no page table */
    vga_init();
}

void console_put(char c)
{
    if (c == '\n')
        serial_put('\r');
    serial_put((uint8_t)c);
    vga_put(c);
}

char console_get(void)
{
    uint8_t byte;
    vga_show_cursor();
    while (!serial_get(&byte))
        cpu_pause();
    return (char)byte;
}

void print(const char *message, ...)
{
    char text[256];
    va_list args;
    va_start(args, message);
    vformat(text, sizeof text, message, args);
    va_end(args);
    for (const char *c = text; *c; c++)
        console_put(*c);
}
