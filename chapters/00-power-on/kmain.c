/* Chapter 0: the machine is on, and we know its memory. SPDX-License-Identifier: MIT */
#include "core/chapter.h"
#include "core/monitor.h"
#include "core/print.h"

const unsigned chapter = 0;

void kmain(paddr_t boot_info)
{
    kernel_begin("power-on", boot_info);
    print("ready: protected mode, no paging\n");
    monitor();
}
