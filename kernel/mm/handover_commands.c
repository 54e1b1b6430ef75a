/* The hand-over list at the monitor. SPDX-License-Identifier: MIT */
#include "core/monitor.h"
#include "core/print.h"
#include "mm/handover.h"

COMMAND(handover, "", 0, "the list of free memory that a server will own")
{
    const struct handover *list = handover_list();
    for (uint64_t i = 0; i < list->nranges; i++)
        print("  0x%016llx-0x%016llx\n", (paddr_t)list->range[i].start,
              (paddr_t)list->range[i].end);
}
