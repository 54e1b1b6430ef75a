/* The commands that every kernel has. SPDX-License-Identifier: MIT */
#include "arch/x86.h"
#include "core/boot.h"
#include "core/monitor.h"
#include "core/print.h"
#include "core/stop.h"
#include "core/trap.h"
#include "core/words.h"

COMMAND(echo, "TEXT", SIZE_MAX, "prints its arguments")
{
    for (size_t i = 0; i < n; i++)
        print("%s%s", i ? " " : "", arg[i]);
    print("\n");
}

COMMAND(regs, "", 0, "the control registers")
{
    print("cr0 0x%lx  cr2 0x%lx  cr3 0x%lx  cr4 0x%lx\n", cpu_cr0(), cpu_cr2(), cpu_cr3(),
          cpu_cr4());
}

COMMAND(mem, "", 0, "the firmware's memory map")
{
    boot_print_memory_map();
}

/* arg as an address of this machine's width; false, having said so, when it is none. */
static bool read_address(const char *arg, unsigned long long *va)
{
    if (!monitor_number(arg, va))
        return false;
    if ((uintptr_t)*va == *va)
        return true;
    print("%s is no address here: they have %zu bits\n", arg, 8 * sizeof(uintptr_t));
    return false;
}

COMMAND(peek, "ADDRESS", 1, "reads a byte of memory")
{
    unsigned long long va;
    uint8_t byte;
    if (!read_address(arg[0], &va))
        return;
    if (probe_read(va, &byte))
        print("0x%016llx: 0x%02x\n", va, byte);
    else
        print("0x%016llx: fault\n", va);
}

COMMAND(poke, "ADDRESS BYTE", 2, "writes a byte of memory")
{
    unsigned long long va, byte;
    if (!read_address(arg[0], &va) || !monitor_number(arg[1], &byte))
        return;
    if (byte > 0xff)
        print("%s is no byte\n", arg[1]);
    else
        print("0x%016llx: %s\n", va, probe_write(va, (uint8_t)byte) ? "ok" : "fault");
}

COMMAND(run, "ADDRESS", 1, "calls memory as code, which must return")
{
    unsigned long long va;
    if (read_address(arg[0], &va))
        print("0x%016llx: %s\n", va, probe_run(va) ? "ok" : "fault");
}

COMMAND(fault, "ud|de|gp|pf", 1, "raises an exception, to see it explained")
{
    if (words_equal(arg[0], "ud"))
        __asm__ volatile("ud2");
    else if (words_equal(arg[0], "de"))
        __asm__ volatile("divb %0" : : "r"((uint8_t)0), "a"(1) : "cc");
    else if (words_equal(arg[0], "gp"))
        __asm__ volatile("mov %0, %%ds" : : "r"(0x7ff8));
    else if (words_equal(arg[0], "pf"))
        *(volatile char *)(uintptr_t)0x7ffff000 = 1;
    print("no exception came of it\n");
}

COMMAND(off, "", 0, "switches the machine off")
{
    stop_power_off();
}
