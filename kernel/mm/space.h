/* Ranges of the kernel's address space: mapping, unmapping, protecting, looking up.
   SPDX-License-Identifier: MIT */
#ifndef SPACE_H
#define SPACE_H
#include "types.h"

enum space_result {
    SPACE_OK,
    SPACE_NO_MEMORY,  /* no frame for a page table */
    SPACE_MAPPED,     /* something is mapped there already */
    SPACE_NOT_MAPPED, /* a page of the range is not mapped */
    SPACE_BAD_RANGE, /* empty, not whole pages, not addresses of this paging mode, or where page
                         tables show themselves: a root may link to itself */
};

/* What all of these have in common: va and pa, in bytes, are multiples of PAGE_SIZE, and so
   is size, which is not 0; rights are enum right of layout.h, ORed, and reading is always
   allowed. Anything but SPACE_OK: no address is mapped otherwise than before. Requires
   kernel_memory and frame_take(): nothing of this before frames_init(). */

/* Maps [va, va + size) to [pa, pa + size), with the largest pages that the addresses, the
   layout and the CPU allow. Page tables come from frame_take(). Refused when any page of it
   is mapped. */
enum space_result space_map(vaddr_t va, uint64_t size, paddr_t pa, unsigned rights) MUST_CHECK;

/* Unmaps what must be mapped, by whatever pages: a large page that the range cuts is split
   first, which may need memory. Page tables that are empty then go back to the frame
   allocator, unless a row of the layout holds them. The frames that were mapped stay as they
   are: the caller's. */
enum space_result space_unmap(vaddr_t va, uint64_t size) MUST_CHECK;

/* Gives what must be mapped other rights; splits as space_unmap() does. */
enum space_result space_protect(vaddr_t va, uint64_t size, unsigned rights) MUST_CHECK;

/* Where a byte leads, and what is allowed there. False: it is not mapped. Any canonical va. */
bool space_lookup(vaddr_t va, paddr_t *pa, unsigned *rights) MUST_CHECK;

/* What the page tables map, and how many they are. Tables that one table links to at several
   entries count once, and so does a root that links to itself. */
struct space_count {
    uint64_t pages; /* of PAGE_SIZE bytes, larger ones as so many of them */
    uint64_t ntables;
};
struct space_count space_count(void);

/* The layout's final kernel space: maps the rows that chapter 3 left out; space_LAYOUT.c.
   Once, after memory_init(). Panics where a row cannot be mapped. */
void space_init(void);
#endif
