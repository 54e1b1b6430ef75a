/* From chapter 1 on: the layout's first page tables. Every 32-bit CPU of interest has paging.
   SPDX-License-Identifier: MIT */
#include "boot/loader.h"
#include "boot/tables.h"

uint32_t road_prepare(void)
{
    paddr_t top;
    tables_poison(&layout);
    if (!tables_build(&layout, &top))
        loader_stop("tables_build gave up: no page table is left, or one was not cleared", "",
                    "");
    return (uint32_t)top;
}
