/* Reaching page tables through a directory that refers to itself. Fact B19.
   SPDX-License-Identifier: MIT */
#ifndef REACH_SELF_H
#define REACH_SELF_H
#include "types.h"

/* Makes the page directory's entry of the row SELF refer to the directory: from here on page n
   of the row is the table that entry n links to; the page of SELF's own entry is the directory.
   Then brings in the scratch pages. Once, after frames_init(). Panics when there is no frame for
   the scratch pages' table. */
void reach_self_init(void);
#endif
