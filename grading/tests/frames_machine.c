/* The machine under a frame allocator: its memory, and who has which frame.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/tests/frames_machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/reach.h"

static int memory;
static char *ram;
static uint8_t owner[MACHINE_BYTES / PAGE_SIZE];
static uint64_t count[NOWNERS];

void machine_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    _exit(1);
}

void panic_at(const char *file, int line, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    machine_fail(file, line, text);
}

char *machine_frame(paddr_t pa)
{
    return ram + pa;
}

int machine_memory(void)
{
    return memory;
}

void *phys_at(paddr_t pa)
{
    return pa < MACHINE_BYTES ? ram + pa : NULL;
}

enum owner machine_owner(paddr_t pa)
{
    return pa < MACHINE_BYTES ? owner[pa / PAGE_SIZE] : NOT_POOL;
}

void machine_set_owner(paddr_t pa, enum owner o)
{
    count[machine_owner(pa)]--;
    count[o]++;
    owner[pa / PAGE_SIZE] = o;
}

uint64_t machine_count(enum owner o)
{
    return count[o];
}

void machine_power_on(const struct range_set *usable)
{
    memory = memfd_create("memory", 0);
    if (memory < 0 || ftruncate(memory, MACHINE_BYTES) != 0)
        machine_fail(__FILE__, __LINE__, "memfd_create");
    ram = mmap(NULL, MACHINE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, memory,
               0);
    if (ram == MAP_FAILED)
        machine_fail(__FILE__, __LINE__, "mmap");
    count[NOT_POOL] = MACHINE_BYTES / PAGE_SIZE;
    for (size_t i = 0; i < usable->n; i++)
        for (paddr_t pa = usable->range[i].start; pa < usable->range[i].end; pa += PAGE_SIZE)
            if (pa >= layout.pool_start && pa < allocator.limit)
                machine_set_owner(pa, POOL_FREE);
    if (allocator.power_on)
        allocator.power_on();
}
