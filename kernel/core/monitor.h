/* The monitor: where every kernel waits when its stage's work is done. A person types at it; the
   grader drives it. SPDX-License-Identifier: MIT */
#ifndef MONITOR_H
#define MONITOR_H
#include "types.h"

struct command {
    const char *name, *arguments, *help;
    size_t nargs; /* how many arguments it must have; SIZE_MAX: any number */
    void (*run)(size_t nargs, char **arg);
};

/* Adds a command: the linker collects the section, so that a chapter's file brings its own. */
#define COMMAND(name, arguments, nargs, help)                                             \
    static void command_##name(size_t, char **);                                          \
    /* The alignment keeps the section an array: GCC would pad larger objects apart. */   \
    static const struct command entry_##name __attribute__((                              \
        section("commands"), used, aligned(sizeof(void *)))) = { #name, arguments, help,  \
                                                                 nargs, command_##name }; \
    static void command_##name(size_t n __attribute__((unused)),                          \
                               char **arg __attribute__((unused)))

/* arg as a number; false, having said so, when it is none. */
bool monitor_number(const char *arg, unsigned long long *number) MUST_CHECK;

/* Reads commands and runs them, for ever. */
_Noreturn void monitor(void);
#endif
