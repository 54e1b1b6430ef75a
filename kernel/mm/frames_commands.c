/* The frame allocator at the monitor. SPDX-License-Identifier: MIT */
#include "core/monitor.h"
#include "core/print.h"
#include "mm/frames.h"
#include "mm/memory.h"

COMMAND(ranges, "", 0, "usable memory, whole pages")
{
    memory_print();
}

COMMAND(frames, "", 0, "how many frames are free, and held")
{
    print("free: %llu\nheld: %llu\n", (unsigned long long)frames_free(),
          (unsigned long long)frames_held());
}

COMMAND(alloc, "COUNT", 1, "takes frames from the allocator")
{
    unsigned long long count;
    if (!monitor_number(arg[0], &count))
        return;
    paddr_t pa;
    for (; count; count--) {
        if (!frame_alloc(&pa)) {
            print("none\n");
            return;
        }
        print("0x%llx\n", pa);
    }
}

COMMAND(free, "FRAME...", SIZE_MAX, "gives frames back")
{
    static const char *const answer[] = {
        [FRAME_OK] = "ok",
        [FRAME_NOT_OURS] = "refused: not a frame of the pool's",
        [FRAME_NOT_HELD] = "refused: not handed out",
    };
    unsigned long long pa;
    if (!n)
        print("usage: free FRAME...\n");
    for (size_t i = 0; i < n && monitor_number(arg[i], &pa); i++)
        print("%s\n", answer[frame_free(pa)]);
}
