/* Stage 2's last part, in protected mode without paging. SPDX-License-Identifier: MIT */
#ifndef LOADER_H
#define LOADER_H
#include "boot/boot_info.h"

/* Checks the memory map, fills the boot information and starts the kernel. Called by enter32. */
_Noreturn void loader_main(uint32_t image_size);

/* What the kernel needs beyond protected mode: false and *why when this machine cannot give it.
   *root: what CR3 must hold, 0 without paging. road32.c or road64.c. */
bool road_prepare(uint32_t *root, const char **why);

/* Jumps to the kernel: jump32.asm or long_mode.asm. */
_Noreturn void jump_kernel(uint32_t boot_info, uint32_t root);
#endif
