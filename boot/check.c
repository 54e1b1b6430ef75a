/* Is there memory where the kernel needs it, and how to refuse. SPDX-License-Identifier: MIT */
#include "boot/loader.h"
#include "boot/screen.h"
#include "core/stop.h"

static bool has_blank(const char *text)
{
    while (*text && *text != ' ')
        text++;
    return *text;
}

_Noreturn void loader_stop(const char *why, const char *name, const char *facts)
{
    say(loader_name);
    say(why);
    say(name);
    say(!*facts ? "" : has_blank(facts) ? ", facts " : ", fact ");
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

bool e820_usable(const struct e820_map *map, paddr_t start, paddr_t end)
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
