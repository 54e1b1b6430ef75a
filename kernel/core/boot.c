/* Taking over what the loader left. SPDX-License-Identifier: MIT */
#include "core/boot.h"

#include "core/panic.h"
#include "core/print.h"
#include "mm/memmap.h"
#include "mm/reach.h"

static struct boot_info info;
static struct e820_entry map[MAX_E820];
static size_t nmap;
static struct boot_module module[MAX_MODULES];

void boot_take(paddr_t pa)
{
    const struct boot_info *given = phys_at(pa);
    if (!given)
        panic("the boot information at 0x%llx is out of reach", pa);
    const char *error = boot_info_error(given);
    if (error)
        panic("%s", error);
    info = *given;
    const struct e820_map *given_map = phys_at(info.memory_map);
    if (!given_map)
        panic("the memory map at 0x%llx is out of reach", (paddr_t)info.memory_map);
    error = e820_map_error(given_map);
    if (error)
        panic("%s", error);
    nmap = given_map->count;
    for (size_t i = 0; i < nmap; i++)
        map[i] = given_map->entry[i];
    for (uint32_t i = 0; i < info.nmodules; i++) {
        const struct boot_module *m = phys_at(info.modules + i * sizeof *m);
        if (!m)
            panic("the list of modules at 0x%llx is out of reach", (paddr_t)info.modules);
        module[i] = *m;
    }
}

const struct boot_info *boot_info(void)
{
    return &info;
}

const struct e820_entry *boot_memory_map(size_t *n)
{
    *n = nmap;
    return map;
}

const struct boot_module *boot_modules(size_t *n)
{
    *n = info.nmodules;
    return module;
}

void boot_print_memory_map(void)
{
    for (size_t i = 0; i < nmap; i++) {
        const struct e820_entry *e = &map[i];
        print("  0x%016llx-0x%016llx %s%s\n", (paddr_t)e->base, (paddr_t)(e->base + e->length),
              memmap_type_name(e->type), e->attributes & E820_ENABLED ? "" : " (disabled)");
    }
}

static void print_modules(void)
{
    for (const struct boot_module *m = module; m < module + info.nmodules; m++) {
        const char *name = m->name ? phys_at(m->name) : NULL;
        print("module 0x%llx-0x%llx %s\n", (paddr_t)m->start, (paddr_t)m->end,
              name ? name : "");
    }
    if (!info.nmodules && info.road != ROAD_BIOS)
        print("no modules\n");
}

void boot_print(void)
{
    static const char *const road[] = { "", "BIOS boot sector", "Multiboot 1", "Multiboot 2",
                                        "Linux boot protocol" };
    print("boot road: %s; image 0x%llx-0x%llx\n", road[info.road], (paddr_t)info.image_start,
          (paddr_t)info.image_end);
    print("memory map, %zu entries:\n", nmap);
    boot_print_memory_map();
    print_modules();
}
