/* What trap_entry.asm leaves on the stack, lowest address first. SPDX-License-Identifier: MIT */
#ifndef TRAP_FRAME_H
#define TRAP_FRAME_H

struct trap_frame {
    unsigned long r15, r14, r13, r12, r11, r10, r9, r8, di, si, bp, bx, dx, cx, ax;
    unsigned long vector, error; /* pushed by the entry, error by the CPU if it has one */
    unsigned long ip, cs, flags, sp, ss; /* pushed by the CPU, [intel/vol3] 6.14.2 */
};

#define TRAP_FRAME_SP(f) ((f)->sp)
#define IP_NAME          "rip"
#define REGISTER         "0x%016lx" /* how a register prints */
#endif
