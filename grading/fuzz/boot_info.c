/* libFuzzer: a hand-over that passes the kernel's checks is one that the kernel can follow, and
   one that should pass does. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/boot.h"

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_info(const struct boot_info *info)
{
    struct boot_info before = *info;
    const char *error = boot_info_error(info);
    require(memcmp(&before, info, sizeof before) == 0);
    require(!error || *error);
    bool sound = info->magic == BOOT_INFO_MAGIC && info->size >= sizeof *info &&
                 info->road >= ROAD_BIOS && info->road <= ROAD_LINUX && info->memory_map != 0 &&
                 info->memory_map % _Alignof(struct e820_map) == 0 &&
                 info->image_start < info->image_end && info->nmodules <= MAX_MODULES &&
                 (info->nmodules == 0 || info->modules);
    require(!error == sound);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct boot_info info;
    struct e820_map map;
    if (size < sizeof info + sizeof map)
        return 0;
    memcpy(&info, data, sizeof info);
    memcpy(&map, data + sizeof info, sizeof map);
    check_info(&info);
    /* A random magic number is a wrong one: also look at what comes after it. */
    info.magic = BOOT_INFO_MAGIC;
    check_info(&info);
    info.size = sizeof info;
    info.road %= 8;
    info.nmodules %= 32;
    check_info(&info);
    require(!e820_map_error(&map) == (map.count > 0 && map.count <= MAX_E820));
    return 0;
}
