/* What mapping ranges needs of the layout and of the CPU. SPDX-License-Identifier: MIT */
#include "arch/x86.h"
#include "core/chapter.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"
#include "mm/space_own.h"

enum {
    MAX_INVLPG = 32, /* pages; for more, emptying the TLB costs less */
};

uint64_t space_page_sizes(void)
{
    static uint64_t sizes; /* constant once known: CPUID is slow in a virtual machine */
    if (sizes)
        return sizes;
    sizes = PAGE_SIZE | layout.large_pages;
    if (sizes & GiB && !cpu_has_1gib_pages())
        sizes &= ~GiB;
    return sizes;
}

bool space_keeps(paddr_t table)
{
    for (size_t i = 0; i < layout.nphys; i++) {
        const struct phys_region *r = &layout.phys[i];
        if (life_covers(r->life, PHASE_KERNEL, chapter) && table - r->start < r->size)
            return true;
    }
    return false;
}

/* Where tables show themselves in the address space, they are pages that the TLB knows, too; no
   more than two lowest ones serve MAX_INVLPG pages. */
static void forget_tables(vaddr_t va, vaddr_t last)
{
    struct walk w = kernel_walk();
    for (w.level = w.mode->nlevels - 1u; w.table_at && w.level > 0; w.level--) {
        w.va = va;
        cpu_invalidate_page((uintptr_t)w.table_at(&w));
        w.va = last;
        cpu_invalidate_page((uintptr_t)w.table_at(&w));
    }
}

/* One INVLPG suffices for the tables on the way: it empties the CPU's memory of all of them;
   and so does loading CR3. No entry is global. [intel/vol3] 4.10.4.1 */
void space_forget(vaddr_t va, uint64_t size)
{
    if (size > MAX_INVLPG * PAGE_SIZE)
        cpu_set_cr3(cpu_cr3());
    else {
        for (uint64_t done = 0; done < size; done += PAGE_SIZE)
            cpu_invalidate_page(va + done);
        forget_tables(va, va + size - PAGE_SIZE);
    }
}
