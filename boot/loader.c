/* Is there memory where the layout wants it? Then on to the kernel.
   SPDX-License-Identifier: MIT */
#include "boot/loader.h"

#include "core/boot.h"
#include "layouts/layout.h"

/* The firmware reserves the last page below 640 KiB, or a part of it, for the BIOS's own data.
   Fact C10 takes it all the same: from here on nobody calls the BIOS. */
#define BIOS_DATA_PAGE 0x9f000

static const struct e820_map *map;

static void check_module(const struct phys_region *r, const struct boot_module *m)
{
    paddr_t end = r->start + r->size;
    if (r->use != USE_MODULES) {
        if (m->start < end && m->end > r->start)
            loader_stop("a module was loaded over the ", r->name, r->facts);
    } else if (m->start < r->start || m->end > end) {
        loader_stop("a module does not lie within the memory for ", r->name, r->facts);
    } else if (!e820_usable(map, m->start, m->end)) {
        loader_stop("the memory map has no usable memory under the ", r->name, r->facts);
    }
}

static void check_row(const struct phys_region *r, const struct boot_info *info)
{
    if (r->use != USE_MODULES && r->start != BIOS_DATA_PAGE &&
        !e820_usable(map, r->start, r->start + r->size))
        loader_stop("the memory map has no usable memory for the ", r->name, r->facts);
    const struct boot_module *module = (const struct boot_module *)(uintptr_t)info->modules;
    for (uint32_t i = 0; i < info->nmodules; i++)
        check_module(r, &module[i]);
}

void loader_start(const struct boot_info *info)
{
    map = (const struct e820_map *)(uintptr_t)info->memory_map;
    const char *why = e820_map_error(map);
    if (why)
        loader_stop(why, "", "");
    for (size_t i = 0; i < layout.nphys; i++)
        if (layout.phys[i].life.phases & PHASE_KERNEL)
            check_row(&layout.phys[i], info);
    jump_kernel((uint32_t)(uintptr_t)info, road_prepare());
}
