/* The kernel's address space by writing the window's page table anew, all 512 entries of it.
   SPDX-License-Identifier: MIT */
#include "mm/kspace.h"

#include "arch/x86.h"
#include "layouts/layout.h"
#include "mm/reach.h"
#include "mm/sections.h"

enum {
    PT = 0x9f000, /* fact C10 */
};

void kspace_enter(void)
{
    volatile uint64_t *root = phys_at(cpu_cr3() & ~0xfffull);
    volatile uint64_t *pt = phys_at(PT);
    const vaddr_t window = layout_virt(&layout, "WINDOW")->start;
    for (unsigned i = 0; i < 512; i++) {
        const char *page = (const char *)(uintptr_t)(window + i * PAGE_SIZE);
        uint64_t entry = i * PAGE_SIZE | PTE_P;
        if (page < text_start || page >= text_end)
            entry |= PTE_NX;
        if (page < text_start || page >= rodata_end)
            entry |= PTE_W;
        pt[i] = entry;
    }
    for (unsigned i = 0; i < 256; i++)
        root[i] = 0;
    cpu_set_cr0(cpu_cr0() | CR0_WP);
    cpu_set_cr3(cpu_cr3());
}
