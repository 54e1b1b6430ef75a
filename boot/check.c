/* Is there memory where the kernel needs it, and how to refuse. SPDX-License-Identifier: MIT */
#include "boot/loader.h"
#include "boot/screen.h"
#include "core/stop.h"

_Noreturn void loader_stop(const char *why, const char *name, const char *facts)
{
    say(loader_name);
    say(why);
    say(name);
    say(*facts ? ", facts " : "");
    say(facts);
    say("\n");
    stop_halt();
}

paddr_t e820_end(const struct e820_entry *e)
{
    paddr_t end = e->base + e->length;
    return end < e->base ? ~0ull : end;
}

static bool says(const struct e820_entry *e, bool usable, paddr_t start, paddr_t end)
{
    return (e->attributes & E820_ENABLED) && (e->type == E820_USABLE) == usable && e->length &&
           e->base < end && e820_end(e) > start;
}

/* Whether the map calls all of [start, end) usable, in however many pieces, and no other entry
   claims a part of it. */
static bool is_usable(const struct e820_map *map, paddr_t start, paddr_t end)
{
    for (uint64_t i = 0; i < map->count; i++)
        if (says(&map->entry[i], false, start, end))
            return false;
    for (uint64_t i = 0; i < map->count && start < end; i++) {
        if (says(&map->entry[i], true, start, start + 1)) {
            start = e820_end(&map->entry[i]);
            i = -1ull; /* the next piece may stand anywhere in the list */
        }
    }
    return start >= end;
}

void loader_need(const struct e820_map *map, paddr_t start, paddr_t end, const char *name,
                 const char *facts)
{
    if (!is_usable(map, start, end))
        loader_stop("the memory map has no usable memory for the ", name, facts);
}

void loader_keep_clear(const struct boot_info *info, paddr_t start, paddr_t end,
                       const char *name, const char *facts)
{
    const struct boot_module *module = (const struct boot_module *)(uintptr_t)info->modules;
    for (uint32_t i = 0; i < info->nmodules; i++)
        if (module[i].start < end && module[i].end > start)
            loader_stop("a module was loaded over the ", name, facts);
}
