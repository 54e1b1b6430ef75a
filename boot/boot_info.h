/* The hand-over: what every boot road gives the kernel. BIOS, Multiboot and Linux roads fill the
   same structure; the kernel gets its physical address in EDI (RDI).
   SPDX-License-Identifier: MIT */
#ifndef BOOT_INFO_H
#define BOOT_INFO_H
#include "types.h"

#define BOOT_INFO_MAGIC 0x544f4f42u /* "BOOT" in memory */

enum boot_road {
    ROAD_BIOS = 1,
    ROAD_MULTIBOOT1,
    ROAD_MULTIBOOT2,
    ROAD_LINUX,
};

/* As the BIOS returns them: int 15h, EAX = E820h; ACPI 6.4, 15.1. */
enum e820_type {
    E820_USABLE = 1,
    E820_RESERVED = 2,
    E820_ACPI_TABLES = 3,
    E820_ACPI_NVS = 4,
    E820_BAD = 5,
};

enum {
    E820_ENABLED = 1, /* attributes bit 0: clear means "ignore this entry" */
};

struct e820_entry {
    uint64_t base;   /* bytes; any value: firmware is not to be trusted */
    uint64_t length; /* bytes; may be 0, may wrap */
    uint32_t type;
    uint32_t attributes; /* E820_ENABLED where the BIOS returned only 20 bytes */
};

struct e820_map { /* fact C4: a count first, then entries of 24 bytes */
    uint64_t count;
    struct e820_entry entry[];
};

struct boot_module {
    uint64_t start, end; /* physical, [start, end) */
    uint64_t name;       /* physical address of a string, or 0 */
};

struct boot_info {
    uint32_t magic; /* BOOT_INFO_MAGIC */
    uint32_t size;  /* sizeof(struct boot_info) of the loader */
    uint32_t road;  /* enum boot_road */
    uint32_t nmodules;
    uint64_t memory_map;             /* physical address of a struct e820_map */
    uint64_t command_line;           /* physical address of a string, or 0 */
    uint64_t modules;                /* physical address of nmodules struct boot_module, or 0 */
    uint64_t image_start, image_end; /* the kernel as loaded, physical, [start, end) */
};
#endif
