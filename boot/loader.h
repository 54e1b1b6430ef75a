/* The last part of every boot road: 32-bit code without paging, about to start the kernel.
   SPDX-License-Identifier: MIT */
#ifndef LOADER_H
#define LOADER_H
#include "boot/boot_info.h"

/* How this road's messages begin: "stage 2: ". */
extern const char loader_name[];

/* Prints why the kernel cannot be started, on screen and serial line, and halts. name and facts
   may be empty: the layout's row that it is about, and the facts behind it. */
_Noreturn void loader_stop(const char *why, const char *name, const char *facts);

/* Where an entry of the memory map ends; one that wraps reaches to the top. */
paddr_t e820_end(const struct e820_entry *e);

/* Whether the map calls all of [start, end) usable, in however many pieces, and no other entry
   claims a part of it. */
bool e820_usable(const struct e820_map *map, paddr_t start, paddr_t end);

/* Starts the kernel with this boot information, or stops with a line that says why not: the memory
   map must be sound and have memory for every row that the kernel keeps; a module may lie on none
   of them but one for modules, and must lie on that where the layout has it; the CPU must do what
   the layout needs. */
_Noreturn void loader_start(const struct boot_info *info);

/* What the kernel needs beyond protected mode; stops with a line when this machine cannot give it.
   Returns what CR3 must hold, 0 without paging. flat/, i686/ or x86_64/road.c. */
uint32_t road_prepare(void);

/* Jumps to the kernel: flat/jump.asm, i686/paging.asm or x86_64/long_mode.asm. */
_Noreturn void jump_kernel(uint32_t boot_info, uint32_t root);
#endif
