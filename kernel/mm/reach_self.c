/* amethyst from chapter 4 on: page tables are found by what they map, through the page directory's
   reference to itself. 32-bit paging. Fact B19. SPDX-License-Identifier: MIT */
#include "mm/reach_self.h"

#include "arch/x86.h"
#include "core/panic.h"
#include "layouts/layout.h"
#include "mm/frames_own.h"
#include "mm/kernel_walk.h"
#include "mm/scratch.h"

static vaddr_t self; /* constant after reach_self_init() */

/* The CPU takes bits 31:22 of an address for the first table's index and bits 21:12 for the
   second's. At self + n * PAGE_SIZE the first leads back to the directory, so that this is the
   second table; its entry n is the page. The directory is the table that its own entry links to. */
static void *table_at(const struct walk *w)
{
    vaddr_t va = w->level == 0 ? self : w->va;
    return (void *)(uintptr_t)(self + page_mode_index(w->mode, 0, va) * PAGE_SIZE);
}

/* Until there are scratch pages a frame beyond the fixed windows is reached only once it is a
   table: this one is linked first and cleared afterwards, and whatever the CPU has read in it
   meanwhile is forgotten. */
static void make_scratch_table(struct walk *w, vaddr_t va)
{
    paddr_t table;
    if (!frame_take(&table))
        panic("no frame for the scratch pages' table");
    walk_find_to(w, va, 0);
    walk_store(w, table | w->mode->level[0].link_flags);
    walk_down(w);
    __builtin_memset(table_at(w), 0, PAGE_SIZE);
    cpu_set_cr3(cpu_cr3());
}

void reach_self_init(void)
{
    struct walk w = kernel_walk();
    self = layout_virt(&layout, "SELF")->start;
    walk_find_to(&w, self, 0);
    /* Not the user's, whatever the entries below allow. */
    walk_store(&w, w.root | PTE_P | PTE_W);
    kernel_table_at = table_at;

    w = kernel_walk();
    vaddr_t scratch = layout_virt(&layout, "SCRATCH")->start;
    make_scratch_table(&w, scratch);
    scratch_init(&w);
}
