/* Chapter 1: paging is on; the kernel runs where it was loaded, seen twice.
   SPDX-License-Identifier: MIT */
#include "core/chapter.h"
#include "core/monitor.h"
#include "core/print.h"
#include "mm/kernel_walk.h"

const unsigned chapter = 1;

void kmain(paddr_t boot_info)
{
    kernel_begin("boot page tables", boot_info);
    struct walk w = kernel_walk();
    print("%s paging, %s at 0x%llx\n", w.mode->name, w.mode->level[0].name, w.root);
    print("ready: paging on, running at the load address\n");
    monitor();
}
