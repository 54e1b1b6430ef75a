/* What trap_entry.asm leaves on the stack, lowest address first. SPDX-License-Identifier: MIT */
#ifndef TRAP_FRAME_H
#define TRAP_FRAME_H

struct trap_frame {
    unsigned long di, si, bp, pusha_sp, bx, dx, cx, ax; /* by PUSHA */
    unsigned long vector, error; /* pushed by the entry, error by the CPU if it has one */
    unsigned long ip, cs, flags; /* pushed by the CPU; in ring 0 it leaves the stack alone */
};

/* Where the interrupted code's stack stands: right above what the CPU pushed. */
#define TRAP_FRAME_SP(f) ((unsigned long)((f) + 1))
#define IP_NAME          "eip"
#define REGISTER         "0x%08lx" /* how a register prints */
#endif
