/* A machine for a frame allocator to run on: sparse physical memory, and books of its own on who
   has which frame. Every allocator brings a file, frames_NAME.c, that adds what it finds in the
   kernel: `layout`, `allocator`, and the address space that it asks for.
   SPDX-License-Identifier: MIT */
#ifndef FRAMES_MACHINE_H
#define FRAMES_MACHINE_H
#include "mm/range.h"

#define MACHINE_BYTES (8 * GiB)

/* Who has a frame, as the machine sees it: kept from outside the allocator. */
enum owner {
    NOT_POOL, /* not memory, below the layout's pool_start, or from the allocator's limit up */
    POOL_FREE,
    HELD,  /* handed out by frame_alloc(); set by the test */
    TAKEN, /* got by frame_take(); set by the test */
    OWN,   /* a page or a table of the allocator's */
    NOWNERS,
};

/* What the test must know of the allocator that it is linked with. Functions may be NULL. */
struct allocator {
    paddr_t limit;          /* usable memory from here up is none of the allocator's */
    uint64_t least;         /* with this many frames in its pool it can begin */
    uint64_t spare;         /* how many may be left when it says that none is */
    void (*power_on)(void); /* frames_space_init() and all before it have run */
    void (*started)(void);  /* after frames_init(): makes OWN what the allocator keeps */
    void (*drained)(uint64_t pool); /* of pool frames all were held, and were given back */
};
extern const struct allocator allocator;

/* Switches the machine on: the pool's frames are free, allocator.power_on() has run. */
void machine_power_on(const struct range_set *usable);

/* The frame's bytes, physically; what phys_at() gives the allocator as well. */
char *machine_frame(paddr_t pa);

/* The file descriptor of all physical memory, for mapping frames elsewhere. */
int machine_memory(void);

enum owner machine_owner(paddr_t pa);
void machine_set_owner(paddr_t pa, enum owner owner);

/* How many frames have this owner. */
uint64_t machine_count(enum owner owner);

/* Ends the process with a message; the allocator runs in a child. */
_Noreturn void machine_fail(const char *file, int line, const char *what);
#define REQUIRE(condition) \
    ((condition) ? (void)0 : machine_fail(__FILE__, __LINE__, #condition))
#endif
