/* What the labs' checks and the facts share: machines to start, and one look at a paused guest's
   registers and address space, compared with the layout's rows. SPDX-License-Identifier: MIT */
#ifndef LOOK_H
#define LOOK_H
#include "grading/check.h"

/* A machine for this check: the subject's medium, `ram_bytes` of RAM, the firmware's own map. */
struct setup {
    char image[IMAGE_PATH_MOST], modules[MODULES_MOST];
    struct machine_config config;
};
void setup_machine(struct setup *s, const struct check_run *c, uint64_t ram_bytes);

/* machine_start() that fails the check. NULL: it has failed. End it with machine_end(). */
struct machine *start(struct check_run *c, const struct machine_config *config) MUST_CHECK;

/* Runs to a breakpoint at a linear address, or until or_text (NULL: none) on the serial line; the
   machine is paused there. False: the check has failed, saying how it ended before `place`. */
bool run_on(struct check_run *c, struct machine *m, vaddr_t linear, const char *place,
            const char *or_text) MUST_CHECK;

/* Both. NULL: the check has failed, and no machine is left. */
struct machine *run_to(struct check_run *c, const struct machine_config *config, vaddr_t linear,
                       const char *place, const char *or_text) MUST_CHECK;

/* A kernel symbol's address; the check fails when kernel.elf has none. */
bool symbol(struct check_run *c, const char *name, vaddr_t *va) MUST_CHECK;

/* Guest RAM while paused; the check fails when it cannot be read. */
bool ram(struct check_run *c, struct machine *m, paddr_t pa, void *to, size_t n) MUST_CHECK;

/* A maximal run of pages with consecutive physical addresses and equal rights. */
struct run {
    vaddr_t va;
    uint64_t size; /* bytes */
    paddr_t pa;
    bool w, x, u, uncached;
    unsigned leaf_level;
};

/* The guest, paused and looked at: its registers and all that its page tables map. */
struct view {
    struct check_run *c;
    struct machine *m;
    const struct page_mode *mode;
    struct cpu_state cpu;
    paddr_t root;
    struct run *run; /* ascending va */
    size_t n, capacity;
    paddr_t ram_end; /* 0 until view_ram_end() has been asked */
};

/* Pauses the guest and looks. False: the check has failed; nothing needs dropping. */
bool view_take(struct view *v, struct check_run *c, struct machine *m) MUST_CHECK;

/* Forgets the view and lets the guest go on. */
void view_drop(struct view *v);

/* The run that maps va; NULL: nothing does. */
const struct run *view_at(const struct view *v, vaddr_t va);

/* Where va leads, by the tables. False: nowhere. */
bool view_pa(const struct view *v, vaddr_t va, paddr_t *pa);

/* Where the machine's usable memory ends, whole pages, by the firmware's word to the grader's own
   probe on a like machine. 0: the check has failed. */
paddr_t view_ram_end(struct view *v);

/* What a stretch of virtual memory must be. */
struct window {
    const char *what; /* "kernel window (C18)" */
    vaddr_t va;
    uint64_t size;
    paddr_t pa;
    bool w, x;
};

/* Where it is not all cached memory in pages of 4 KiB. */
struct page_kind {
    bool uncached;
    uint64_t large; /* bit n: pages of 1 << n bytes may map it, beside those of 4 KiB */
};

/* Each of these fails the check at the first difference, entry by entry, and returns false. */
bool expect_window(struct view *v, const struct window *w);
bool expect_pages(struct view *v, const struct window *w, struct page_kind kind);
bool expect_row(struct view *v, const char *id); /* all of it, but for BACK_FRAMES */
bool expect_rows(struct view *v);                /* every such row that the kernel has by now */
bool expect_unmapped(struct view *v, const char *what, vaddr_t va, uint64_t size);
bool expect_nothing_else(struct view *v,
                         vaddr_t from); /* no page outside this chapter's rows */

/* Whether a register holds what it should: bits of `mask` equal `value`. */
struct bits {
    const char *name; /* "CR0.WP" */
    uint64_t mask, value;
};
bool expect_bits(struct check_run *c, const char *reg, uint64_t found, const struct bits *bits,
                 size_t n);
#endif
