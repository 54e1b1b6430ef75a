/* The layouts, for tools that know them all. SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

extern const struct layout layout_phoenix, layout_amethyst, layout_anos, layout_kos,
    layout_jinue;

const struct layout *const layouts[] = { &layout_phoenix, &layout_amethyst, &layout_anos,
                                         &layout_kos,     &layout_jinue,    NULL };
