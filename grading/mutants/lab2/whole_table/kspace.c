/* The kernel's address space by writing the window's page table anew, all entries of it, whatever
   their width. SPDX-License-Identifier: MIT */
#include "mm/kspace.h"

#include "arch/x86.h"
#include "core/chapter.h"
#include "layouts/layout.h"
#include "mm/reach.h"
#include "mm/sections.h"

static void write_entry(void *table, unsigned i, uint64_t value)
{
    if (layout.mode->entry_bytes == 4)
        ((volatile uint32_t *)table)[i] = (uint32_t)value;
    else
        ((volatile uint64_t *)table)[i] = value;
}

static void *lower(void *table, unsigned i)
{
    uint64_t link =
        layout.mode->entry_bytes == 4 ? ((uint32_t *)table)[i] : ((uint64_t *)table)[i];
    return phys_at(link & 0xffffffffff000);
}

static bool is_read_only(vaddr_t va)
{
    for (size_t i = 0; i < layout.nvirt; i++) {
        const struct virt_region *r = &layout.virt[i];
        if (va - r->start < r->size && r->backing == BACK_FIXED &&
            life_covers(r->life, PHASE_KERNEL, chapter) && !(r->rights & RIGHT_W))
            return true;
    }
    return va >= (uintptr_t)text_start && va < (uintptr_t)rodata_end;
}

void kspace_enter(void)
{
    const struct page_mode *mode = layout.mode;
    const vaddr_t window = layout_virt(&layout, "WINDOW")->start;
    unsigned last = mode->nlevels - 1, entries = PAGE_SIZE / mode->entry_bytes;
    void *root = phys_at(cpu_cr3() & ~(uintptr_t)0xfff), *pt = root;
    for (unsigned l = 0; l < last; l++)
        pt = lower(pt, page_mode_index(mode, l, window));
    for (unsigned i = 0; i < entries; i++) {
        vaddr_t va = window + i * PAGE_SIZE;
        bool x = va >= (uintptr_t)text_start && va < (uintptr_t)text_end;
        write_entry(
            pt, i, i * PAGE_SIZE | PTE_P | (is_read_only(va) ? 0 : PTE_W) | (x ? 0 : mode->nx));
    }
    for (unsigned i = 0; i < (last == 1 ? 768 : entries / 2); i++)
        write_entry(root, i, 0);
    cpu_set_cr0(cpu_cr0() | CR0_WP);
    cpu_set_cr3(cpu_cr3());
}
