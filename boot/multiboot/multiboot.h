/* What a Multiboot loader leaves in memory. Multiboot 0.6.96, 3.3; Multiboot 2.0, 3.6.
   SPDX-License-Identifier: MIT */
#ifndef MULTIBOOT_H
#define MULTIBOOT_H
#include "types.h"

#define MB1_MAGIC 0x2badb002u /* in EAX */
#define MB2_MAGIC 0x36d76289u

enum { /* mb1_info.flags */
       MB1_COMMAND_LINE = 1 << 2,
       MB1_MODULES = 1 << 3,
       MB1_MAP = 1 << 6,
};

struct mb1_info {
    uint32_t flags;
    uint32_t mem_lower, mem_upper, boot_device;
    uint32_t command_line;
    uint32_t nmodules, modules;
    uint32_t symbols[4];
    uint32_t map_bytes, map;
};

struct mb1_module {
    uint32_t start, end; /* [start, end) */
    uint32_t name;
    uint32_t reserved;
};

struct __attribute__((packed)) mb1_map_entry {
    uint32_t size; /* of what follows: the next entry begins behind it */
    uint64_t base, length;
    uint32_t type;
};

struct mb2_info {
    uint32_t bytes; /* with this header and all tags */
    uint32_t reserved;
};

enum { /* mb2_tag.type */
       MB2_END = 0,
       MB2_COMMAND_LINE = 1,
       MB2_MODULE = 3,
       MB2_MAP = 6,
};

struct mb2_tag {
    uint32_t type;
    uint32_t bytes; /* without the padding to 8 that follows */
    uint32_t value[];
};

struct mb2_module {
    uint32_t start, end; /* [start, end) */
    char name[];
};

struct mb2_map {
    uint32_t entry_bytes, version;
    char entries[]; /* each begins as a struct mb2_map_entry */
};

struct mb2_map_entry {
    uint64_t base, length;
    uint32_t type, reserved;
};
#endif
