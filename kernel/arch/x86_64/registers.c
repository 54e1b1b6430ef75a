/* The registers by name. SPDX-License-Identifier: MIT */
#include "core/trap.h"

const struct trap_register trap_registers[] = {
    { "rax", offsetof(struct trap_frame, ax) },
    { "rbx", offsetof(struct trap_frame, bx) },
    { "rcx", offsetof(struct trap_frame, cx) },
    { "rdx", offsetof(struct trap_frame, dx) },
    { "rsi", offsetof(struct trap_frame, si) },
    { "rdi", offsetof(struct trap_frame, di) },
    { "rbp", offsetof(struct trap_frame, bp) },
    { "rsp", offsetof(struct trap_frame, sp) },
    { "r8 ", offsetof(struct trap_frame, r8) },
    { "r9 ", offsetof(struct trap_frame, r9) },
    { "r10", offsetof(struct trap_frame, r10) },
    { "r11", offsetof(struct trap_frame, r11) },
    { "r12", offsetof(struct trap_frame, r12) },
    { "r13", offsetof(struct trap_frame, r13) },
    { "r14", offsetof(struct trap_frame, r14) },
    { "r15", offsetof(struct trap_frame, r15) },
    { "rip", offsetof(struct trap_frame, ip) },
    { "rfl", offsetof(struct trap_frame, flags) },
    { NULL, 0 },
};
