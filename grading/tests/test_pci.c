/* PCI configuration space made up: every function's registers with the bits that can be set. What
   is found must be what was put in, and nothing may be left changed.
   SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/pci.h"
#include "grading/tests/test.h"

enum {
    NREGISTERS = 16,
    MAX_FUNCTIONS = 64,
    COMMAND = 1,
    BUSES = 6,
};

struct device {
    uint8_t bus, device, function;
    uint32_t value[NREGISTERS], settable[NREGISTERS];
    struct pci_memory memory[PCI_MAX_MEMORY];
    size_t nmemory;
};

static struct device space[MAX_FUNCTIONS];
static size_t ndevices;
static bool present;
static unsigned nreads;

static struct device *at(const struct pci_function *f)
{
    for (struct device *d = space; d < space + ndevices; d++)
        if (d->bus == f->bus && d->device == f->device && d->function == f->function)
            return d;
    return NULL;
}

bool pci_config_present(void)
{
    return present;
}

uint32_t pci_config_read(const struct pci_function *f, unsigned offset)
{
    const struct device *d = at(f);
    assert_true(present && offset % 4 == 0 && offset < 4 * NREGISTERS);
    nreads++;
    return d ? d->value[offset / 4] : ~0u;
}

void pci_config_write(const struct pci_function *f, unsigned offset, uint32_t value)
{
    struct device *d = at(f);
    assert_true(present && d && offset % 4 == 0 && offset < 4 * NREGISTERS);
    unsigned r = offset / 4;
    if (r == COMMAND)
        assert_true(value >> 16 == 0); /* ones would clear status bits */
    else                               /* an address on its way must answer for nothing */
        assert_true((d->value[COMMAND] & 2) == 0);
    uint32_t can = d->settable[r];
    d->value[r] = (d->value[r] & ~can) | (value & can);
}

static struct device *add(uint8_t bus, uint8_t number, uint8_t function, uint32_t header)
{
    assert_true(ndevices < MAX_FUNCTIONS);
    struct device *d = &space[ndevices++];
    memset(d, 0, sizeof *d);
    d->bus = bus;
    d->device = number;
    d->function = function;
    d->value[0] = 0x12340000u + (uint32_t)ndevices;
    d->value[COMMAND] = 0x02100007; /* status above; memory, I/O and bus master are on */
    d->settable[COMMAND] = 0x547;
    d->value[2] = 0x03000000;
    d->value[3] = header << 16;
    return d;
}

static void must_find(struct device *d, uint64_t start, uint64_t size, const char *kind)
{
    d->memory[d->nmemory++] = (struct pci_memory){ start, size, kind };
}

/* A register of `size` bytes, a power of two >= 16, at start; returns the next register. */
static unsigned put_bar(struct device *d, unsigned r, uint64_t start, uint64_t size,
                        uint32_t flags)
{
    uint64_t can = ~(size - 1);
    d->value[r] = (uint32_t)start | flags;
    d->settable[r] = (uint32_t)can;
    if (flags & 4) {
        d->value[r + 1] = (uint32_t)(start >> 32);
        d->settable[r + 1] = (uint32_t)(can >> 32);
    }
    if (start)
        must_find(d, start, size, flags & 8 ? "prefetchable memory" : "memory");
    return r + (flags & 4 ? 2 : 1);
}

static void put_rom(struct device *d, unsigned r, uint32_t start, uint32_t size, bool enabled)
{
    d->value[r] = start | enabled;
    d->settable[r] = ~(size - 1) | 1;
    if (start)
        must_find(d, start, size, "ROM");
}

/* All functions in order, each with its memory, and configuration space as it was. */
static void check(void)
{
    struct device before[MAX_FUNCTIONS];
    memcpy(before, space, sizeof before);
    struct pci_memory memory[PCI_MAX_MEMORY];
    struct pci_scan s = { 0 };
    for (size_t i = 0; i < ndevices; i++) {
        assert_true(pci_next(&s));
        const struct device *d = &space[i];
        const struct pci_function *f = &s.found;
        assert_ptr_equal(at(f), d);
        assert_int_equal(f->vendor, d->value[0] & 0xffff);
        assert_int_equal(f->id, 0x1234);
        assert_int_equal(f->class, 3);
        assert_int_equal(f->header, d->value[3] >> 16 & 0x7f);
        assert_int_equal(pci_memory(f, memory), d->nmemory);
        for (size_t k = 0; k < d->nmemory; k++) {
            assert_int_equal(memory[k].start, d->memory[k].start);
            assert_int_equal(memory[k].size, d->memory[k].size);
            assert_string_equal(memory[k].kind, d->memory[k].kind);
        }
    }
    assert_false(pci_next(&s));
    assert_memory_equal(before, space, sizeof before);
}

static void start(void)
{
    ndevices = 0;
    nreads = 0;
    present = true;
}

static void test_none(void **state)
{
    (void)state;
    start();
    check();
    present = false;
    struct pci_scan s = { 0 };
    assert_false(pci_next(&s));
}

