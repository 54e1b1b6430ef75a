/* The walker on the kernel's own page tables. SPDX-License-Identifier: MIT */
#include "mm/kernel_walk.h"

#include "arch/x86.h"
#include "layouts/layout.h"

void *(*kernel_table_at)(const struct walk *w);

struct walk kernel_walk(void)
{
    return (struct walk){ .mode = layout.mode,
                          .memory = &kernel_memory,
                          .table_at = kernel_table_at,
                          .root = cpu_cr3() & layout.mode->address_mask };
}

pte_t rights_to_flags(const struct page_mode *mode, unsigned rights)
{
    return (rights & RIGHT_W ? PTE_W : 0) | (rights & RIGHT_U ? PTE_U : 0) |
           (rights & UNCACHED ? PTE_PCD | PTE_PWT : 0) | (rights & RIGHT_X ? 0 : mode->nx);
}
