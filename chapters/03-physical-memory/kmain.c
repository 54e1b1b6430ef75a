/* Chapter 3: every frame has an owner. SPDX-License-Identifier: MIT */
#include "core/chapter.h"
#include "core/monitor.h"
#include "core/print.h"
#include "layouts/layout.h"
#include "mm/frames.h"
#include "mm/kspace.h"
#include "mm/memory.h"

const unsigned chapter = 3;

void kmain(paddr_t boot_info)
{
    kernel_begin("physical memory", boot_info);
    kspace_enter();
    frames_space_init();
    memory_init();
    print("frames: %llu free, from 0x%llx up\n", (unsigned long long)frames_free(),
          layout.pool_start);
    print("ready: frames can be allocated\n");
    monitor();
}
