/* Which chapter's kernel this is. SPDX-License-Identifier: MIT */
#ifndef CHAPTER_H
#define CHAPTER_H
#include "types.h"

extern const unsigned chapter; /* defined beside kmain(), constant */

/* Where a chapter's kernel begins, called by start.asm on the kernel's stack with the physical
   address of the boot information. Never returns. */
_Noreturn void kmain(paddr_t boot_info);

/* Exceptions, console, boot information: what every kmain() does first. Prints the chapter's title
   and the memory map. */
void kernel_begin(const char *title, paddr_t boot_info);
#endif
