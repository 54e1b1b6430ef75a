/* Chapter 0: the machine is on, and we know its memory. SPDX-License-Identifier: MIT */
#include "core/boot.h"
#include "core/chapter.h"
#include "core/console.h"
#include "core/monitor.h"
#include "core/print.h"
#include "core/trap.h"
#include "layouts/layout.h"

const unsigned chapter = 0;

void kmain(paddr_t boot_info)
{
    traps_init();
    console_init();
    print("%s, chapter %u: power-on\n", layout.name, chapter);
    boot_take(boot_info);
    boot_print();
    print("ready: protected mode, no paging\n");
    monitor();
}
