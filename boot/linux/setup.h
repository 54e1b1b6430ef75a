/* Between the parts of the 32-bit setup. SPDX-License-Identifier: MIT */
#ifndef SETUP_H
#define SETUP_H
#include "types.h"

/* The layout's numbers, from layout.ld: each symbol's address is the number. */
#define ADDRESS(symbol) ((uint32_t)(uintptr_t)(symbol))
extern char SETUP32_START[], KERNEL_START[], KERNEL_SIZE[], PROC_START[], PROC_END[],
    BOOT_HEAP_START[], DATA_START[], KERNEL_BSS_END[], ADDRESS_MAP_START[],
    COMMAND_LINE_START[], COMMAND_LINE_SIZE[], PT_1MB_START[], PT_16MB_START[],
    PT_KLIMIT_START[], PD_START[], PD_END[];
extern char IDENTITY_REST_VA_END[], MAP2_VA[], MAP2_VA_END[], KERNEL_HIGH[];

/* What setup32.asm must know of the kernel's file. */
struct kernel_file {
    uint32_t entry; /* where the kernel begins, linked address */
    uint32_t
        data_place; /* the data segment's place in the file, bytes from its start: whole pages */
    uint32_t data_pages;
};

struct zero_page;

/* Called once by setup32.asm, on the boot stack. Fills the boot heap, the address map and the
   command line, loads the kernel's data segment; stops with a line when it cannot. */
const struct kernel_file *setup_main(const struct zero_page *zp);

/* Checks the kernel's file, an ELF image that runs in place but for its data segment, which goes to
   DATA; the rest of DATA and KERNEL_BSS becomes zero. Stops with a line when it is another one. */
const struct kernel_file *kernel_load(void);
#endif
