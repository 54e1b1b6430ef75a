/* From the memory map to a pool of frames. SPDX-License-Identifier: MIT */
#include "mm/memory.h"

#include "core/boot.h"
#include "core/panic.h"
#include "core/print.h"
#include "core/stop.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/memmap.h"

/* Every entry can begin a range, and every reserved one can split one more. */
static struct range range[2 * MAX_E820];
static struct range_set usable = { range, 0, ARRAY_SIZE(range) };

void memory_init(void)
{
    size_t n;
    const struct e820_entry *entry = boot_memory_map(&n);
    if (!memmap_usable(entry, n, &usable))
        panic("%zu entries make more than %zu ranges", n, ARRAY_SIZE(range));
    print("usable memory, whole pages:\n");
    memory_print();
    if (!frames_init(&usable)) {
        print("refused: no usable memory from 0x%llx up for the frame allocator, fact %s\n",
              layout.pool_start, layout.pool_fact);
        stop_halt();
    }
}

void memory_print(void)
{
    for (size_t i = 0; i < usable.n; i++)
        print("  0x%016llx-0x%016llx\n", (paddr_t)range[i].start, (paddr_t)range[i].end);
}
