/* Is there memory where the layout wants it? Then on to the kernel.
   SPDX-License-Identifier: MIT */
#include "boot/loader.h"

#include "core/boot.h"
#include "layouts/layout.h"

/* The firmware reserves the last page below 640 KiB, or a part of it, for the BIOS's own data.
   Fact C10 takes it all the same: from here on nobody calls the BIOS. */
#define BIOS_DATA_PAGE 0x9f000

static void check_row(const struct phys_region *r, const struct boot_info *info)
{
    const struct e820_map *map = (const struct e820_map *)(uintptr_t)info->memory_map;
    if (r->start != BIOS_DATA_PAGE)
        loader_need(map, r->start, r->start + r->size, r->name, r->facts);
    loader_keep_clear(info, r->start, r->start + r->size, r->name, r->facts);
}

void loader_start(const struct boot_info *info)
{
    const char *why = e820_map_error((const struct e820_map *)(uintptr_t)info->memory_map);
    if (why)
        loader_stop(why, "", "");
    for (size_t i = 0; i < layout.nphys; i++)
        if (layout.phys[i].life.phases & PHASE_KERNEL)
            check_row(&layout.phys[i], info);
    uint32_t root;
    if (!road_prepare(&root, &why))
        loader_stop(why, "", "");
    jump_kernel((uint32_t)(uintptr_t)info, root);
}
