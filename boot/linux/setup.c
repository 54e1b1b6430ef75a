/* The 32-bit setup's part in C: from the zero page to the hand-over, all of it copied to where fact
   E6 wants it; then the kernel's file. Runs without paging, in the page at 1 MiB.
   SPDX-License-Identifier: MIT */
#include "boot/linux/setup.h"

#include "boot/linux/linux.h"
#include "boot/loader.h"
#include "core/boot.h"

#define LEAST_RAM (32 * MiB)

const char loader_name[] = "setup: ";

static void *at(uint32_t pa)
{
    return (void *)(uintptr_t)pa;
}

static void copy_map(const struct zero_page *zp, struct e820_map *map)
{
    const struct e820_map *given = at(zp->given_map);
    map->count = zp->given_map ? given->count : zp->nentries;
    if (!map->count)
        loader_stop("the zero page has no memory map", "", "E5");
    if (map->count > (zp->given_map ? MAX_E820 : ZERO_PAGE_MAP))
        loader_stop("the memory map has more entries than there is room for", "", "E5");
    for (uint32_t i = 0; i < map->count; i++) {
        const struct zero_page_entry *e = &zp->entry[i];
        map->entry[i] = zp->given_map
                            ? given->entry[i]
                            : (struct e820_entry){ e->base, e->length, e->type, E820_ENABLED };
    }
}

static void copy_command_line(const char *from, char *to, uint32_t room)
{
    while (from && *from && --room)
        *to++ = *from++;
    *to = '\0';
}

/* The firmware keeps some of the last MiB for itself. */
static bool enough(const struct e820_map *map)
{
    for (uint32_t i = 0; i < map->count; i++) {
        const struct e820_entry *e = &map->entry[i];
        if (e->type == E820_USABLE && (e->attributes & E820_ENABLED) &&
            e820_end(e) > LEAST_RAM - MiB)
            return true;
    }
    return false;
}

static void check_memory(const struct e820_map *map, const struct boot_module *m)
{
    static const struct {
        const char *start, *end, *name, *facts;
    } row[] = {
        { SETUP32_START, IDENTITY_REST_VA_END, "kernel and its first memory", "E4 E6 E9" },
        { MAP2_VA, MAP2_VA_END, "kernel's move to 16 MiB", "E10 E13" },
    };
    if (!enough(map))
        loader_stop("less than 32 MiB of RAM", "", "E10");
    for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
        uint32_t start = ADDRESS(row[i].start), end = ADDRESS(row[i].end);
        if (!e820_usable(map, start, end))
            loader_stop("the memory map has no usable memory for the ", row[i].name,
                        row[i].facts);
        if (m->start < end && m->end > start)
            loader_stop("the RAM disk was loaded over memory for the ", row[i].name,
                        row[i].facts);
    }
}

const struct kernel_file *setup_main(const struct zero_page *zp)
{
    if (zp->magic != SETUP_MAGIC)
        loader_stop("ESI points to no zero page", "", "");
    struct e820_map *map = (struct e820_map *)ADDRESS_MAP_START;
    struct jinue_hand_over *to = (struct jinue_hand_over *)BOOT_HEAP_START;
    copy_map(zp, map);
    copy_command_line(at(zp->command_line), COMMAND_LINE_START, ADDRESS(COMMAND_LINE_SIZE));
    to->ramdisk = (struct boot_module){ zp->ramdisk, zp->ramdisk + zp->ramdisk_bytes,
                                        ADDRESS("RAM disk") };
    to->info = (struct boot_info){ .magic = BOOT_INFO_MAGIC,
                                   .size = sizeof to->info,
                                   .road = ROAD_LINUX,
                                   .nmodules = zp->ramdisk_bytes != 0,
                                   .memory_map = ADDRESS(ADDRESS_MAP_START),
                                   .command_line = ADDRESS(COMMAND_LINE_START),
                                   .modules = ADDRESS(&to->ramdisk),
                                   .image_start = ADDRESS(SETUP32_START),
                                   .image_end = ADDRESS(PROC_END) };
    to->own = (struct jinue_boot_info){ .image_start = ADDRESS(SETUP32_START),
                                        .kernel_start = ADDRESS(KERNEL_START),
                                        .proc_start = ADDRESS(PROC_START),
                                        .image_top = ADDRESS(PROC_END),
                                        .boot_heap = ADDRESS(to + 1),
                                        .data_physaddr = ADDRESS(DATA_START),
                                        .addr_map = ADDRESS(ADDRESS_MAP_START),
                                        .cmdline = ADDRESS(COMMAND_LINE_START),
                                        .page_table_1mb = ADDRESS(PT_1MB_START),
                                        .page_table_16mb = ADDRESS(PT_16MB_START),
                                        .page_table_klimit = ADDRESS(PT_KLIMIT_START),
                                        .page_directory = ADDRESS(PD_START),
                                        .boot_end = ADDRESS(PD_END) };
    check_memory(map, &to->ramdisk);
    return kernel_load();
}
