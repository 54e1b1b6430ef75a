/* jinue moves itself out of the memory that ISA DMA can reach: facts E13 to E17.
   SPDX-License-Identifier: MIT */
#include "mm/kspace.h"

#include "layouts/layout.h"
#include "move.h"

/* The image and what was allocated after it go to 16 MiB, and the addresses from KLIMIT up follow.
   The initial tables stay where they are, and with them the identity maps: space_init() replaces
   them all. Rights need no change: the setup has mapped the image read-only but for the data
   segment, and 32-bit paging cannot forbid execution. */
void kspace_enter(void)
{
    const struct phys_region *old = layout_phys(&layout, "OLD");
    const struct phys_region *moved = layout_phys(&layout, "MOVED");
    image_move(old->start, moved->start, old->size, layout_phys(&layout, "PT_KLIMIT")->start);
}
