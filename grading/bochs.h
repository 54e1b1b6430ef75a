/* The parts of the Bochs backend. SPDX-License-Identifier: MIT */
#ifndef BOCHS_H
#define BOCHS_H
#include "grading/backend.h"

struct bochs {
    int debugger;        /* Bochs' stdin and stdout: the debugger's prompt */
    int log;             /* its log, line by line */
    int terminal;        /* the slave end of the serial line's terminal, kept open */
    struct text output;  /* of the debugger, since the last command */
    struct text logged;  /* the log's unfinished line */
    struct text trouble; /* the log's last panic */
    bool at_prompt;
    bool echoes;       /* it repeats commands: built with readline */
    bool interrupted;  /* we sent the interrupt that stops it */
    bool triple_fault; /* the log says so, and has the registers; the CPU was reset after it */
    struct text dump;  /* those registers */
    bool powered_off;
    vaddr_t breakpoint[256]; /* as numbered: Bochs counts up and uses no number twice */
    size_t nbreakpoints;
};

/* Types a debugger command and waits for the next prompt; its output, or NULL: Bochs is gone. */
const char *bochs_command(struct machine *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Steps one instruction. False: interrupted after so many seconds, or Bochs is gone. */
bool bochs_step(struct machine *m, double seconds);

void bochs_handle_output(struct machine *m);
void bochs_handle_log(struct machine *m);

bool bochs_read(struct machine *m, paddr_t pa, void *to, size_t n);
bool bochs_cpu(struct machine *m, struct cpu_state *state);
bool bochs_asleep(struct machine *m);

/* Starts the program; false: machine_broke() has the reason. */
bool bochs_execute(struct machine *m, int image);
#endif
