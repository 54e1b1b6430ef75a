/* Names for E820 types. SPDX-License-Identifier: MIT */
#include "mm/memmap.h"

const char *memmap_type_name(uint32_t type)
{
    static const char *const name[] = {
        [E820_USABLE] = "usable",    [E820_RESERVED] = "reserved",
        [E820_ACPI_TABLES] = "ACPI", [E820_ACPI_NVS] = "ACPI storage",
        [E820_BAD] = "bad",
    };
    return type < ARRAY_SIZE(name) && name[type] ? name[type] : "unknown";
}
