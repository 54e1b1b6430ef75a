/* Chapter 1: paging is on; the kernel runs where it was loaded, seen twice.
   SPDX-License-Identifier: MIT */
#include "core/boot.h"
#include "core/chapter.h"
#include "core/console.h"
#include "core/monitor.h"
#include "core/print.h"
#include "core/trap.h"
#include "layouts/layout.h"
#include "mm/kernel_walk.h"

const unsigned chapter = 1;

void kmain(paddr_t boot_info)
{
    traps_init();
    console_init();
    print("%s, chapter %u: boot page tables\n", layout.name, chapter);
    boot_take(boot_info);
    boot_print();
    struct walk w = kernel_walk();
    print("%s paging, %s at 0x%llx\n", w.mode->name, w.mode->level[0].name, w.root);
    print("ready: paging on, running at the load address\n");
    monitor();
}
