/* Where the firmware's ACPI tables lie. SPDX-License-Identifier: MIT */
#ifndef ACPI_H
#define ACPI_H
#include "types.h"

/* Copies n bytes of physical memory; false where it cannot be read. */
typedef bool acpi_reader(paddr_t pa, void *to, size_t n);

struct acpi_tables {
    paddr_t root;   /* the XSDT, where there is one, or else the RSDT; 0: no ACPI tables */
    size_t nlisted; /* tables that it lists and that have a sound header */
    size_t nleft;   /* of these, tables that did not fit into the pages */
    size_t npages;
};

/* Finds the pages that hold the root table and the tables that it lists: their physical
   addresses, ascending, each once, `most` at most, so that tables in neighbouring pages stay
   neighbours. The firmware's bytes may be anything. Pure. ACPI 6.4, 5.2.5.1 and 5.2.5 to
   5.2.8 */
struct acpi_tables acpi_find(acpi_reader *read, paddr_t *page, size_t most);
#endif
