/* From chapter 1 on: the layout's first page tables. Every 32-bit CPU of interest has paging.
   SPDX-License-Identifier: MIT */
#include "boot/loader.h"
#include "boot/tables.h"

bool road_prepare(uint32_t *root, const char **why)
{
    paddr_t top;
    tables_poison(&layout);
    if (!tables_build(&layout, &top)) {
        *why = "tables_build gave up: no page table is left, or one was not cleared";
        return false;
    }
    *root = (uint32_t)top;
    return true;
}
