/* The way that the 64-bit kernels take through GRUB: from the CD-ROM to the bootstrap, to the
   kernel's first instruction, to the monitor. Seen from outside. SPDX-License-Identifier: MIT */
#ifndef FACTS_GRUB64_H
#define FACTS_GRUB64_H
#include "grading/facts/common.h"
#include "grading/facts/elf_parts.h"
#include "grading/labs/memory_model.h"

enum {
    TABLES_SEEN = 512, /* page tables of one address space that are told apart */
};

/* A machine on this way. Each step fails the check when it does not get there. */
struct grub_way {
    struct check_run *c;
    struct setup setup;        /* the medium is GRUB's CD-ROM in both emulators */
    struct file file;          /* boot.elf */
    struct elf_part bootstrap; /* its segments */
    struct elf_part kernel;
    vaddr_t entry; /* the bootstrap's first instruction */
    struct machine *m;
    struct cpu_state cpu; /* at the last stop */
};

/* Reads boot.elf: its bootstrap must lie at 1 MiB, the kernel at 16 MiB. Drop it whatever this
   says. */
bool way_begin(struct grub_way *w, struct check_run *c, uint64_t ram_bytes) MUST_CHECK;
void way_drop(struct grub_way *w);

/* A machine starts and runs to the bootstrap, as GRUB has loaded it, byte for byte. */
bool way_bootstrap(struct grub_way *w) MUST_CHECK;

/* On, or from the start, to the kernel's first instruction, in whichever mode and at whichever of
   its addresses, to kmain, to the monitor's prompt. The guest is paused. */
bool way_kernel(struct grub_way *w) MUST_CHECK;
bool way_kmain(struct grub_way *w) MUST_CHECK;
bool way_ready(struct grub_way *w) MUST_CHECK;

/* Pauses the guest wherever it is, and looks at its registers. */
bool way_look(struct grub_way *w) MUST_CHECK;

/* The bytes that boot.elf has for the kernel from physical address pa on. NULL: the
   check has failed. */
const unsigned char *way_bytes(struct grub_way *w, paddr_t pa, size_t n);

/* A kernel symbol's address, physical: it is linked where it is loaded or, as both documents have
   it, in a GiB of virtual memory that begins with physical address 0. */
bool way_symbol(struct grub_way *w, const char *name, paddr_t *pa) MUST_CHECK;

/* The CPU is in 64-bit mode: paging, EFER.LMA, a code segment with the L bit. */
bool expect_64_bit(struct grub_way *w, const char *where);

/* The linked kernel's sections lie between first and last, are mapped to where they were loaded,
   code R-X, constants R--, data and BSS RW-; and no page of the view is both W and X. number: the
   fact's. */
bool sections_in(struct grub_way *w, struct view *v, const char *number, vaddr_t first,
                 vaddr_t last);

/* The page tables that CR3 leads to, ascending, each once. */
struct table_set {
    paddr_t table[TABLES_SEEN];
    size_t n;
};
bool tables_find(struct grub_way *w, struct table_set *set) MUST_CHECK;
bool tables_have(const struct table_set *set, paddr_t table);

/* Draws the memory of a PC with this much RAM, at least 24 MiB, with holes on both sides of the
   kernel: no whole pages. */
void draw_memory(struct plan *p, struct random *r, uint64_t ram_bytes);
#endif
