/* A paging mode is a table: how many levels, how an address splits, which bits an entry has.
   [intel/vol3] 4.3 (32-bit), 4.4 (PAE), 4.5 (4-level and 5-level). SPDX-License-Identifier: MIT */
#ifndef PAGE_MODE_H
#define PAGE_MODE_H
#include "types.h"

/* Bits that mean the same at every level of every mode that has them. [intel/vol3] 4.5 */
#define PTE_P   (1ull << 0)  /* present */
#define PTE_W   (1ull << 1)  /* writable */
#define PTE_U   (1ull << 2)  /* user mode may use it */
#define PTE_PWT (1ull << 3)  /* write through */
#define PTE_PCD (1ull << 4)  /* uncached */
#define PTE_A   (1ull << 5)  /* accessed: set by the CPU */
#define PTE_D   (1ull << 6)  /* dirty: set by the CPU in a leaf */
#define PTE_PS  (1ull << 7)  /* above the last level: this entry is a leaf */
#define PTE_NX  (1ull << 63) /* no execution; reserved unless EFER.NXE is set */

struct page_level {
    const char *name;
    uint8_t shift;      /* an entry decides 1 << shift bytes of virtual space */
    uint8_t index_bits; /* a table has 1 << index_bits entries */
    bool may_be_leaf;   /* PTE_PS is allowed here; at shift 12 every entry is a leaf */
    pte_t link_flags;   /* what an entry that points to a lower table carries: rights as wide as
                           they go, so that the leaf alone decides */
};

struct page_mode {
    const char *name;
    uint8_t entry_bytes; /* 4 or 8 */
    uint8_t nlevels;     /* level[0] is the root, level[nlevels - 1] the page table */
    uint8_t va_bits;    /* 32, 48 or 57; with more than 32, the bits above repeat the top one */
    pte_t address_mask; /* the bits of an entry that are an address */
    pte_t nx;           /* PTE_NX, or 0 where the mode has no such bit */
    struct page_level level[5];
};

extern const struct page_mode page_mode_32bit, page_mode_pae, page_mode_4level,
    page_mode_5level;

/* va with the bits above the mode's width made what the mode demands: a copy of the top bit, or
   nothing for 32-bit modes. [intel/vol1] 3.3.7.1 */
vaddr_t page_mode_canonical(const struct page_mode *mode, vaddr_t va);

/* The index of va's entry in its table at the given level. */
unsigned page_mode_index(const struct page_mode *mode, unsigned level, vaddr_t va);
#endif
