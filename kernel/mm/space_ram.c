/* The last row of phoenix and of kos: all memory, from 0 to its end. With it the early windows
   and the scratch pages have served. Facts A11, D6. SPDX-License-Identifier: MIT */
#include "core/chapter.h"
#include "core/panic.h"
#include "core/print.h"
#include "layouts/layout.h"
#include "mm/memory.h"
#include "mm/reach_ram.h"
#include "mm/scratch.h"
#include "mm/space.h"
#include "mm/window.h"

/* A GiB at a time: its tables may lie in what is mapped by then. What lies between usable ranges
   is mapped as well: the firmware's tables, video memory; the memory type of devices there is
   kept by the MTRRs, [intel/vol3] 11.5.2.2. */
static void map_ram(const struct virt_region *r, paddr_t end)
{
    for (paddr_t pa = 0, step; pa < end; pa += step) {
        step = end - pa < GiB ? end - pa : GiB;
        enum space_result result = space_map(r->start + pa, step, pa, r->rights);
        if (result != SPACE_OK)
            panic("0x%llx cannot be mapped to 0x%llx: %d", r->start + pa, pa, result);
        reach_ram(r->start, pa + step);
    }
    print("%s: 0x%llx shows physical 0 up to 0x%llx\n", r->name, r->start, end);
}

/* What kspace_enter() mapped for the time until now. */
static void unmap_early(const struct virt_region *r)
{
    if (life_covers(r->life, PHASE_KERNEL, EARLY_CHAPTER) &&
        !life_covers(r->life, PHASE_KERNEL, chapter) && r->backing == BACK_FIXED &&
        space_unmap(r->start, r->size) != SPACE_OK)
        panic("0x%llx cannot be unmapped", r->start);
}

void space_init(void)
{
    for (size_t i = 0; i < layout.nvirt; i++)
        if (layout.virt[i].backing == BACK_RAM)
            map_ram(&layout.virt[i], memory_end());
    scratch_end();
    window_complete();
    for (size_t i = 0; i < layout.nvirt; i++)
        unmap_early(&layout.virt[i]);
}
