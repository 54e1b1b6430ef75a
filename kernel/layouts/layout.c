/* Questions that code asks a layout. Pure: no globals but the tables.
   SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

bool life_covers(struct life life, enum phase phase, unsigned chapter)
{
    if (phase == PHASE_KERNEL && (chapter < life.first || chapter > life.last))
        return false;
    return life.phases & phase;
}

static bool same_id(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

const struct phys_region *layout_phys(const struct layout *l, const char *id)
{
    for (size_t i = 0; i < l->nphys; i++)
        if (same_id(l->phys[i].id, id))
            return &l->phys[i];
    return NULL;
}

const struct virt_region *layout_virt(const struct layout *l, const char *id)
{
    for (size_t i = 0; i < l->nvirt; i++)
        if (same_id(l->virt[i].id, id))
            return &l->virt[i];
    return NULL;
}
