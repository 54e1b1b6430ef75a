/* jinue's image, taken apart, and a machine on its way from the boot loader into the kernel.
   SPDX-License-Identifier: MIT */
#ifndef JINUE_WAY_H
#define JINUE_WAY_H
#include "boot/linux/linux.h"
#include "grading/facts/elf_parts.h"

/* The document's numbers. */
#define JINUE_IMAGE    0x100000ull /* E2: the 32-bit setup; after a page the kernel, E4 */
#define JINUE_KERNEL   0x101000ull
#define JINUE_MAP1_END 0x200000ull   /* E9 */
#define JINUE_MAP2     0x1000000ull  /* E10: 16 MiB … */
#define JINUE_MAP2_END 0x1c00000ull  /* … and BOOT_SIZE_AT_16MB more */
#define JINUE_KLIMIT   0xc0000000ull /* E11 */

/* boot.bin: [0, real_size) is the real-mode part, the rest belongs at 1 MiB. */
struct jinue_image {
    struct file file;
    size_t real_size;
    const unsigned char *high; /* the rest */
    size_t high_size;
    size_t loader; /* where in the rest the user-space loader's ELF file begins */
    struct elf_parts kernel, user;
    const struct elf_part *data; /* the kernel's only writable segment */
};

/* Reads boot.bin and finds its parts as E1 and E4 order them. False: the check has failed. Free
   with jinue_image_drop(). */
bool jinue_image(struct jinue_image *i, struct check_run *c) MUST_CHECK;
void jinue_image_drop(struct jinue_image *i);

/* A machine and how far it came: at the setup's first instruction, then at the kernel's, then in
   the monitor, paused each time. */
struct linux_way {
    struct check_run *c;
    struct machine *m;
    struct jinue_image image;
    paddr_t
        real; /* where the real-mode part was loaded: ESI at the setup's first instruction */
    struct cpu_state cpu; /* at the kernel's first instruction, as `given` is */
    /* what EDI points to there: the start of a struct jinue_hand_over, whose end lies elsewhere in
       64-bit code */
    struct {
        struct boot_info info;
        struct jinue_boot_info own;
    } given;
};

/* Starts a machine like `config` (emulator, medium and image are filled in), paused at the setup's
   first instruction. False: the check has failed. End with linux_end() either way. */
bool linux_begin(struct linux_way *w, struct check_run *c,
                 const struct machine_config *config) MUST_CHECK;
bool linux_to_kernel(struct linux_way *w) MUST_CHECK;
bool linux_to_monitor(struct linux_way *w) MUST_CHECK;
void linux_end(struct linux_way *w);

/* All three with 64 MiB and the firmware's own map. */
bool linux_at_kernel(struct linux_way *w, struct check_run *c) MUST_CHECK;
bool linux_at_monitor(struct linux_way *w, struct check_run *c) MUST_CHECK;

/* The data segment: its place as linked, seen from KLIMIT, and its size, whole pages. */
vaddr_t linux_data_va(const struct linux_way *w);
uint64_t linux_data_size(const struct linux_way *w);
#endif
