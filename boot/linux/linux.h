/* What a Linux boot loader leaves in memory, and what the 32-bit setup tells jinue's kernel besides
   the boot information. SPDX-License-Identifier: MIT */
#ifndef LINUX_H
#define LINUX_H
#include "boot/boot_info.h"

enum {
    ZERO_PAGE_MAP = 128, /* entries that have room */
};

#define SETUP_MAGIC 0x53726448u /* "HdrS" in memory */

struct __attribute__((packed)) zero_page_entry {
    uint64_t base, length;
    uint32_t type;
};

/* [linux/boot] Documentation/x86/zero-page.rst; from 0x1f1 on it is the setup header, as the boot
   loader filled it in. */
struct __attribute__((packed)) zero_page {
    char other[0x1e4];
    uint32_t given_map; /* "scratch": a struct e820_map of the 16-bit setup's, or 0 */
    uint8_t nentries;
    char more[0x202 - 0x1e9];
    uint32_t magic; /* SETUP_MAGIC */
    char header[0x218 - 0x206];
    uint32_t ramdisk, ramdisk_bytes;
    char loader[0x228 - 0x220];
    uint32_t command_line; /* physical address of a string, or 0 */
    char rest[0x2d0 - 0x22c];
    struct zero_page_entry entry[ZERO_PAGE_MAP];
};

/* Fact E6: what lies where; physical addresses, in ascending order. */
struct jinue_boot_info {
    uint32_t image_start, kernel_start, proc_start, image_top;
    uint32_t boot_heap; /* what is free of it begins here */
    uint32_t data_physaddr, addr_map, cmdline;
    uint32_t page_table_1mb, page_table_16mb, page_table_klimit, page_directory;
    uint32_t boot_end;
};

/* Fact E7: the first things on the boot heap; what follows them is aligned for anything. */
struct __attribute__((aligned(16))) jinue_hand_over {
    struct boot_info info;
    struct jinue_boot_info own;
    struct boot_module ramdisk;
};
#endif
