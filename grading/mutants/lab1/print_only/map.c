/* Nothing. SPDX-License-Identifier: MIT */
#include "mm/walk.h"

bool walk_map(struct walk *w, vaddr_t va, unsigned level, paddr_t pa, pte_t flags)
{
    (void)w, (void)va, (void)level, (void)pa, (void)flags;
    return true;
}
