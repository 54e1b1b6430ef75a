/* Chapter 4: any range, anywhere; the layout's address space is complete.
   SPDX-License-Identifier: MIT */
#include "core/chapter.h"
#include "core/monitor.h"
#include "core/print.h"
#include "mm/frames.h"
#include "mm/kspace.h"
#include "mm/memory.h"
#include "mm/space.h"

const unsigned chapter = 4;

void kmain(paddr_t boot_info)
{
    kernel_begin("address space", boot_info);
    kspace_enter();
    frames_space_init();
    memory_init();
    space_init();
    struct space_count c = space_count();
    print("space: %llu KiB mapped, %llu page tables\n",
          (unsigned long long)(c.pages * PAGE_SIZE / KiB), (unsigned long long)c.ntables);
    print("ready: address space built\n");
    monitor();
}
