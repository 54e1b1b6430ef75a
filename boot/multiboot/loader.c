/* From a Multiboot loader's information to ours. All of it is copied: what the loader left lies
   anywhere, and the kernel may need that memory. SPDX-License-Identifier: MIT */
#include "boot/loader.h"
#include "boot/multiboot/multiboot.h"
#include "core/boot.h"
#include "layouts/layout.h"

enum {
    TEXT_BYTES = 1024, /* command line and modules' names together */
};

const char loader_name[] = "bootstrap: ";

extern const char kernel_image[], kernel_image_end[]; /* boot.ld */
extern const struct e820_map memmap_given;            /* header.asm */

static struct boot_info info;
static struct boot_module module[MAX_MODULES];
static struct {
    struct e820_map head;
    struct e820_entry entry[MAX_E820];
} map;
static char text[TEXT_BYTES];
static size_t text_used;

static uint64_t keep_text(const char *from)
{
    char *to = text + text_used;
    do
        if (text_used == sizeof text)
            loader_stop("command line and modules' names are too long", "", "");
    while ((text[text_used++] = *from++));
    return (uintptr_t)to;
}

static void keep_module(uint32_t start, uint32_t end, const char *name)
{
    if (info.nmodules == MAX_MODULES)
        loader_stop("more than 16 modules", "", "");
    module[info.nmodules++] =
        (struct boot_module){ .start = start, .end = end, .name = keep_text(name) };
}

static void keep_entry(uint64_t base, uint64_t length, uint32_t type)
{
    if (map.head.count == MAX_E820)
        loader_stop("the memory map has more than 255 entries", "", "");
    map.entry[map.head.count++] = (struct e820_entry){ base, length, type, E820_ENABLED };
}

static const void *at(uint32_t pa)
{
    return (const void *)(uintptr_t)pa;
}

static void take_mb1(const struct mb1_info *mb)
{
    if (mb->flags & MB1_COMMAND_LINE)
        info.command_line = keep_text(at(mb->command_line));
    const struct mb1_module *m = at(mb->modules);
    for (uint32_t i = 0; (mb->flags & MB1_MODULES) && i < mb->nmodules; i++)
        keep_module(m[i].start, m[i].end, m[i].name ? at(m[i].name) : "");
    if (!(mb->flags & MB1_MAP))
        loader_stop("the boot loader gives no memory map (Multiboot flag 6)", "", "");
    for (uint32_t offset = 0; offset < mb->map_bytes;) {
        const struct mb1_map_entry *e = at(mb->map + offset);
        keep_entry(e->base, e->length, e->type);
        offset += e->size + sizeof e->size;
    }
}

static void take_mb2_map(const struct mb2_tag *tag)
{
    const struct mb2_map *m = (const void *)tag->value;
    uint32_t bytes = tag->bytes - sizeof *tag - sizeof *m;
    if (m->entry_bytes < sizeof(struct mb2_map_entry))
        loader_stop("the boot loader's memory map has entries of an unknown form", "", "");
    for (uint32_t offset = 0; offset + m->entry_bytes <= bytes; offset += m->entry_bytes) {
        const struct mb2_map_entry *e = (const void *)(m->entries + offset);
        keep_entry(e->base, e->length, e->type);
    }
}

static void take_mb2(const struct mb2_info *mb)
{
    const char *next = (const char *)(mb + 1), *end = (const char *)mb + mb->bytes;
    while (next < end) {
        const struct mb2_tag *tag = (const void *)next;
        const struct mb2_module *m = (const void *)tag->value;
        if (tag->type == MB2_END)
            break;
        if (tag->type == MB2_COMMAND_LINE)
            info.command_line = keep_text((const char *)tag->value);
        if (tag->type == MB2_MODULE)
            keep_module(m->start, m->end, m->name);
        if (tag->type == MB2_MAP)
            take_mb2_map(tag);
        next += (tag->bytes + 7) & -8u;
    }
    if (!map.head.count)
        loader_stop("the boot loader gives no memory map (Multiboot 2 tag 6)", "", "");
}

/* Called by enter.asm with what the boot loader left in EAX and EBX. */
_Noreturn void loader_main(uint32_t magic, uint32_t information)
{
    info = (struct boot_info){ .magic = BOOT_INFO_MAGIC,
                               .size = sizeof info,
                               .memory_map = (uintptr_t)&map,
                               .modules = (uintptr_t)module,
                               .image_start = (uintptr_t)kernel_image,
                               .image_end = (uintptr_t)kernel_image_end };
    if (magic == MB1_MAGIC) {
        info.road = ROAD_MULTIBOOT1;
        take_mb1(at(information));
    } else if (magic == MB2_MAGIC) {
        info.road = ROAD_MULTIBOOT2;
        take_mb2(at(information));
    } else {
        loader_stop("no Multiboot loader's magic number is in EAX", "", "");
    }
    if (memmap_given.count)
        info.memory_map = (uintptr_t)&memmap_given;
    loader_start(&info);
}
