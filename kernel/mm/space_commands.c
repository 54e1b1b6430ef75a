/* The address space at the monitor. SPDX-License-Identifier: MIT */
#include "core/monitor.h"
#include "core/print.h"
#include "layouts/layout.h"
#include "mm/space.h"

static void answer(enum space_result r)
{
    static const char *const text[] = {
        [SPACE_OK] = "ok",
        [SPACE_NO_MEMORY] = "refused: no frame for a page table",
        [SPACE_MAPPED] = "refused: mapped already",
        [SPACE_NOT_MAPPED] = "refused: not mapped",
        [SPACE_BAD_RANGE] = "refused: not whole pages of the address space",
    };
    print("%s\n", text[r]);
}

static const struct {
    char letter;
    unsigned right;
} letters[] = {
    { 'r', 0 }, { 'w', RIGHT_W }, { 'x', RIGHT_X }, { 'u', RIGHT_U }, { 'c', UNCACHED }
};

/* The rights that the letters of arg stand for; false, having said so, when one is none. */
static bool read_rights(const char *arg, unsigned *rights)
{
    *rights = 0;
    for (; *arg; arg++) {
        size_t i = 0;
        while (i < ARRAY_SIZE(letters) && letters[i].letter != *arg)
            i++;
        if (i == ARRAY_SIZE(letters)) {
            print("%c is no right: r read, w write, x execute, u user, c uncached\n", *arg);
            return false;
        }
        *rights |= letters[i].right;
    }
    return true;
}

COMMAND(map, "VA SIZE PA RIGHTS", 4, "maps a range; rights: r w x u, c uncached")
{
    unsigned long long va, size, pa;
    unsigned rights;
    if (monitor_number(arg[0], &va) && monitor_number(arg[1], &size) &&
        monitor_number(arg[2], &pa) && read_rights(arg[3], &rights))
        answer(space_map(va, size, pa, rights));
}

COMMAND(unmap, "VA SIZE", 2, "unmaps a range")
{
    unsigned long long va, size;
    if (monitor_number(arg[0], &va) && monitor_number(arg[1], &size))
        answer(space_unmap(va, size));
}

COMMAND(protect, "VA SIZE RIGHTS", 3, "gives a range other rights")
{
    unsigned long long va, size;
    unsigned rights;
    if (monitor_number(arg[0], &va) && monitor_number(arg[1], &size) &&
        read_rights(arg[2], &rights))
        answer(space_protect(va, size, rights));
}

COMMAND(space, "", 0, "what is mapped, and the page tables for it")
{
    struct space_count c = space_count();
    print("mapped: %llu KiB\ntables: %llu\n", (unsigned long long)(c.pages * PAGE_SIZE / KiB),
          (unsigned long long)c.ntables);
}
