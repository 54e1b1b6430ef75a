/* The machine under the frame allocator: what pmm_area.c and the CPU do in the kernel.
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
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/pmm_area.h"

#define FIRST_PAGE 0x99000ull
#define ROOT       0x9c000ull
#define FROM_3                        \
    {                                 \
        PHASE_KERNEL, 3, LAST_CHAPTER \
    }

/* anos's area, moved to where a process may have it. */
static const struct virt_region virt[] = {
    { "PMM_AREA", "", 0x200000000000, 0x1ffffff000, BACK_FRAMES, 0, RIGHT_W, FROM_3, "", "" },
    { "PMM_GUARD", "", 0x201ffffff000, 0x1000, BACK_NOTHING, 0, 0, FROM_3, "", "" },
    { "LEDGER", "", 0x202000000000, 0x2000000000, BACK_FRAMES, 0, RIGHT_W, FROM_3, "", "" },
};

const struct layout layout = {
    .name = "hosted",
    .mode = &page_mode_4level,
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 2 * MiB,
};

static int memory;
static char *ram;
static uint8_t owner[MACHINE_BYTES / PAGE_SIZE];
static uint64_t count[OWN + 1];
static uint64_t area_pages;

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

uint64_t machine_area_pages(void)
{
    return area_pages;
}

static void *at(paddr_t pa)
{
    return pa < MACHINE_BYTES ? ram + pa : NULL;
}

static bool new_table(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    REQUIRE(machine_owner(*pa) == POOL_FREE);
    machine_set_owner(*pa, OWN);
    memset(ram + *pa, 0, PAGE_SIZE);
    return true;
}

static const struct page_memory page_memory = { at, new_table };

struct walk kernel_walk(void)
{
    return (struct walk){ .mode = layout.mode, .memory = &page_memory, .root = ROOT };
}

/* What the CPU does with a new entry: the page shows the frame. */
static void show(vaddr_t va, paddr_t pa)
{
    void *page = (void *)(uintptr_t)va;
    if (mmap(page, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory,
             (off_t)pa) != page)
        machine_fail(__FILE__, __LINE__, "mmap");
    area_pages++;
}

bool pmm_area_map(vaddr_t va, paddr_t pa)
{
    REQUIRE(va % PAGE_SIZE == 0 && pa % PAGE_SIZE == 0);
    REQUIRE(machine_owner(pa) == POOL_FREE || machine_owner(pa) == HELD /* on its way back */);
    const struct virt_region *area = &virt[0], *ledger = &virt[2];
    if (va - area->start >= area->size && va - ledger->start >= ledger->size)
        return false;
    struct walk w = kernel_walk();
    walk_find(&w, va);
    REQUIRE(!walk_present(&w));
    if (!walk_map(&w, va, layout.mode->nlevels - 1u, pa, PTE_W | PTE_NX))
        return false;
    machine_set_owner(pa, OWN);
    memset(ram + pa, 0xcc, PAGE_SIZE); /* a frame's contents are undefined */
    show(va, pa);
    return true;
}

static void reserve(const struct virt_region *r)
{
    void *start = (void *)(uintptr_t)r->start;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    if (mmap(start, r->size, PROT_NONE, flags, -1, 0) != start)
        machine_fail(__FILE__, __LINE__, "mmap");
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
    for (size_t i = 0; i < ARRAY_SIZE(virt); i++)
        reserve(&virt[i]);
    count[NOT_POOL] = MACHINE_BYTES / PAGE_SIZE;
    for (size_t i = 0; i < usable->n; i++)
        for (paddr_t pa = usable->range[i].start; pa < usable->range[i].end; pa += PAGE_SIZE)
            if (pa >= layout.pool_start)
                machine_set_owner(pa, POOL_FREE);
    /* The first page and its tables are the layout's, not the pool's. */
    struct walk w = kernel_walk();
    paddr_t table = ROOT;
    walk_find(&w, virt[0].start);
    while (w.level + 1u < layout.mode->nlevels) {
        table += PAGE_SIZE;
        walk_store(&w, table | layout.mode->level[w.level].link_flags);
        walk_down(&w);
    }
    walk_store(&w, FIRST_PAGE | PTE_P | PTE_W | PTE_NX);
    show(virt[0].start, FIRST_PAGE);
}
