/* Without paging there is no table to blame. SPDX-License-Identifier: MIT */
#include "core/trap.h"

void trap_explain(const struct trap_frame *frame, vaddr_t va)
{
    (void)frame;
    (void)va;
}
