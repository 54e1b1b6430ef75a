/* A picture of memory: what a running kernel's page tables say, as two strips.
   SPDX-License-Identifier: MIT */
#ifndef PICTURE_H
#define PICTURE_H
#include "boot/boot_info.h"
#include "diagrams/strip.h"
#include "grading/machine.h"
#include "layouts/layout.h"
#include "mm/range.h"

/* Pages that lie one behind the other in both spaces, with the same rights. */
struct run {
    vaddr_t va;
    uint64_t size; /* bytes */
    paddr_t pa;
    unsigned rights; /* enum right, ORed */
};

struct picture {
    /* Filled in by the caller. */
    const struct layout *layout;
    unsigned chapter;
    /* Filled in by picture_take(). */
    struct cpu_state cpu; /* while the kernel waits in its monitor */
    /* By these registers; NULL: paging is off, and there is no virtual strip. */
    const struct page_mode *mode;
    struct boot_info info;      /* what the boot code handed over */
    struct e820_entry map[255]; /* the firmware's, as handed over */
    size_t nmap;
    paddr_t root;         /* of the page tables */
    struct run run[1024]; /* ascending va */
    size_t nruns;
    struct range table[1024];
    struct range_set tables; /* pages that hold page tables */
    uint64_t nfree; /* frames that its allocator says are free; then all are taken from it */
    struct range frame[1024];
    struct range_set pool; /* frames that it handed out */
    /* Made by picture_build(). */
    struct strip phys, virt;
};

void picture_build(struct picture *p);
void picture_free(struct picture *p);

/* Lists it in columns, in colour where asked. */
void picture_print(const struct picture *p, bool colour);

/* Draws it as SVG, 374 pt wide. False: the file could not be written whole. */
bool picture_draw(struct picture *p, const char *path) MUST_CHECK;

/* Boots the kernel in build directory `directory` in QEMU with 64 MiB, up to its monitor, and takes
   the picture. If it has a frame allocator, all frames are taken from it afterwards. NULL: it could
   not be done, and stderr says why. */
struct machine *picture_take(struct picture *p, const char *directory) MUST_CHECK;
#endif
