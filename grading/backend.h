/* What an emulator must be able to do, and the part of a machine that both share.
   SPDX-License-Identifier: MIT */
#ifndef BACKEND_H
#define BACKEND_H
#include "grading/machine.h"
#include "grading/serial.h"
#include <poll.h>
#include <sys/types.h>

enum {
    BREAKPOINTS = 16, /* at once */
    BACKEND_FDS = 4,
};

struct qemu;
struct bochs;

struct machine {
    const struct backend *backend;
    struct machine_config config;
    struct serial serial;
    double deadline;
    double starved; /* seconds of waiting for a processor that the deadline allows for */
    pid_t pid;
    bool running;
    bool stopped; /* by itself, since the last resume: `stop` says why */
    enum stop stop;
    bool over;      /* triple fault, power off or emulator failure: it runs no more */
    bool asleep;    /* found halted with interrupts off: it runs no more either */
    unsigned epoch; /* of no other machine, and another whenever the guest may have run */
    vaddr_t breakpoint[BREAKPOINTS];
    size_t nbreakpoints;
    struct text error, answer;
    union {
        struct qemu *qemu;
        struct bochs *bochs;
    };
};

/* All return false, with machine_broke() called, when the emulator is gone. */
struct backend {
    const char *name;
    /* Starts it with the boot image in a descriptor of its own. False: machine's error. */
    bool (*start)(struct machine *m, int image);
    void (*end)(struct machine *m);
    bool (*resume)(struct machine *m);
    bool (*pause)(struct machine *m); /* returns when the CPU stands */
    bool (*set_breakpoint)(struct machine *m, vaddr_t linear, bool on);
    bool (*read)(struct machine *m, paddr_t pa, void *to, size_t n);
    bool (*cpu)(struct machine *m, struct cpu_state *state);
    /* While paused: whether it is halted with interrupts off, so that nothing wakes it. */
    bool (*asleep)(struct machine *m);
    bool (*port)(struct machine *m, uint16_t port, uint8_t *value);
    bool (*port_write)(struct machine *m, uint16_t port, uint8_t value);
    /* Which descriptors to watch, and what to do when some are ready. */
    size_t (*watch)(struct machine *m, struct pollfd *fds);
    void (*listen)(struct machine *m, const struct pollfd *fds);
};

extern const struct backend backend_qemu, backend_bochs;

/* Called by backends: the guest stopped by itself. */
void machine_stopped(struct machine *m, enum stop stop);

/* Called by backends: the emulator failed, and how. The first words stay. */
void machine_broke(struct machine *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Waits for the serial line or the backend, and lets them handle it. False: the deadline. */
bool machine_poll(struct machine *m, double deadline);

/* Whether the CPU, which stands, stands on a breakpoint, and on which. */
bool machine_on_breakpoint(struct machine *m, vaddr_t *linear);

/* Ends a run whose time is over: pauses the guest, and says how that went. */
enum stop machine_out_of_time(struct machine *m);

/* How long an emulator may take to answer a question of its debugger's. */
double machine_patience(void);

/* What machine_broke() said last, of any machine; "" when none has failed since `forget`. */
const char *machine_failure(void);
void machine_failure_forget(void);

/* A number that changes whenever the guest may have changed its memory. */
unsigned machine_epoch(const struct machine *m);

/* Whether the guest was found halted with interrupts off, which ends a run as STOP_TIMEOUT. */
bool machine_asleep(const struct machine *m);

/* Whether it can still run, and a fresh budget for it. */
bool machine_alive(const struct machine *m);
void machine_allow(struct machine *m, double seconds);

/* The boot image as a descriptor: a private copy, with the memory map planted, of a file that has
   no name and so leaves nothing behind; or, read only, the file itself, where neither the guest nor
   a map changes it. -1: *why. */
int image_open(const struct machine_config *config, const char **why);

/* Writes the image of the machine that this process started last to PATH.img, and to PATH.args its
   RAM in MiB, chipset, CPU, medium (floppy, cdrom, kernel) and kernel command line, one a line;
   each file is complete or not there, and the two are of one machine. PATH has a directory in it. A
   kernel's modules are not kept. */
bool image_keep(const char *path);
#endif
