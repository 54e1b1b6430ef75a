/* A reader of page tables written from the manual, for comparing the kernel's walker with: one
   function for entries of 4 bytes, one for entries of 8. SPDX-License-Identifier: MIT */
#ifndef MANUAL_WALK_H
#define MANUAL_WALK_H
#include <string.h>

#include "types.h"

struct truth {
    bool present, w, u, x;
    paddr_t pa;
    uint64_t span; /* of the entry that decides */
};

/* [intel/vol3] 4.3, table 4-4, figure 4-4: 32-bit paging, PSE on. */
static inline struct truth manual_walk_32bit(const char *memory, paddr_t root, vaddr_t va)
{
    uint32_t pde, pte;
    struct truth none = { .span = 0x400000 };
    memcpy(&pde, memory + root + (va >> 22) * 4, 4);
    if (!(pde & 1))
        return none;
    if (pde & 0x80)
        return (struct truth){
            true, pde & 2, pde & 4, true, (pde & 0xffc00000) | (va & 0x3fffff), 0x400000
        };
    memcpy(&pte, memory + (pde & 0xfffff000) + (va >> 12 & 0x3ff) * 4, 4);
    return (struct truth){
        pte & 1, pde & pte & 2, pde & pte & 4, true, (pte & 0xfffff000) | (va & 0xfff), 0x1000
    };
}

/* [intel/vol3] 4.4 and 4.5: 9 bits of the address a level. top_shift is 30 for PAE, 39 for
   4-level, 48 for 5-level paging. A PAE PDPTE is chosen by two bits and has no rights. */
static inline struct truth manual_walk_64bit(const char *memory, paddr_t root, int top_shift,
                                             vaddr_t va)
{
    struct truth t = { true, true, true, true, 0, 0 };
    paddr_t table = root;
    for (int shift = top_shift;; shift -= 9) {
        bool pdpte_of_pae = top_shift == 30 && shift == 30;
        uint64_t e;
        t.span = 1ull << shift;
        memcpy(&e, memory + table + (va >> shift & (pdpte_of_pae ? 3 : 0x1ff)) * 8, 8);
        t.present = e & 1;
        if (!t.present)
            return t;
        table = e & 0x000ffffffffff000;
        if (!pdpte_of_pae) {
            t.w = t.w && e & 2;
            t.u = t.u && e & 4;
            t.x = t.x && !(e >> 63);
        }
        if (shift == 12 || (shift <= 30 && !pdpte_of_pae && e & 0x80)) {
            t.pa = (table & -t.span) | (va & (t.span - 1));
            return t;
        }
    }
}
#endif
