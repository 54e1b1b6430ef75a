/* What PCI configuration space says. PCI Local Bus 3.0, 6.1 (headers), 6.2.5.1 (sizes);
   PCI-to-PCI Bridge 1.2, 3.2.5 (windows). Pure but for pci_config_*().
   SPDX-License-Identifier: MIT */
#include "core/pci.h"

enum {
    NO_VENDOR = 0xffff,    /* what a read gives where nobody answers */
    ALL_FUNCTIONS = 65536, /* 256 buses, 32 devices, 8 functions */
};

enum pci_register { /* offsets, dwords */
                    ID = 0x00,
                    COMMAND_STATUS = 0x04,
                    CLASS = 0x08,
                    HEADER_TYPE = 0x0c,
                    BAR0 = 0x10,
                    ROM = 0x30,
                    BRIDGE_BUSES = 0x18,
                    BRIDGE_MEMORY = 0x20,
                    BRIDGE_PREFETCH = 0x24,
                    BRIDGE_PREFETCH_BASE_HIGH = 0x28,
                    BRIDGE_PREFETCH_LIMIT_HIGH = 0x2c,
                    BRIDGE_ROM = 0x38,
};

#define COMMAND_MEMORY   (1u << 1) /* answer memory cycles */
#define MULTI_FUNCTION   (1u << 23)
#define BAR_IO           (1u << 0)
#define BAR_64           (2u << 1)
#define BAR_PREFETCHABLE (1u << 3)
#define BAR_FLAGS        0xfull
#define ROM_ADDRESS      0xfffff800u

/* Fills s->found from its configuration space; notes the bus behind a bridge. The cursor only goes
   up, as buses' numbers do: a bridge with nonsense in it makes no circle. */
static void describe(struct pci_scan *s, uint32_t id, uint32_t header)
{
    struct pci_function *f = &s->found;
    uint32_t class = pci_config_read(f, CLASS);
    f->vendor = (uint16_t)id;
    f->id = (uint16_t)(id >> 16);
    f->class = (uint8_t)(class >> 24);
    f->subclass = (uint8_t)(class >> 16);
    f->header = header >> 16 & 0x7f;
    if (f->header == PCI_BRIDGE || f->header == PCI_CARDBUS) {
        uint8_t behind = (uint8_t)(pci_config_read(f, BRIDGE_BUSES) >> 8);
        s->bus[behind / 32] |= 1u << behind % 32;
    }
}

bool pci_next(struct pci_scan *s)
{
    if (s->next == 0 && !pci_config_present())
        return false;
    struct pci_function *f = &s->found;
    for (; s->next < ALL_FUNCTIONS; s->next++) {
        f->bus = (uint8_t)(s->next >> 8);
        f->device = s->next >> 3 & 31;
        f->function = s->next & 7;
        if (f->bus && !(s->bus[f->bus / 32] >> f->bus % 32 & 1)) {
            s->next |= 0xff; /* no such bus */
            continue;
        }
        uint32_t id = pci_config_read(f, ID), header = pci_config_read(f, HEADER_TYPE);
        bool there = (id & NO_VENDOR) != NO_VENDOR;
        if (f->function == 0 && !(there && header & MULTI_FUNCTION))
            s->next |= 7; /* functions 1 to 7 need not be asked */
        if (there) {
            describe(s, id, header);
            s->next++;
            return true;
        }
    }
    return false;
}

/* What comes back after ones were written: ones where address bits can be set. */
static uint32_t settable(const struct pci_function *f, enum pci_register r, uint32_t ones)
{
    uint32_t before = pci_config_read(f, r);
    pci_config_write(f, r, ones);
    uint32_t after = pci_config_read(f, r);
    pci_config_write(f, r, before);
    return after;
}

struct list {
    struct pci_memory *memory;
    size_t n;
};

/* mask: ones where the register's address bits can be set, the lowest of which is the size. None,
   or no address: not in use. */
static void found(struct list *list, uint64_t start, uint64_t mask, const char *kind)
{
    if (start && mask)
        list->memory[list->n++] = (struct pci_memory){ start, mask & -mask, kind };
}

static void add_bars(struct list *list, const struct pci_function *f, unsigned nbars)
{
    for (unsigned i = 0; i < nbars; i++) {
        enum pci_register r = BAR0 + 4 * i;
        uint64_t start = pci_config_read(f, r);
        if (start & BAR_IO)
            continue;
        const char *kind = start & BAR_PREFETCHABLE ? "prefetchable memory" : "memory";
        uint64_t mask = settable(f, r, ~0u);
        if ((start & BAR_64) && i + 1 < nbars) { /* the next register is its upper half */
            i++;
            start |= (uint64_t)pci_config_read(f, r + 4) << 32;
            mask |= (uint64_t)settable(f, r + 4, ~0u) << 32;
        }
        found(list, start & ~BAR_FLAGS, mask & ~BAR_FLAGS, kind);
    }
}

static void add_rom(struct list *list, const struct pci_function *f, enum pci_register r)
{
    uint32_t start = pci_config_read(f, r);
    found(list, start & ROM_ADDRESS, settable(f, r, ROM_ADDRESS) & ROM_ADDRESS, "ROM");
}

/* A window ends with its last MiB; a base above the limit closes it, and so does 0, which stands
   there before anybody has set it up. */
static void add_window(struct list *list, uint64_t base, uint64_t limit, const char *kind)
{
    limit |= 0xfffff;
    if (base && base <= limit)
        list->memory[list->n++] = (struct pci_memory){ base, limit + 1 - base, kind };
}

/* Base and limit are 16 bits each, in one register: bits 31:20 of an address and, in the low four,
   1 where another register has bits 63:32. */
static void add_windows(struct list *list, const struct pci_function *f)
{
    uint32_t w = pci_config_read(f, BRIDGE_MEMORY);
    add_window(list, (w & 0xfff0) << 16, w & 0xfff00000, "window");
    w = pci_config_read(f, BRIDGE_PREFETCH);
    uint64_t base = 0, limit = 0;
    if (w & 1) {
        base = (uint64_t)pci_config_read(f, BRIDGE_PREFETCH_BASE_HIGH) << 32;
        limit = (uint64_t)pci_config_read(f, BRIDGE_PREFETCH_LIMIT_HIGH) << 32;
    }
    add_window(list, base | (w & 0xfff0) << 16, limit | (w & 0xfff00000),
               "prefetchable window");
}

size_t pci_memory(const struct pci_function *f, struct pci_memory memory[PCI_MAX_MEMORY])
{
    struct list list = { memory, 0 };
    /* Written back without the status in the upper half: there, only ones change anything. */
    uint32_t command = pci_config_read(f, COMMAND_STATUS) & 0xffff;
    pci_config_write(f, COMMAND_STATUS, command & ~COMMAND_MEMORY);
    if (f->header == PCI_DEVICE) {
        add_bars(&list, f, 6);
        add_rom(&list, f, ROM);
    } else if (f->header == PCI_BRIDGE) {
        add_bars(&list, f, 2);
        add_rom(&list, f, BRIDGE_ROM);
        add_windows(&list, f);
    } else if (f->header == PCI_CARDBUS) {
        add_bars(&list, f, 1);
    }
    pci_config_write(f, COMMAND_STATUS, command);
    return list.n;
}
