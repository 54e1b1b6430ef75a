/* PCI configuration space through two ports: configuration mechanism #1. PCI Local Bus 3.0,
   3.2.2.3.2. SPDX-License-Identifier: MIT */
#include "arch/x86.h"
#include "core/pci.h"

enum {
    CONFIG_ADDRESS = 0xcf8,
    CONFIG_DATA = 0xcfc,
};
#define CONFIG_ENABLE (1u << 31)

bool pci_config_present(void)
{
    port_write32(CONFIG_ADDRESS, CONFIG_ENABLE);
    return port_read32(CONFIG_ADDRESS) == CONFIG_ENABLE;
}

static void point_at(const struct pci_function *f, unsigned offset)
{
    port_write32(CONFIG_ADDRESS, CONFIG_ENABLE | (uint32_t)f->bus << 16 |
                                     (uint32_t)f->device << 11 | (uint32_t)f->function << 8 |
                                     offset);
}

uint32_t pci_config_read(const struct pci_function *f, unsigned offset)
{
    point_at(f, offset);
    return port_read32(CONFIG_DATA);
}

void pci_config_write(const struct pci_function *f, unsigned offset, uint32_t value)
{
    point_at(f, offset);
    port_write32(CONFIG_DATA, value);
}
