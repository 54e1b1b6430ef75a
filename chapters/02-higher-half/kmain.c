/* Chapter 2: the kernel at its linked address, and nothing below it.
   SPDX-License-Identifier: MIT */
#include "core/boot.h"
#include "core/chapter.h"
#include "core/monitor.h"
#include "core/print.h"
#include "core/trap.h"
#include "mm/kspace.h"

const unsigned chapter = 2;

/* Reads the memory map where the boot code left it: at its physical address. */
static void try_identity(const char *when)
{
    vaddr_t va = boot_info()->memory_map;
    uint8_t byte;
    print("%s: address 0x%llx %s\n", when, va,
          probe_read(va, &byte) ? "can be read" : "faults");
}

void kmain(paddr_t boot_info)
{
    kernel_begin("higher half", boot_info);
    print("kmain at 0x%llx\n", (vaddr_t)(uintptr_t)kmain);
    try_identity("before kspace_enter");
    kspace_enter();
    try_identity("after kspace_enter");
    print("ready: running high, sections protected\n");
    monitor();
}
