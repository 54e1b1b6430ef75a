/* Which table entry stopped an access, and the command that draws a walk.
   SPDX-License-Identifier: MIT */
#include "core/monitor.h"
#include "core/print.h"
#include "core/trap.h"
#include "mm/kernel_walk.h"

static void print_entry(const struct walk *w)
{
    const struct page_mode *mode = w->mode;
    pte_t e = w->entry;
    print("%s[%u] at 0x%llx: ", mode->level[w->level].name,
          page_mode_index(mode, w->level, w->va), w->table);
    if (!w->slot)
        print("this table is out of the kernel's reach\n");
    else if (!(e & PTE_P))
        print("0x%016llx  not present\n", e);
    else
        print("0x%016llx  %c%c%c%s\n", e, e & PTE_W ? 'W' : '-', e & PTE_U ? 'U' : '-',
              e & mode->nx ? '-' : 'X', e & PTE_PCD ? " uncached" : "");
}

/* Prints the entries from the root down to the one that decides va. */
static struct walk print_walk(vaddr_t va)
{
    struct walk w = kernel_walk(), end = w;
    walk_find(&end, va);
    /* Tables may be reachable only one at a time: find each level anew. */
    for (unsigned level = 0; level <= end.level; level++) {
        walk_find_to(&w, va, level);
        print("  ");
        print_entry(&w);
    }
    return end;
}

static bool is_canonical(vaddr_t va)
{
    return page_mode_canonical(kernel_walk().mode, va) == va;
}

void trap_explain(const struct trap_frame *frame, vaddr_t va)
{
    struct walk w = print_walk(va);
    bool fetch = frame->error & FAULT_FETCH, write = frame->error & FAULT_WRITE;
    if (!w.slot)
        print("fault: how it goes on from here cannot be seen\n");
    else if (!walk_present(&w))
        print("fault: the %s has no entry for it\n", w.mode->level[w.level].name);
    else if (frame->error & FAULT_RESERVED)
        print("fault: a reserved bit is set on the way\n");
    else if (fetch && (walk_rights(&w) & w.mode->nx))
        print("fault: it may not be executed\n");
    else if (write && !(walk_rights(&w) & PTE_W))
        print("fault: it may not be written\n");
    else
        print("fault: the tables allow it: does the TLB hold an older entry?\n");
}

COMMAND(pt, "ADDRESS", 1, "the page-table walk of an address")
{
    unsigned long long va;
    if (!monitor_number(arg[0], &va))
        return;
    if (!is_canonical(va)) {
        print("0x%016llx is not a canonical address\n", va);
        return;
    }
    struct walk w = print_walk(va);
    if (walk_present(&w))
        print("  physical 0x%llx, a page of 0x%llx bytes\n", walk_pa(&w),
              (unsigned long long)walk_span(&w));
}
