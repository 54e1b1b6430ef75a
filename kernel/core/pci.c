/* PCI configuration space through configuration mechanism #1. PCI Local Bus 3.0, 3.2.2.3.2 (the
   mechanism), 6.1 (headers), 6.2.5.1 (sizes); PCI-to-PCI Bridge 1.2, 3.2.5 (windows).
   SPDX-License-Identifier: MIT */
#include "core/pci.h"

#include "arch/x86.h"

enum {
    CONFIG_ADDRESS = 0xcf8,
    CONFIG_DATA = 0xcfc,
    NO_VENDOR = 0xffff,    /* what a read gives where nobody answers */
    ALL_FUNCTIONS = 65536, /* 256 buses, 32 devices, 8 functions */
};
#define CONFIG_ENABLE (1u << 31)

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

static void point_at(const struct pci_function *f, enum pci_register r)
{
    port_write32(CONFIG_ADDRESS, CONFIG_ENABLE | (uint32_t)f->bus << 16 |
                                     (uint32_t)f->device << 11 | (uint32_t)f->function << 8 |
                                     r);
}

static uint32_t read(const struct pci_function *f, enum pci_register r)
{
    point_at(f, r);
    return port_read32(CONFIG_DATA);
}

static void write(const struct pci_function *f, enum pci_register r, uint32_t value)
{
    point_at(f, r);
    port_write32(CONFIG_DATA, value);
}

static bool has_mechanism(void)
{
    port_write32(CONFIG_ADDRESS, CONFIG_ENABLE);
    return port_read32(CONFIG_ADDRESS) == CONFIG_ENABLE;
}

/* Fills s->found from its configuration space; notes the bus behind a bridge. Buses have numbers
   above the one they hang on, so that a bridge with nonsense in it makes no circle. */
static void describe(struct pci_scan *s, uint32_t id, uint32_t header)
{
    struct pci_function *f = &s->found;
    uint32_t class = read(f, CLASS);
    f->vendor = (uint16_t)id;
    f->id = (uint16_t)(id >> 16);
    f->class = (uint8_t)(class >> 24);
    f->subclass = (uint8_t)(class >> 16);
    f->header = header >> 16 & 0x7f;
    if (f->header == PCI_BRIDGE || f->header == PCI_CARDBUS) {
        uint8_t behind = (uint8_t)(read(f, BRIDGE_BUSES) >> 8);
        if (behind > f->bus)
            s->bus[behind / 32] |= 1u << behind % 32;
    }
}

bool pci_next(struct pci_scan *s)
{
    if (s->next == 0 && !has_mechanism())
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
        uint32_t id = read(f, ID), header = read(f, HEADER_TYPE);
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
    uint32_t before = read(f, r);
    write(f, r, ones);
    uint32_t after = read(f, r);
    write(f, r, before);
    return after;
}

struct list {
    struct pci_memory *memory;
    size_t n;
};

/* mask: ones where the register's address bits can be set; 0, or no address: not in use. */
static void found(struct list *list, uint64_t start, uint64_t mask, const char *kind)
{
    if (start && mask)
        list->memory[list->n++] = (struct pci_memory){ start, ~mask + 1, kind };
}

static void add_bars(struct list *list, const struct pci_function *f, unsigned nbars)
{
    for (unsigned i = 0; i < nbars; i++) {
        enum pci_register r = BAR0 + 4 * i;
        uint64_t start = read(f, r);
        if (start & BAR_IO)
            continue;
        const char *kind = start & BAR_PREFETCHABLE ? "prefetchable memory" : "memory";
        uint64_t mask = settable(f, r, ~0u) & ~BAR_FLAGS;
        if (mask && (start & BAR_64) && ++i < nbars) {
            start |= (uint64_t)read(f, r + 4) << 32;
            mask |= (uint64_t)settable(f, r + 4, ~0u) << 32;
        } else if (mask) {
            mask |= 0xffffffffull << 32;
        }
        found(list, start & ~BAR_FLAGS, mask, kind);
    }
}

static void add_rom(struct list *list, const struct pci_function *f, enum pci_register r)
{
    uint64_t mask = settable(f, r, ROM_ADDRESS) & ROM_ADDRESS;
    if (mask)
        mask |= 0xffffffffull << 32;
    found(list, read(f, r) & ROM_ADDRESS, mask, "ROM");
}

/* A window ends with its last MiB; a base above the limit closes it, and so does 0, which stands
   there before anybody has set it up. */
static void add_window(struct list *list, uint64_t base, uint64_t limit, const char *kind)
{
    limit |= 0xfffff;
    if (base && base <= limit)
        list->memory[list->n++] = (struct pci_memory){ base, limit + 1 - base, kind };
}

static uint64_t window_address(uint32_t field, uint32_t high)
{
    return (uint64_t)(field & 0xfff0) << 16 | (uint64_t)high << 32;
}

static void add_windows(struct list *list, const struct pci_function *f)
{
    uint32_t memory = read(f, BRIDGE_MEMORY), prefetch = read(f, BRIDGE_PREFETCH);
    bool is_64 = prefetch & 1;
    add_window(list, window_address(memory, 0), window_address(memory >> 16, 0), "window");
    add_window(list, window_address(prefetch, is_64 ? read(f, BRIDGE_PREFETCH_BASE_HIGH) : 0),
               window_address(prefetch >> 16, is_64 ? read(f, BRIDGE_PREFETCH_LIMIT_HIGH) : 0),
               "prefetchable window");
}

size_t pci_memory(const struct pci_function *f, struct pci_memory memory[PCI_MAX_MEMORY])
{
    struct list list = { memory, 0 };
    uint32_t command =
        read(f, COMMAND_STATUS) & 0xffff; /* writing 0 to status changes nothing */
    write(f, COMMAND_STATUS, command & ~COMMAND_MEMORY);
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
    write(f, COMMAND_STATUS, command);
    return list.n;
}
