/* Exceptions: none may reset the machine without a word. SPDX-License-Identifier: MIT */
#ifndef TRAP_H
#define TRAP_H
#include "trap_frame.h"
#include "types.h"

enum { /* [intel/vol3] table 6-1 */
       VECTOR_PAGE_FAULT = 14,
};

enum { /* a page fault's error code, [intel/vol3] 4.7 */
       FAULT_PRESENT = 1 << 0,
       FAULT_WRITE = 1 << 1,
       FAULT_USER = 1 << 2,
       FAULT_RESERVED = 1 << 3,
       FAULT_FETCH = 1 << 4,
};

struct trap_register {
    const char *name;
    size_t offset; /* of an unsigned long in struct trap_frame */
};
extern const struct trap_register trap_registers[]; /* ends with a null name */

/* Loads the kernel's own GDT and IDT: the first call of the first C function. */
void traps_init(void);

/* Called by trap_entry.asm; changes to the frame take effect on return. */
void trap(struct trap_frame *frame);

/* Prints which table entry stopped an access to va: each chapter as far as it knows paging. */
void trap_explain(const struct trap_frame *frame, vaddr_t va);

/* Fills a frame with the registers as they are, vector and error 0 (capture.asm). */
void registers_capture(struct trap_frame *frame);

/* Prints all registers of a frame. */
void trap_print_registers(const struct trap_frame *frame);

/* Accesses that may fault (probe.asm). False: the access raised an exception, nothing happened. */
bool probe_read(vaddr_t va, uint8_t *byte);
bool probe_write(vaddr_t va, uint8_t byte);
bool probe_run(vaddr_t va); /* calls va, which must return */
#endif
