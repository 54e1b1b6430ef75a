/* Runs of frames at the monitor. SPDX-License-Identifier: MIT */
#include "core/monitor.h"
#include "core/print.h"
#include "mm/frames_order.h"
#include "mm/runs.h"

/* The argument as an order; false, having said so, when it is none. */
static bool read_order(const char *arg, unsigned *order)
{
    unsigned long long number;
    if (!monitor_number(arg, &number))
        return false;
    *order = (unsigned)number;
    if (number <= RUNS_TOP_ORDER)
        return true;
    print("orders are 0 to %d\n", RUNS_TOP_ORDER);
    return false;
}

COMMAND(allocrun, "ORDER", 1, "takes 2 to the ORDER frames side by side")
{
    unsigned order;
    paddr_t pa;
    if (!read_order(arg[0], &order))
        return;
    if (frames_alloc_order(order, &pa))
        print("0x%llx-0x%llx\n", pa, pa + (PAGE_SIZE << order));
    else
        print("none\n");
}

COMMAND(freerun, "FRAME ORDER", 2, "gives them back")
{
    static const char *const answer[] = {
        [FRAME_OK] = "ok",
        [FRAME_NOT_OURS] = "refused: no run of the pool's",
        [FRAME_NOT_HELD] = "refused: not all of it is handed out",
    };
    unsigned long long pa;
    unsigned order;
    if (monitor_number(arg[0], &pa) && read_order(arg[1], &order))
        print("%s\n", answer[frames_free_order(pa, order)]);
}
