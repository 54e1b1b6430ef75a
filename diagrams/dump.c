/* Taking a picture of a machine: its page tables, walked from outside, and the firmware's map
   where the loader put it. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "diagrams/picture.h"
#include "grading/check.h"
#include "grading/machine.h"

#define CR0_PG (1ull << 31) /* [intel/vol3] 2.5 */

static unsigned rights_of(const struct outside_entry *e)
{
    return (e->w ? RIGHT_W : 0u) | (e->x ? RIGHT_X : 0u) | (e->u ? RIGHT_U : 0u) |
           (e->entry & PTE_PCD ? UNCACHED : 0u);
}

static bool add_run(void *self, vaddr_t va, uint64_t size, const struct outside_entry *e)
{
    struct picture *p = self;
    struct run *grown = realloc(p->run, (p->nruns + 1) * sizeof *grown);
    if (!grown)
        return false;
    p->run = grown;
    p->run[p->nruns++] = (struct run){ va, size, e->pa, rights_of(e) };
    return true;
}

/* Fact C4: the map lies in the layout's row E820, a count first. */
static bool take_map(struct picture *p, struct machine *m)
{
    const struct phys_region *row = layout_phys(p->layout, "E820");
    struct e820_map head;
    if (!row)
        return true;
    if (!machine_read(m, row->start, &head, sizeof head))
        return false;
    p->nmap = head.count < ARRAY_SIZE(p->map) ? (size_t)head.count : ARRAY_SIZE(p->map);
    return machine_read(m, row->start + sizeof head, p->map, p->nmap * sizeof p->map[0]);
}

bool picture_take(struct picture *p, struct machine *m, const char **why)
{
    struct cpu_state cpu;
    *why = "the machine's registers or memory cannot be read";
    if (!machine_pause(m) || !machine_cpu(m, &cpu) || !take_map(p, m))
        return false;
    p->paging = cpu.cr0 & CR0_PG;
    *why = "the page tables cannot be read";
    return !p->paging || outside_runs(m, p->layout->mode,
                                      cpu.cr3 & p->layout->mode->address_mask, add_run, p);
}
