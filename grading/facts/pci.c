/* Booting the witness and reading what it found. SPDX-License-Identifier: MIT */
#include "grading/facts/pci.h"

#include "grading/labs/firmware.h"
#include "grading/labs/look.h"

enum {
    SECTOR_SIZE = 512,
    DONE = 0x7df0, /* probe.asm */
    RANGES = 0x8000,
};

extern const unsigned char pci_sector[SECTOR_SIZE]; /* probe.asm */

static bool read_ranges(struct check_run *c, struct machine *m, struct pci_map *map)
{
    struct {
        uint64_t base, size;
    } found[PCI_RANGES];
    uint64_t n;
    if (!ram(c, m, RANGES, &n, sizeof n))
        return false;
    if (n == 0 || n > PCI_RANGES) {
        check_fail(c, "grader: the machine has %llu memory ranges of PCI devices", (vaddr_t)n);
        return false;
    }
    if (!ram(c, m, RANGES + sizeof n, found, n * sizeof *found))
        return false;
    map->n = n;
    for (size_t i = 0; i < n; i++)
        map->range[i] = (struct span){ found[i].base, found[i].base + found[i].size };
    return true;
}

bool pci_map(struct check_run *c, const struct machine_config *config, struct pci_map *map)
{
    struct machine_config own = *config;
    own.map = NULL;
    own.nmap = 0;
    struct machine *m = start_image(c, &own, pci_sector, SECTOR_SIZE);
    bool good = m && run_on(c, m, DONE, "the end of the grader's own probe", NULL) &&
                read_ranges(c, m, map);
    machine_end(m);
    return good;
}
