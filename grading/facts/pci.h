/* Where a machine's PCI devices answer instead of memory, as an independent witness saw it.
   SPDX-License-Identifier: MIT */
#ifndef PCI_H
#define PCI_H
#include "grading/labs/memory_model.h"

enum {
    PCI_RANGES = 32,
};

struct pci_map {
    size_t n;
    struct span range[PCI_RANGES]; /* bytes, in no order */
};

/* Boots probe.asm's second witness on a machine like `config`, with a floppy of its own. False:
   the check has failed; also when there is no such range, as then nothing could be checked. */
bool pci_map(struct check_run *c, const struct machine_config *config,
             struct pci_map *map) MUST_CHECK;
#endif
