/* Is this hand-over sound? Pure. SPDX-License-Identifier: MIT */
#include "core/boot.h"

const char *boot_info_error(const struct boot_info *info)
{
    if (info->magic != BOOT_INFO_MAGIC)
        return "the boot information has another magic number";
    if (info->size < sizeof *info)
        return "the boot information is shorter than this kernel knows it";
    if (info->road < ROAD_BIOS || info->road > ROAD_LINUX)
        return "the boot information names no known boot road";
    if (!info->memory_map || info->memory_map % 8)
        return "the boot information has no memory map at an address a map can have";
    if (info->image_start >= info->image_end)
        return "the boot information has no kernel image";
    if (info->nmodules > MAX_MODULES)
        return "the boot information has more than 16 modules";
    if (info->nmodules && !info->modules)
        return "the boot information counts modules and has no list of them";
    return NULL;
}

const char *e820_map_error(const struct e820_map *map)
{
    if (map->count == 0)
        return "the memory map is empty";
    if (map->count > MAX_E820)
        return "the memory map has more than 255 entries";
    return NULL;
}
