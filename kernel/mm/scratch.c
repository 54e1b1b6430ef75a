/* The scratch pages' entries. SPDX-License-Identifier: MIT */
#include "mm/scratch.h"

#include "arch/x86.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"

static vaddr_t start; /* constant after scratch_use() */
static char *entry;

void scratch_use(const struct walk *w)
{
    start = w->va;
    entry = w->slot;
}

void *scratch_show(enum scratch_page page, paddr_t pa)
{
    if (!start)
        return NULL;
    vaddr_t va = start + page * PAGE_SIZE;
    pte_t value = pa | PTE_P | rights_to_flags(layout.mode, RIGHT_W);
    if (layout.mode->entry_bytes == 4)
        ((volatile uint32_t *)entry)[page] = (uint32_t)value;
    else
        ((volatile uint64_t *)entry)[page] = value;
    cpu_invalidate_page(va);
    return (void *)(uintptr_t)va;
}
