/* The parts of the QEMU backend. SPDX-License-Identifier: MIT */
#ifndef QEMU_H
#define QEMU_H
#include "grading/backend.h"
#include "grading/qmp.h"

/* A stretch of guest-physical memory that is RAM: [start, end) is at `offset` of the RAM file. */
struct qemu_ram {
    paddr_t start, end;
    uint64_t offset;
};

struct qemu {
    struct qmp qmp;
    int gdb;   /* the gdb stub's line */
    int ram;   /* the guest's RAM as a file */
    int words; /* what QEMU itself printed */
    struct qemu_ram map[64];
    size_t nmap;
    bool pausing;   /* we asked for the stop that comes */
    json_t *answer; /* of the command under way */
};

/* Runs a QMP command and returns its answer's "return" (borrowed until the next), or NULL. */
const json_t *qemu_command(struct machine *m, const char *command, const char *line);

/* Runs a command of QEMU's human monitor; NULL when QEMU is gone. */
const char *qemu_monitor(struct machine *m, const char *line);

bool qemu_handle_messages(struct machine *m);
bool qemu_read(struct machine *m, paddr_t pa, void *to, size_t n);
bool qemu_cpu(struct machine *m, struct cpu_state *state);
bool qemu_asleep(struct machine *m);
bool qemu_port(struct machine *m, uint16_t port, uint8_t *value);
bool qemu_port_write(struct machine *m, uint16_t port, uint8_t value);

/* Breakpoints through the gdb stub, and one step past the one that the CPU stands on. */
bool qemu_set_breakpoint(struct machine *m, vaddr_t linear, bool on);
bool qemu_step(struct machine *m);
#endif
