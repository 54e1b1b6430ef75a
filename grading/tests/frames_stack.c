/* What anos's stack of ranges finds in the kernel: an area of the test's own address space whose
   pages are frames of the machine. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>

#include "grading/tests/frames_machine.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/pmm_area.h"
#include "mm/reach.h"

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

static uint64_t area_pages;

static bool new_table(paddr_t *pa)
{
    if (!frame_take(pa))
        return false;
    REQUIRE(machine_owner(*pa) == POOL_FREE);
    machine_set_owner(*pa, OWN);
    memset(machine_frame(*pa), 0, PAGE_SIZE);
    return true;
}

static const struct page_memory page_memory = { phys_at, new_table };

struct walk kernel_walk(void)
{
    return (struct walk){ .mode = layout.mode, .memory = &page_memory, .root = ROOT };
}

/* What the CPU does with a new entry: the page shows the frame. */
static void show(vaddr_t va, paddr_t pa)
{
    void *page = (void *)(uintptr_t)va;
    if (mmap(page, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, machine_memory(),
             (off_t)pa) != page)
        machine_fail(__FILE__, __LINE__, "mmap");
    area_pages++;
}

bool pmm_area_map(vaddr_t va, paddr_t pa)
{
    REQUIRE(va % PAGE_SIZE == 0 && pa % PAGE_SIZE == 0);
    REQUIRE(machine_owner(pa) != NOT_POOL && machine_owner(pa) != OWN); /* or on its way back */
    const struct virt_region *area = &virt[0], *ledger = &virt[2];
    if (va - area->start >= area->size && va - ledger->start >= ledger->size)
        return false;
    struct walk w = kernel_walk();
    walk_find(&w, va);
    REQUIRE(!walk_present(&w));
    if (!walk_map(&w, va, layout.mode->nlevels - 1u, pa, PTE_W | PTE_NX))
        return false;
    machine_set_owner(pa, OWN);
    memset(machine_frame(pa), 0xcc, PAGE_SIZE); /* a frame's contents are undefined */
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

/* Nothing is mapped but the area's first page; it and its tables are the layout's. */
static void power_on(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(virt); i++)
        reserve(&virt[i]);
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

/* The first page, the ledger's, and the stack has grown. */
static void drained(uint64_t pool)
{
    REQUIRE(pool < 1200 || area_pages > 2);
}

const struct allocator allocator = {
    .limit = MACHINE_BYTES,
    .least = 1,
    .spare = 4, /* the ledger may lack tables for them */
    .power_on = power_on,
    .drained = drained,
};
