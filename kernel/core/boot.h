/* What the loader handed over, checked once and then constant. SPDX-License-Identifier: MIT */
#ifndef BOOT_H
#define BOOT_H
#include "boot/boot_info.h"

enum {
    MAX_E820 = 255, /* what fits into fact C4's area; other roads keep to it */
    MAX_MODULES = 16,
};

/* What is wrong with the hand-over, or NULL. Pure; the structures may hold anything. */
const char *boot_info_error(const struct boot_info *info);
const char *e820_map_error(const struct e820_map *map);

/* Copies the boot information, the memory map and the list of modules out of the loader's memory;
   panics when they are not sound. Once, before anything else of this file but the two checks. */
void boot_take(paddr_t boot_info);

/* Constant after boot_take(). */
const struct boot_info *boot_info(void);
const struct e820_entry *boot_memory_map(size_t *n);
const struct boot_module *boot_modules(size_t *n);

/* Prints the road, the image, the memory map and the modules. */
void boot_print(void);
void boot_print_memory_map(void);
#endif
