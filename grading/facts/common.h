/* What every sheet's checks do: rows of the layout table against the document's numbers, stops on
   the way into the kernel, and what tables, registers and RAM hold. Each function fails its check
   at the first difference; `number` is the fact's, "C7". SPDX-License-Identifier: MIT */
#ifndef FACTS_COMMON_H
#define FACTS_COMMON_H
#include "grading/labs/look.h"

/* The row of the layout table that claims this fact must be [start, start + size) as well.
   False: the check has failed. */
bool fact_phys_row(struct check_run *c, const char *number, paddr_t start, uint64_t size);
bool fact_virt_row(struct check_run *c, const char *number, vaddr_t start, uint64_t size);

/* Where the document gives no end: a row that claims this fact begins at start. */
bool fact_phys_begins(struct check_run *c, const char *number, paddr_t start);

/* A machine of 64 MiB with the subject's image, run to a breakpoint and paused there. NULL: the
   check has failed. End it with machine_end(). */
struct machine *fact_stop_at(struct check_run *c, vaddr_t linear, const char *place);
struct machine *fact_stop_at_symbol(struct check_run *c, const char *name);

/* The same machine, booted to its monitor. End it with check_done(). */
struct machine *fact_boot(struct check_run *c);

/* RAM from pa on holds these bytes. The guest is paused. */
bool fact_same_bytes(struct check_run *c, struct machine *m, const char *what, paddr_t pa,
                     const unsigned char *byte, size_t n);

/* The rest are questions to a running guest in its monitor. */

/* The kernel's map (mem) shows every one of these entries. */
void fact_knows_map(struct check_run *c, struct machine *m, const struct e820_entry *entry,
                    size_t n);

/* The table of a level (0: root) that lies on the way to va is the page at pa. */
void fact_table_at(struct check_run *c, struct machine *m, const char *number, vaddr_t va,
                   unsigned level, paddr_t pa);

/* These stretches are mapped so; this one is not mapped. */
void fact_windows(struct check_run *c, struct machine *m, const struct window *w, size_t n);
void fact_unmapped(struct check_run *c, struct machine *m, const char *what, vaddr_t va,
                   uint64_t size);

/* Where the pages of [va, va + size) lead, whatever each one's rights: to start and on. */
void fact_leads_to(struct check_run *c, struct machine *m, const char *what, vaddr_t va,
                   paddr_t start, uint64_t size);

/* What the monitor writes at va is found in RAM at pa; reading va makes a fault. */
void fact_reaches(struct check_run *c, struct machine *m, vaddr_t va, paddr_t pa);
void fact_faults(struct check_run *c, struct machine *m, vaddr_t va);
#endif
