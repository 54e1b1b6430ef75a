/* PCI configuration space: which devices there are, and which memory they answer for. The BIOS has
   placed them; nothing is moved here. PCI Local Bus 3.0, 6.1 and 6.2.5.
   SPDX-License-Identifier: MIT */
#ifndef PCI_H
#define PCI_H
#include "types.h"

struct pci_function {
    uint8_t bus, device, function;
    uint8_t header; /* enum pci_header: what the rest of its configuration space looks like */
    uint16_t vendor, id;
    uint8_t class, subclass;
};

enum pci_header {
    PCI_DEVICE = 0,
    PCI_BRIDGE = 1, /* to another bus */
    PCI_CARDBUS = 2,
};

/* A cursor over all functions, by bus, device, function. Begins as { 0 }. Buses are found by the
   bridges that lead to them: what hangs on a second host bridge is not seen. */
struct pci_scan {
    struct pci_function found;
    uint32_t next;   /* bus << 8 | device << 3 | function, to be looked at */
    uint32_t bus[8]; /* a bit for every bus that a bridge leads to */
};

/* Steps to the next function, s->found; false after the last one, or where there is no PCI. */
bool pci_next(struct pci_scan *s);

struct pci_memory {
    uint64_t start, size; /* bytes, a power of two unless it is a window; start > 0 */
    const char *kind;
};

enum {
    PCI_MAX_MEMORY = 7, /* six base address registers and a ROM; a bridge has fewer */
};

/* The memory that a function is set up to answer for, whether or not it does so now, and what a
   bridge passes on. How much a register decodes is found by writing ones to it: the function does
   not answer during that moment. Returns how many of `memory` were filled. */
size_t pci_memory(const struct pci_function *f, struct pci_memory memory[PCI_MAX_MEMORY]);

/* Whether there is configuration space to be read; its dword at `offset`, a multiple of 4 below
   256. Where no function is, reads give all ones. pci_config.c */
bool pci_config_present(void);
uint32_t pci_config_read(const struct pci_function *f, unsigned offset);
void pci_config_write(const struct pci_function *f, unsigned offset, uint32_t value);
#endif
