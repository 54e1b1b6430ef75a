/* Page tables before they are built. SPDX-License-Identifier: MIT */
#include "boot/tables.h"

void tables_poison(const struct layout *l)
{
    for (size_t i = 0; i < l->nphys; i++) {
        const struct phys_region *r = &l->phys[i];
        if (r->use != USE_ROOT && r->use != USE_TABLES)
            continue;
        for (uint32_t offset = 0; offset < r->size; offset += sizeof(uint32_t))
            *(uint32_t *)(uintptr_t)(r->start + offset) = 0xcccccccd; /* odd: present */
    }
}
