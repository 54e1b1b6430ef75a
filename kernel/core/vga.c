/* VGA text mode 3: two bytes a cell, the character and its colours.
   SPDX-License-Identifier: MIT */
#include "core/vga.h"

#include "arch/x86.h"
#include "mm/reach.h"

enum {
    COLUMNS = 80,
    ROWS = 25,
    SCREEN = ROWS * COLUMNS, /* cells shown */
    CELLS = 32 * 1024 / 2,   /* cells there are: the screen is a window on them */
    BLANK = 0x0720,          /* light grey on black, a space */
    CRTC_INDEX = 0x3d4,
    CRTC_DATA = 0x3d5,
    CRTC_START = 0x0c,  /* first cell shown: high byte, then low byte */
    CRTC_CURSOR = 0x0e, /* the cursor's cell, the same way */
};

static unsigned top; /* the first cell shown */
static unsigned at;  /* the cell that the next character goes to */

static volatile uint16_t *cells(void)
{
    return phys_at(0xb8000);
}

static void crtc_write(uint8_t index, unsigned cell)
{
    port_write8(CRTC_INDEX, index);
    port_write8(CRTC_DATA, (uint8_t)(cell >> 8));
    port_write8(CRTC_INDEX, index + 1);
    port_write8(CRTC_DATA, (uint8_t)cell);
}

static void blank(unsigned first, unsigned n)
{
    volatile uint16_t *cell = cells();
    for (unsigned i = first; i < first + n; i++)
        cell[i] = BLANK;
}

/* Video memory is slow: moving the window costs less than moving 2000 cells. Only when it comes to
   the end of the memory, the rows that stay are copied to the beginning. */
static void scroll(void)
{
    top += COLUMNS;
    if (top + SCREEN > CELLS) {
        volatile uint16_t *cell = cells();
        for (unsigned i = 0; i < SCREEN - COLUMNS; i++)
            cell[i] = cell[top + i];
        at -= top;
        top = 0;
    }
    blank(top + SCREEN - COLUMNS, COLUMNS);
    crtc_write(CRTC_START, top);
}

void vga_init(void)
{
    top = at = 0;
    blank(0, SCREEN);
    crtc_write(CRTC_START, top);
}

void vga_put(char c)
{
    unsigned column = (at - top) % COLUMNS;
    if (c == '\n')
        at += COLUMNS - column;
    else if (c == '\b')
        at -= column != 0;
    else
        cells()[at++] = (uint16_t)((BLANK & 0xff00) | (uint8_t)c);
    if (at >= top + SCREEN)
        scroll();
}

void vga_show_cursor(void)
{
    crtc_write(CRTC_CURSOR, at);
}
