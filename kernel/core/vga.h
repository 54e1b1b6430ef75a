/* The text screen: 80 × 25 characters at physical 0xb8000. SPDX-License-Identifier: MIT */
#ifndef VGA_H
#define VGA_H

/* Clears the screen. */
void vga_init(void);

/* Shows a character; '\n' starts a new line, '\b' steps back. The screen scrolls. */
void vga_put(char c);

/* Puts the cursor where the next character will go: when somebody is to type, since it costs four
   writes to I/O ports. */
void vga_show_cursor(void);
#endif
