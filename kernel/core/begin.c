/* The first steps of every chapter's kernel. SPDX-License-Identifier: MIT */
#include "core/boot.h"
#include "core/chapter.h"
#include "core/console.h"
#include "core/print.h"
#include "core/trap.h"
#include "layouts/layout.h"

void kernel_begin(const char *title, paddr_t boot_info)
{
    traps_init(); /* first: from here on a mistake explains itself */
    console_init();
    print("%s, chapter %u: %s\n", layout.name, chapter, title);
    boot_take(boot_info);
    boot_print();
}
