/* The four paging modes of x86, one table each. SPDX-License-Identifier: MIT */
#include "mm/page_mode.h"

#define LINK  (PTE_P | PTE_W | PTE_U)
#define FRAME 0x000ffffffffff000ull /* bits 51:12, [intel/vol3] 4.5, table 4-20 */

const struct page_mode page_mode_32bit = {
    .name = "32-bit",
    .entry_bytes = 4,
    .nlevels = 2,
    .va_bits = 32,
    .address_mask = 0xfffff000ull,
    .level = { { "PD", 22, 10, true, LINK }, { "PT", 12, 10, true, 0 } },
};

const struct page_mode page_mode_pae = {
    .name = "PAE",
    .entry_bytes = 8,
    .nlevels = 3,
    .va_bits = 32,
    .address_mask = FRAME,
    .nx = PTE_NX,
    /* [intel/vol3] 4.4.1, table 4-8: bits 1 and 2 of a PDPTE, W and U elsewhere, are reserved. */
    .level = { { "PDPT", 30, 2, false, PTE_P },
               { "PD", 21, 9, true, LINK },
               { "PT", 12, 9, true, 0 } },
};

const struct page_mode page_mode_4level = {
    .name = "4-level",
    .entry_bytes = 8,
    .nlevels = 4,
    .va_bits = 48,
    .address_mask = FRAME,
    .nx = PTE_NX,
    .level = { { "PML4", 39, 9, false, LINK },
               { "PDPT", 30, 9, true, LINK },
               { "PD", 21, 9, true, LINK },
               { "PT", 12, 9, true, 0 } },
};

const struct page_mode page_mode_5level = {
    .name = "5-level",
    .entry_bytes = 8,
    .nlevels = 5,
    .va_bits = 57,
    .address_mask = FRAME,
    .nx = PTE_NX,
    .level = { { "PML5", 48, 9, false, LINK },
               { "PML4", 39, 9, false, LINK },
               { "PDPT", 30, 9, true, LINK },
               { "PD", 21, 9, true, LINK },
               { "PT", 12, 9, true, 0 } },
};

vaddr_t page_mode_canonical(const struct page_mode *mode, vaddr_t va)
{
    if (mode->va_bits == 32)
        return va & 0xffffffffull;
    vaddr_t high = ~0ull << mode->va_bits;
    return va >> (mode->va_bits - 1) & 1 ? va | high : va & ~high;
}

unsigned page_mode_index(const struct page_mode *mode, unsigned level, vaddr_t va)
{
    const struct page_level *l = &mode->level[level];
    return (unsigned)(va >> l->shift) & ((1u << l->index_bits) - 1);
}
