/* VGA text mode 3: two bytes a cell, the character and its colours. SPDX-License-Identifier: MIT */
#include "core/vga.h"

#include "arch/x86.h"
#include "mm/reach.h"

enum {
    COLUMNS = 80,
    ROWS = 25,
    BLANK = 0x0720, /* light grey on black, a space */
    CRTC_INDEX = 0x3d4,
    CRTC_DATA = 0x3d5,
    CURSOR_HIGH = 0x0e,
    CURSOR_LOW = 0x0f,
};

static unsigned at; /* the cell that the next character goes to */

static volatile uint16_t *cells(void)
{
    return phys_at(0xb8000);
}

static void show_cursor(void)
{
    port_write8(CRTC_INDEX, CURSOR_HIGH);
    port_write8(CRTC_DATA, (uint8_t)(at >> 8));
    port_write8(CRTC_INDEX, CURSOR_LOW);
    port_write8(CRTC_DATA, (uint8_t)at);
}

static void scroll(void)
{
    volatile uint16_t *cell = cells();
    for (unsigned i = 0; i < (ROWS - 1) * COLUMNS; i++)
        cell[i] = cell[i + COLUMNS];
    for (unsigned i = (ROWS - 1) * COLUMNS; i < ROWS * COLUMNS; i++)
        cell[i] = BLANK;
    at -= COLUMNS;
}

void vga_init(void)
{
    volatile uint16_t *cell = cells();
    for (unsigned i = 0; i < ROWS * COLUMNS; i++)
        cell[i] = BLANK;
    at = 0;
    show_cursor();
}

void vga_put(char c)
{
    if (c == '\n') {
        at += COLUMNS - at % COLUMNS;
    } else if (c == '\b') {
        at -= at % COLUMNS != 0;
    } else {
        cells()[at++] = (uint16_t)((BLANK & 0xff00) | (uint8_t)c);
    }
    if (at >= ROWS * COLUMNS)
        scroll();
    show_cursor();
}
