/* A machine for the frame allocator to run on: sparse physical memory, and an area of the test's
   own address space whose pages are frames of it. SPDX-License-Identifier: MIT */
#ifndef FRAMES_MACHINE_H
#define FRAMES_MACHINE_H
#include "mm/range.h"

#define MACHINE_BYTES (8 * GiB)

/* Who has a frame, as the machine sees it: kept from outside the allocator. */
enum owner {
    NOT_POOL, /* not memory, or below the pool */
    POOL_FREE,
    HELD, /* handed out; set by the test */
    OWN,  /* a page or a table of the allocator's */
};

/* Switches the machine on: nothing mapped but the PMM area's first page, the pool's frames free. */
void machine_power_on(const struct range_set *usable);

/* The frame's bytes, physically. */
char *machine_frame(paddr_t pa);

enum owner machine_owner(paddr_t pa);
void machine_set_owner(paddr_t pa, enum owner owner);

/* How many frames have this owner. */
uint64_t machine_count(enum owner owner);

/* How many pages the PMM area and the ledger have. */
uint64_t machine_area_pages(void);

/* Ends the process with a message; the allocator runs in a child. */
_Noreturn void machine_fail(const char *file, int line, const char *what);
#define REQUIRE(condition) \
    ((condition) ? (void)0 : machine_fail(__FILE__, __LINE__, #condition))
#endif
