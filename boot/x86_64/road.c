/* From chapter 1 on: a CPU with long mode, and the layout's first page tables.
   SPDX-License-Identifier: MIT */
#include "boot/loader.h"
#include "boot/tables.h"

enum { /* CPUID leaf 80000001h, EDX. [intel/vol2] CPUID, table 3-8 */
       HAS_NX = 1 << 20,
       HAS_LONG_MODE = 1 << 29,
};

static uint32_t extended_features(void)
{
    uint32_t a = 0x80000000, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    if (a < 0x80000001)
        return 0;
    a = 0x80000001;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return d;
}

uint32_t road_prepare(void)
{
    uint32_t features = extended_features();
    if (!(features & HAS_LONG_MODE))
        loader_stop("this CPU has no long mode (CPUID 80000001h, EDX bit 29)", "",
                    layout.mode_facts);
    if (!(features & HAS_NX)) /* no document asks for it: sections' rights do */
        loader_stop("this CPU cannot forbid execution (CPUID 80000001h, EDX bit 20)", "", "");
    tables_poison(&layout);
    paddr_t top;
    if (!tables_build(&layout, &top))
        loader_stop("tables_build gave up: no page table is left, or one was not cleared", "",
                    "");
    return (uint32_t)top;
}
