/* The end, explained. SPDX-License-Identifier: MIT */
#ifndef PANIC_H
#define PANIC_H
#include "types.h"

struct trap_frame;

/* Prints the message with file and line, the control registers and a backtrace, and halts. For
   broken invariants; what may fail in a healthy system returns an error instead. */
_Noreturn void panic_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)

/* The same for an exception: the registers and the backtrace are the frame's. */
_Noreturn void panic_frame(const struct trap_frame *frame, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Stays in every build. */
#define ASSERT(condition)                     \
    do {                                      \
        if (!(condition))                     \
            panic("%s is false", #condition); \
    } while (0)
#endif
