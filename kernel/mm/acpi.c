/* From the RSDP to the pages of the tables. SPDX-License-Identifier: MIT */
#include "mm/acpi.h"

#define EBDA_SEGMENT 0x40eull /* the BIOS data area's word that says where the EBDA begins */
#define BIOS_START   0xe0000ull
#define BIOS_END     0x100000ull

enum {
    RSDP_1_SIZE = 20,
    RSDP_2_SIZE = 36,
    HEADER_SIZE = 36,    /* of every table, 5.2.6 */
    MAX_TABLE = 1 << 20, /* bytes; what claims more is not believed */
    MAX_LISTED = 256,
};

struct __attribute__((packed)) rsdp { /* 5.2.5.3 */
    char signature[8];
    uint8_t checksum, oem[6], revision;
    uint32_t rsdt;
    uint32_t length; /* from here on since revision 2 */
    uint64_t xsdt;
    uint8_t checksum_of_all, reserved[3];
};

static uint8_t sum(const void *bytes, size_t n)
{
    uint8_t s = 0;
    for (size_t i = 0; i < n; i++)
        s += ((const uint8_t *)bytes)[i];
    return s;
}

static bool is_rsdp(const struct rsdp *r)
{
    static const char signature[8] = { 'R', 'S', 'D', ' ', 'P', 'T', 'R', ' ' };
    for (size_t i = 0; i < sizeof signature; i++)
        if (r->signature[i] != signature[i])
            return false;
    return sum(r, RSDP_1_SIZE) == 0;
}

/* On 16-byte boundaries, 5.2.5.1. */
static bool search(acpi_reader *read, paddr_t start, paddr_t end, struct rsdp *r)
{
    for (paddr_t pa = start; pa + RSDP_2_SIZE <= end; pa += 16)
        if (read(pa, r, sizeof *r) && is_rsdp(r))
            return true;
    return false;
}

static bool find_rsdp(acpi_reader *read, struct rsdp *r)
{
    uint16_t segment = 0;
    paddr_t ebda = read(EBDA_SEGMENT, &segment, sizeof segment) ? segment * 16ull : 0;
    return (ebda && search(read, ebda, ebda + KiB, r)) || search(read, BIOS_START, BIOS_END, r);
}

/* The bytes that the table at pa has, by its header; 0: it is none. */
static uint32_t table_length(acpi_reader *read, paddr_t pa)
{
    uint32_t length;
    if (!pa || !read(pa + 4, &length, sizeof length) || length < HEADER_SIZE ||
        length > MAX_TABLE)
        return 0;
    return length;
}

static bool checksum_holds(acpi_reader *read, paddr_t pa, uint32_t length)
{
    uint8_t s = 0;
    for (uint32_t i = 0; i < length; i++) {
        uint8_t byte;
        if (!read(pa + i, &byte, 1))
            return false;
        s += byte;
    }
    return s == 0;
}

/* Inserts the pages of [pa, pa + length); false, and nothing is inserted, when they are too
   many. */
static bool add_pages(paddr_t *page, size_t *n, size_t most, paddr_t pa, uint32_t length)
{
    size_t before = *n, missing = 0;
    paddr_t first = pa & -PAGE_SIZE, end = pa + length;
    for (paddr_t p = first; p < end; p += PAGE_SIZE) {
        size_t i = 0;
        while (i < before && page[i] != p)
            i++;
        missing += i == before;
    }
    if (missing > most - before)
        return false;
    for (paddr_t p = first; p < end; p += PAGE_SIZE) {
        size_t i = *n;
        while (i > 0 && page[i - 1] > p)
            i--;
        if (i > 0 && page[i - 1] == p)
            continue;
        for (size_t k = (*n)++; k > i; k--)
            page[k] = page[k - 1];
        page[i] = p;
    }
    return true;
}

struct acpi_tables acpi_find(acpi_reader *read, paddr_t *page, size_t most)
{
    struct acpi_tables t = { 0 };
    struct rsdp r;
    if (!find_rsdp(read, &r))
        return t;
    bool wide = r.revision >= 2 && r.xsdt && r.length == RSDP_2_SIZE && !sum(&r, RSDP_2_SIZE);
    paddr_t root = wide ? r.xsdt : r.rsdt;
    uint32_t length = table_length(read, root), entry_bytes = wide ? 8 : 4;
    if (!length || !checksum_holds(read, root, length) ||
        !add_pages(page, &t.npages, most, root, length))
        return t;
    t.root = root;
    uint32_t count = (length - HEADER_SIZE) / entry_bytes;
    for (uint32_t i = 0; i < count && i < MAX_LISTED; i++) {
        uint64_t table = 0;
        if (!read(root + HEADER_SIZE + i * entry_bytes, &table, entry_bytes))
            continue;
        uint32_t bytes = table_length(read, table);
        t.nlisted += bytes != 0;
        t.nleft += bytes && !add_pages(page, &t.npages, most, table, bytes);
    }
    return t;
}
