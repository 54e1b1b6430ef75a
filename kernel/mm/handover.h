/* The list of free memory that a server in user space will own, fact D12: in the row HANDOVER of
   physical memory, for whoever maps it to read. SPDX-License-Identifier: MIT */
#ifndef HANDOVER_H
#define HANDOVER_H
#include "mm/range.h"

struct handover {
    uint64_t nranges;
    struct range range[]; /* physical addresses, whole pages, ascending; no two touch */
};

/* The list as it is now. It lies where the kernel's window shows the row. */
const struct handover *handover_list(void);
#endif
