/* The registers by name. SPDX-License-Identifier: MIT */
#include "core/trap.h"

const struct trap_register trap_registers[] = {
    { "eax", offsetof(struct trap_frame, ax) },    { "ebx", offsetof(struct trap_frame, bx) },
    { "ecx", offsetof(struct trap_frame, cx) },    { "edx", offsetof(struct trap_frame, dx) },
    { "esi", offsetof(struct trap_frame, si) },    { "edi", offsetof(struct trap_frame, di) },
    { "ebp", offsetof(struct trap_frame, bp) },    { "eip", offsetof(struct trap_frame, ip) },
    { "efl", offsetof(struct trap_frame, flags) }, { NULL, 0 },
};
