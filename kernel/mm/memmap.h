/* The firmware's memory map made usable: from E820 entries in any state to ranges of whole pages.
   Pure. SPDX-License-Identifier: MIT */
#ifndef MEMMAP_H
#define MEMMAP_H
#include "boot/boot_info.h"
#include "mm/range.h"

/* Physical addresses end here: 52 bits, [intel/vol3] 4.1.4. What lies above is not believed. */
#define PHYS_LIMIT (1ull << 52)

/* Fills `usable`, empty at the call, with the memory that is the kernel's to use: what enabled
   entries call usable and no other enabled entry claims for anything else, cut to whole pages.
   Entries may be unsorted, overlapping, empty, wrapping, above PHYS_LIMIT or of unknown type;
   where two disagree, the one that says "not usable" wins. False: more ranges than fit. */
bool memmap_usable(const struct e820_entry *entry, size_t n,
                   struct range_set *usable) MUST_CHECK;

/* What an entry's type means, for people. Never NULL. */
const char *memmap_type_name(uint32_t type);
#endif
