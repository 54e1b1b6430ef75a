/* Reaching physical memory in layout jinue. SPDX-License-Identifier: MIT */
#ifndef REACH_KLIMIT_H
#define REACH_KLIMIT_H

/* From here on phys_at() goes by this chapter's rows, and no longer by boot's identity maps. Right
   after the switch to page tables that map these rows, and a table for the scratch pages, in reach
   of the rows. Once. */
void reach_klimit_init(void);
#endif
