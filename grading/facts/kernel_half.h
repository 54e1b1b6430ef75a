/* What phoenix' and kos' facts about the kernel's half of a 64-bit address space have in
   common: all memory is shown there from its first address on, and what lies between the
   rows is empty. SPDX-License-Identifier: MIT */
#ifndef FACTS_KERNEL_HALF_H
#define FACTS_KERNEL_HALF_H
#include "grading/facts/common.h"

#define LOWER_HALF 0x0000800000000000ull /* bytes: 128 TiB */
#define UPPER_HALF 0xffff800000000000ull /* its first address */

/* Each fails the check at the first difference. The guest waits in its monitor. */

/* Nothing is mapped in the lower half; RIP, RSP, GDT and IDT lie in the upper one, and no
   page of it is user mode's. */
bool half_is_kernels(struct check_run *c, struct machine *m);

/* [start, last] is empty in the layout table, in all chapters, and in the page tables; and a
   read there faults. number: the fact's. */
bool half_gap(struct check_run *c, struct machine *m, const char *number, vaddr_t start,
              vaddr_t last);

/* From UPPER_HALF on, physical 0 to the end of memory, writable and not executable, by 4 KiB
   pages and those that kind allows; nothing more up to `last`. */
bool half_shows_memory(struct view *v, const char *number, struct page_kind kind, vaddr_t last);
#endif
