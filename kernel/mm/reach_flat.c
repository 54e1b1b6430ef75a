/* Before paging: a physical address is a pointer. SPDX-License-Identifier: MIT */
#include "mm/reach.h"

void *phys_at(paddr_t pa)
{
    return pa >> 32 ? NULL : (void *)(uintptr_t)pa;
}
