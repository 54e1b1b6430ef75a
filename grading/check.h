/* Checks: what a lab is worth and how each point is decided. SPDX-License-Identifier: MIT */
#ifndef CHECK_H
#define CHECK_H
#include "grading/machine.h"
#include "layouts/layout.h"

struct random; /* a deterministic generator, seeded per (SEED, check id) */
uint64_t random_next(struct random *r);
uint64_t random_below(struct random *r, uint64_t n); /* n > 0 */

/* What was built, and what a check may look at. */
struct subject {
    const struct layout *layout;
    unsigned chapter;
    const char *directory; /* kernel.elf, and the boot images of the layout's road */
    bool (*symbol)(const struct subject *s, const char *name, vaddr_t *va); /* of kernel.elf */
};

/* One check in progress: its result is a failure as soon as check_fail() was called. */
struct check_run {
    const struct subject *subject;
    enum emulator emulator;
    struct random *random;
    struct machine
        *machine; /* booted and waiting in the monitor, when the check asked for that */
    /* the rest is the report's */
    struct check_result *result;
    const char
        *keep; /* where the machine of the first failure is kept, or NULL: image_keep() */
};

enum boot_need {
    BOOT_READY, /* a machine of the check's config, booted up to "ready:", shared when equal */
    BOOT_OWN,   /* the check starts its own machines with check_boot() */
};

struct check {
    const char *id; /* "3.2" */
    const char *title;
    unsigned points;
    const char *needs; /* "3.1", or NULL: skipped unless that check passed */
    const char *hint;  /* what to read or try, one line */
    enum boot_need boot;
    bool bochs_only; /* only Bochs shows this: run there whatever EMU says */
    void (*run)(struct check_run *c);
    const char *layout; /* whose kernel it looks at; NULL: the lab's home layout */
    bool cdrom; /* asks for MEDIUM_CDROM in QEMU too, where boot.iso is not always built */
};

struct lab {
    unsigned number;
    const char *slug;   /* "03-physical-memory" */
    const char *layout; /* home layout */
    unsigned chapter;
    const char *const *files; /* what the student hands in, e.g. "frames.c"; NULL ends */
    const struct check *checks;
    size_t nchecks;
};
extern const struct lab *const grading_labs[]; /* NULL ends */

/* Reports what was expected and found; the first call of a check decides the verdict and is
   printed whole. Lines are joined by '\n'; those of further calls follow, up to 2000 bytes. What
   it quotes from a guest is made fit to print. */
void check_fail(struct check_run *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, for one page-table entry of the outside walk: prints the address, its indices and the
   two entries with the differing bits named. */
void check_fail_entry(struct check_run *c, vaddr_t va, pte_t expected, pte_t found);

/* Notes a line about the machine that is no verdict: the matrix compares the emulators' notes. */
void check_note(struct check_run *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

enum {
    IMAGE_PATH_MOST = 4352,
    MODULES_MOST = 16384,
};

/* Fills in what a machine of the subject's starts from, unless config->image says so: boot.img on
   the BIOS road; else boot.elf or boot.bin in QEMU and boot.iso in Bochs, or the medium that config
   names. A Multiboot kernel gets the files in modules/, sorted by name, unless config->initrd is
   set. image (IMAGE_PATH_MOST bytes) and modules (MODULES_MOST) hold the names, which config then
   points to. */
void subject_medium(const struct subject *s, struct machine_config *config, char *image,
                    char *modules);

/* machine_start() from what subject_medium() says; the machine's configuration names no files. */
struct machine *subject_start(const struct subject *s, const struct machine_config *config,
                              const char **why) MUST_CHECK;

/* For a subject's symbol: reads its kernel.elf. */
bool subject_symbol(const struct subject *s, const char *name, vaddr_t *va);

/* Starts a machine for this check, boots it to "ready:" and leaves it in the monitor. On failure
   explains the death (triple fault, panic, hang, "not written yet") and returns NULL. The emulator
   is the run's; image NULL is the subject's by subject_medium(), ram_bytes 0 is 64 MiB, seconds
   0 is 10. seconds are multiplied by TIMEOUT_SCALE here. */
struct machine *check_boot(struct check_run *c, const struct machine_config *config) MUST_CHECK;
void check_done(struct check_run *c, struct machine *m);

/* machine_ask() that fails the check, explained, when the guest dies over the question. */
const char *check_ask(struct check_run *c, struct machine *m, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The page tables as they stand, walked from outside by the grader's own reader. */
struct outside_entry {
    bool present;
    unsigned level;      /* of `entry`; 0: root */
    unsigned leaf_level; /* the same, where a page is present */
    unsigned index[5];
    paddr_t table[5];
    pte_t entry; /* the one that decides */
    paddr_t pa;
    bool w, x, u; /* over the whole path */
};
bool outside_walk(struct machine *m, const struct page_mode *mode, paddr_t root, vaddr_t va,
                  struct outside_entry *e) MUST_CHECK;

/* Calls visit for every maximal run of pages with consecutive physical addresses and equal
   rights, ascending. visit returns false to stop. */
bool outside_runs(struct machine *m, const struct page_mode *mode, paddr_t root,
                  bool (*visit)(void *self, vaddr_t va, uint64_t size,
                                const struct outside_entry *),
                  void *self) MUST_CHECK;

/* Calls visit for every page table that the root leads to, itself first; twice for one that two
   entries lead to. */
bool outside_tables(struct machine *m, const struct page_mode *mode, paddr_t root,
                    void (*visit)(void *self, unsigned level, paddr_t table),
                    void *self) MUST_CHECK;
#endif
