/* The layouts, for tools that know them all. SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

#include <string.h>

extern const struct layout layout_phoenix, layout_amethyst, layout_anos, layout_kos,
    layout_jinue;

const struct layout *const layouts[] = { &layout_phoenix, &layout_amethyst, &layout_anos,
                                         &layout_kos,     &layout_jinue,    NULL };

const struct layout *layout_named(const char *name)
{
    for (const struct layout *const *l = layouts; *l; l++)
        if (strcmp((*l)->name, name) == 0)
            return *l;
    return NULL;
}
