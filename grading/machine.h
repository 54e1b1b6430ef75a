/* A machine under test: QEMU or Bochs behind one interface. All that a check knows of a guest it
   reads from outside, through these calls. SPDX-License-Identifier: MIT */
#ifndef MACHINE_H
#define MACHINE_H
#include "boot/boot_info.h"
#include "types.h"

enum emulator { QEMU, BOCHS };

/* What a machine starts from. */
enum medium {
    MEDIUM_FLOPPY, /* at most 1440 KiB; the guest may write to its own copy */
    MEDIUM_CDROM,  /* an ISO image */
    MEDIUM_KERNEL, /* QEMU's -kernel: a Multiboot 1 ELF32 or a Linux image; Bochs cannot */
};

struct machine_config {
    enum emulator emulator;
    enum medium medium;
    const char *image;        /* the disk or kernel file; never written to */
    const char *command_line; /* MEDIUM_KERNEL only: QEMU's -append; NULL: none */
    const char *initrd;       /* MEDIUM_KERNEL only: QEMU's -initrd, the files of modules with a
                                 comma between two, and ",," for one in a name; NULL: none */
    uint64_t ram_bytes;       /* whole MiB */
    const char *cpu;          /* QEMU: -cpu; NULL: max. Bochs ignores it */
    const char *chipset;      /* QEMU: -machine; NULL: pc */
    const struct e820_entry
        *map;       /* planted in the image's memory map area; NULL: the firmware's own */
    size_t nmap;    /* at most 255 */
    double seconds; /* budget for the whole life, already scaled: wall-clock time, less what
                       the emulator waited for a processor */
};

/* Why machine_run() came back. */
enum stop {
    STOP_TEXT, /* the awaited text arrived on the serial line */
    STOP_BREAKPOINT,
    STOP_TRIPLE_FAULT, /* or another reset; paused, registers as far as the emulator keeps them:
                          Bochs has no flags, GDT and IDT then */
    STOP_POWER_OFF,    /* the guest switched itself off */
    STOP_TIMEOUT,      /* paused where it was */
    STOP_EMULATOR,     /* the emulator itself died; machine_error() has its words */
};

struct descriptor_table {
    uint64_t base;
    uint32_t limit;
};

/* The CPU's state at a stop; after a triple fault, that at the faulting instruction. */
struct cpu_state {
    uint64_t rip, rsp, rbp, rflags;
    uint64_t rax, rbx, rsi, rdi; /* what boot loaders pass on; not after a triple fault in Bochs */
    uint64_t cr0, cr2, cr3, cr4, efer;
    uint16_t cs, ss;
    uint64_t cs_base;
    uint32_t cs_high; /* of CS's descriptor, the upper half, as the CPU holds it; bit 21: L */
    struct descriptor_table gdt, idt;
};

struct machine;

/* Starts the emulator, paused before the first instruction. NULL: it could not be started, and
   *why says so (missing program, unusable image). */
struct machine *machine_start(const struct machine_config *config, const char **why) MUST_CHECK;

/* Ends the emulator, removes its files and frees the machine. NULL is allowed. */
void machine_end(struct machine *m);

/* Runs until `text` (NULL: none) has arrived on the serial line since the last call, or another
   stop; resumes a paused guest. After STOP_TEXT the guest runs on, unless it has come to an end
   meanwhile. A guest that halted with interrupts off, or floods the line, ends as STOP_TIMEOUT
   without waiting for it. */
enum stop machine_run(struct machine *m, const char *text);

/* Pauses the guest, so that memory and registers can be read together. */
bool machine_pause(struct machine *m);
bool machine_resume(struct machine *m);

/* A breakpoint at a linear address, before the first machine_run() or while paused. Who else runs
   there meanwhile hits it too: the BIOS and, from a CD-ROM, GRUB, which uses 1 MiB and more. */
bool machine_break(struct machine *m, vaddr_t linear);
bool machine_unbreak(struct machine *m, vaddr_t linear);

/* Sends bytes to the guest's serial line. */
bool machine_send(struct machine *m, const char *bytes, size_t n);

/* Types a command at the monitor and returns its answer: the lines between the echo and the next
   prompt, without '\r' and NUL bytes, valid until the next call. NULL: no prompt came back; *stop
   says why. */
const char *machine_ask(struct machine *m, enum stop *stop, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* All that the guest has sent so far, and how much. NUL bytes may be in it. */
const char *machine_serial(const struct machine *m, size_t *n);

/* Guest-physical memory, while paused. False: not memory; or Bochs, which is gone after a power
   off. */
bool machine_read(struct machine *m, paddr_t pa, void *to, size_t n) MUST_CHECK;

bool machine_cpu(struct machine *m, struct cpu_state *state) MUST_CHECK;

/* QEMU: an I/O port's value as the device shows it. False where the emulator cannot (Bochs). */
bool machine_port(struct machine *m, uint16_t port, uint8_t *value) MUST_CHECK;

/* QEMU: writes an I/O port. Restores are the caller's business. */
bool machine_port_write(struct machine *m, uint16_t port, uint8_t value) MUST_CHECK;

const char *machine_error(const struct machine *m);
const struct machine_config *machine_config(const struct machine *m);
const char *emulator_name(enum emulator e);
#endif
