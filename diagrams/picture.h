/* A picture of memory: what a running kernel's tables say, or what its layout promises, as two
   strips. SPDX-License-Identifier: MIT */
#ifndef PICTURE_H
#define PICTURE_H
#include "boot/boot_info.h"
#include "diagrams/strip.h"
#include "layouts/layout.h"

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
    bool from_table; /* no machine was looked at */
    bool paging;     /* else there is no virtual strip */
    struct run *run; /* ascending va; unused with from_table */
    size_t nruns;
    struct e820_entry map[255]; /* the firmware's; none with from_table */
    size_t nmap;
    /* Made by picture_build(). */
    struct strip phys, virt;
};

void picture_build(struct picture *p);
void picture_free(struct picture *p);

/* Lists it in columns, in colour where asked. */
void picture_print(const struct picture *p, bool colour);

/* Draws it as SVG, 374 pt wide. False: the file could not be written whole. */
bool picture_draw(struct picture *p, const char *path) MUST_CHECK;

/* Fills in map, run and paging from a booted machine that waits in its monitor; leaves it paused.
   False: it could not be read, and *why says what. */
struct machine;
bool picture_take(struct picture *p, struct machine *m, const char **why) MUST_CHECK;
#endif
