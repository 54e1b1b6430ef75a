/* Memory that PCI devices answer for is no RAM, whatever the memory map says: fact B5.
   SPDX-License-Identifier: MIT */
#include "core/monitor.h"
#include "core/pci.h"
#include "core/print.h"
#include "mm/reserved.h"

bool reserved_remove(struct range_set *usable)
{
    struct pci_memory memory[PCI_MAX_MEMORY];
    for (struct pci_scan s = { 0 }; pci_next(&s);) {
        size_t n = pci_memory(&s.found, memory);
        for (const struct pci_memory *m = memory; m < memory + n; m++) {
            uint64_t end = (m->start + m->size + PAGE_SIZE - 1) & -PAGE_SIZE;
            if (!range_remove(usable, m->start & -PAGE_SIZE, end))
                return false;
        }
    }
    return true;
}

COMMAND(pci, "", 0, "PCI devices, and the memory that they answer for")
{
    struct pci_memory memory[PCI_MAX_MEMORY];
    for (struct pci_scan s = { 0 }; pci_next(&s);) {
        const struct pci_function *f = &s.found;
        print("%02x:%02x.%u %04x:%04x class %02x.%02x\n", f->bus, f->device, f->function,
              f->vendor, f->id, f->class, f->subclass);
        size_t count = pci_memory(f, memory);
        for (const struct pci_memory *m = memory; m < memory + count; m++)
            print("  0x%016llx-0x%016llx %s\n", (paddr_t)m->start,
                  (paddr_t)(m->start + m->size), m->kind);
    }
}
