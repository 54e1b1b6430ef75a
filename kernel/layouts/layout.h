/* A layout is a table: what lies where, with which rights, for how long, and which fact of the
   real kernel's document says so. The kernel builds it, the grader checks it, the figures draw
   it; the linker and NASM get their constants from it (constants.c).
   SPDX-License-Identifier: MIT */
#ifndef LAYOUT_H
#define LAYOUT_H
#include "boot/boot_info.h"
#include "mm/page_mode.h"
#include "types.h"

/* When a row is in force: in which steps of the boot, and in which chapters' kernels after it.
   Two rows may share an address if their lives are disjoint. */
enum phase {
    PHASE_SEARCH = 1 << 0, /* BIOS road: stage 1 looks for stage 2 in the file system */
    PHASE_LOAD = 1 << 1,   /* the kernel is loaded; BIOS road: real mode, BIOS calls */
    PHASE_TABLES = 1 << 2, /* boot code in protected mode: first page tables, no BIOS calls */
    PHASE_KERNEL = 1 << 3, /* the kernel, from its first instruction on */
};

struct life {
    uint8_t phases;      /* enum phase, ORed */
    uint8_t first, last; /* PHASE_KERNEL: the chapters whose kernels have it, both included */
};

enum {
    LAST_CHAPTER = 9,
};

enum phys_use {
    USE_DATA,   /* code, data, buffers, stacks */
    USE_ROOT,   /* the boot's top page table, what CR3 points to */
    USE_TABLES, /* one of the boot's other page tables, taken in the order of the rows */
    USE_IMAGE,  /* where the linked kernel is loaded */
    USE_MODULES, /* where a boot loader may put modules, as far as there is memory */
};

/* A row of physical memory: [start, start + size). Rows alive in PHASE_KERNEL are reserved:
   the frame allocator never owns them. */
struct phys_region {
    const char *id; /* upper case: ID_START, ID_SIZE and ID_END are constants for NASM and ld */
    const char *name;
    paddr_t start;
    uint64_t size; /* bytes */
    enum phys_use use;
    struct life life;
    const char *facts; /* "C7", "C4 C17", or "" when the row is ours, not the document's */
    const char *why;
};

enum backing {
    BACK_NOTHING, /* never mapped: a guard, a hole, or user space */
    BACK_FIXED,   /* start maps to pa, byte for byte */
    BACK_IMAGE,   /* as BACK_FIXED, and the linked kernel's sections set their own rights */
    BACK_FRAMES,  /* frames of the allocator's, mapped as the region grows */
    BACK_ALIAS,   /* the page tables of the rows from virtual address pa on serve here, too */
    BACK_RAM,     /* start + n shows physical n, as far as there is memory */
    BACK_SELF,    /* the page tables: page n is the table that the root's entry n links to */
};

enum right {
    RIGHT_W = 1 << 0, /* may be written */
    RIGHT_X = 1 << 1, /* may be executed */
    RIGHT_U = 1 << 2, /* user mode may use it */
    UNCACHED = 1 << 3 /* a device: PCD and PWT */
};

/* A row of virtual memory: [start, start + size). */
struct virt_region {
    const char *id;
    const char *name;
    vaddr_t start;
    uint64_t size; /* bytes */
    enum backing backing;
    paddr_t pa;      /* BACK_FIXED and BACK_IMAGE; BACK_ALIAS: a virtual address */
    unsigned rights; /* enum right, ORed; reading is always allowed */
    struct life life;
    const char *facts;
    const char *why;
};

struct layout {
    const char *name;
    const char *document;
    enum boot_road road; /* how the kernel comes into memory */
    const struct page_mode *mode;
    const char *mode_facts; /* what calls for that mode: "A8" */
    const struct phys_region *phys; /* ascending start */
    size_t nphys;
    const struct virt_region *virt; /* ascending start */
    size_t nvirt;
    paddr_t pool_start; /* the frame allocator owns nothing below this */
    const char *pool_fact;
    paddr_t memory_limit; /* a machine with memory above this is refused; 0: none is */
    const char *memory_limit_fact;
    uint64_t large_pages; /* bit n: the kernel uses pages of 1 << n bytes, beside those of 4 KiB */
};

/* The one that this kernel was linked with (ld --defsym=layout=layout_anos). Constant. */
extern const struct layout layout;

/* All of them: host tools only. Ends with a null pointer. */
extern const struct layout *const layouts[];

/* The one of this name; NULL: there is none. Host tools only. */
const struct layout *layout_named(const char *name);

/* Whether a row with this life is in force in the given phase; chapter matters in PHASE_KERNEL. */
bool life_covers(struct life life, enum phase phase, unsigned chapter);

/* The row with this id; NULL when there is none. */
const struct phys_region *layout_phys(const struct layout *l, const char *id);
const struct virt_region *layout_virt(const struct layout *l, const char *id);

/* What is wrong with the table's first bad row, and that row's id; NULL when all is well: whole
   pages, ascending, canonical, inside the mode's space, no overlap of rows alive together. */
const char *layout_error(const struct layout *l, const char **id);
#endif
