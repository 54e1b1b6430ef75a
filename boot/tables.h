/* A layout's first page tables. SPDX-License-Identifier: MIT */
#ifndef TABLES_H
#define TABLES_H
#include "layouts/layout.h"

/* Fills the rows of tables with what no table may hold. Memory may hold anything after a warm
   start; emulators begin with zeroes, in which a table that nobody cleared looks sound. */
void tables_poison(const struct layout *l);

/* Builds, before paging, the tables that every row alive in PHASE_TABLES with fixed memory asks
   for: 4 KiB pages, the rows' rights as far as boot has them (all pages may be executed). The top
   table is the row of USE_ROOT; the others are the rows of USE_TABLES, taken in their order, all
   cleared first. *root: its physical address. False: there are not enough of them. */
bool tables_build(const struct layout *l, paddr_t *root) MUST_CHECK;
#endif