static void test_registers(void **state)
{
    (void)state;
    start();
    struct device *d = add(0, 0, 0, 0x00);
    unsigned r = put_bar(d, 4, 0xfd000000, 16 * MiB, 8);
    r = put_bar(d, r, 0xfebf0000, 16, 0);
    r = put_bar(d, r, 0, 4096, 0); /* nobody has given it an address */
    d->value[r] = 0xc001;          /* ports */
    d->settable[r++] = 0xfffffff0;
    put_bar(d, r, 0x8000000000, 8 * GiB, 4 | 8); /* the low half alone has no size */
    put_rom(d, 12, 0xfebe0000, 64 * KiB, false);
    d = add(0, 3, 0, 0x00);
    put_bar(d, 4, 0x100000000 - 4096, 4096, 4); /* ends with the low half */
    put_bar(d, 9, 0xfe000000, 1 * MiB, 4); /* 64 bits, and no register for the upper half */
    d->value[10] = 0x28;
    d->settable[10] = 0;
    put_rom(d, 12, 0xfebd0000, 2 * KiB, true);
    d = add(0, 4, 0, 0x00);
    put_bar(d, 4, 0x4000000000, 1 * MiB, 4);
    d->settable[5] = 0x7f; /* 39 bits of address and no more */
    d = add(0, 5, 0, 0x02);
    put_bar(d, 4, 0xfc000000, 4096, 0);
    d->value[5] = 0xffffffff; /* CardBus: what follows is no address */
    check();
}

static void test_functions(void **state)
{
    (void)state;
    start();
    add(0, 1, 0, 0x80);
    add(0, 1, 1, 0x00);
    add(0, 1, 7, 0x80);
    add(0, 31, 0, 0x80);
    check();
    add(0, 31, 7, 0x00);
    check();
    start();
    add(0, 2, 0, 0x00);
    check();
    add(0, 2, 3, 0x00); /* answers, but function 0 says that there is one only */
    add(0, 7, 2, 0x00); /* answers without a function 0 */
    ndevices = 3;
    struct pci_scan s = { 0 };
    assert_true(pci_next(&s));
    assert_false(pci_next(&s));
}

static struct device *put_bridge(uint8_t bus, uint8_t number, uint8_t behind)
{
    struct device *d = add(bus, number, 0, 0x01);
    d->value[BUSES] = 0x00ff0000u | (uint32_t)behind << 8 | bus;
    return d;
}

static void test_bridges(void **state)
{
    (void)state;
    start();
    struct device *d = put_bridge(0, 1, 1);
    put_bar(d, 4, 0xfebf1000, 256, 0);
    put_rom(d, 14, 0xfebf2000, 2 * KiB, true);
    d->value[8] = 0xfe90fe80; /* two MiB */
    must_find(d, 0xfe800000, 2 * MiB, "window");
    d->value[9] = 0x00110001; /* 64 bits: 4 GiB to 8 GiB + 2 MiB */
    d->value[10] = 1;
    d->value[11] = 2;
    must_find(d, 4 * GiB, 4 * GiB + 2 * MiB, "prefetchable window");
    d = put_bridge(0, 2, 200);
    d->value[8] = 0xfe80fe90; /* closed: the limit is below the base */
    d->value[9] = 0xfe00fe00;
    d->value[10] = 0xffff; /* not there in 32 bits */
    must_find(d, 0xfe000000, 1 * MiB, "prefetchable window");
    put_bridge(1, 0, 2);
    put_bridge(1, 1, 1); /* to itself */
    put_bridge(2, 0, 0); /* to the first bus */
    put_bridge(2, 1, 1); /* back */
    add(200, 31, 0, 0x00);
    check();
    assert_true(nreads < 3000); /* buses that nothing leads to are not read */
    add(3, 0, 0, 0x00);         /* answers on such a bus */
    struct pci_scan s = { 0 };
    for (size_t i = 1; i < ndevices; i++)
        assert_true(pci_next(&s));
    assert_false(pci_next(&s));
}

/* Registers filled at random, in the order in which they are read. */
static void put_random_bars(struct device *d, uint64_t *seed)
{
    for (unsigned r = 4; r < 10;) {
        unsigned bits = 4 + (unsigned)draw_below(seed, 24);
        uint64_t size = 1ull << bits;
        uint32_t flags = draw_below(seed, 2) ? 8 : 0;
        uint64_t at_unit = 1 + draw_below(seed, (1ull << (32 - bits)) - 1);
        if (r < 9 && draw_below(seed, 3) == 0)
            r = put_bar(d, r, at_unit * size + (draw_below(seed, 1000) << 32), size, flags | 4);
        else if (draw_below(seed, 3))
            r = put_bar(d, r, at_unit * size, size, flags);
        else
            r++;
    }
    if (draw_below(seed, 2))
        put_rom(d, 12, (uint32_t)(1 + draw_below(seed, 1000)) << 20, 64 * KiB,
                draw_below(seed, 2));
}

static void test_random(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 200; round++) {
        uint64_t seed = round;
        start();
        for (uint8_t bus = 0; bus < 4; bus++) {
            if (bus < 3)
                put_bridge(bus, 0, bus + 1);
            for (uint8_t number = 1; number < 32; number++) {
                if (draw_below(&seed, 8) || ndevices + 8 > MAX_FUNCTIONS)
                    continue;
                bool many = draw_below(&seed, 2);
                put_random_bars(add(bus, number, 0, many ? 0x80 : 0), &seed);
                for (uint8_t f = 1; many && f < 8; f++)
                    if (draw_below(&seed, 4) == 0)
                        put_random_bars(add(bus, number, f, 0x80), &seed);
            }
        }
        check();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),      cmocka_unit_test(test_registers),
        cmocka_unit_test(test_functions), cmocka_unit_test(test_bridges),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests_name("pci", tests, NULL, NULL);
}
