/* Finding the ACPI tables' pages: sound tables, and firmware that says anything.
   SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/tests/test.h"
#include "mm/acpi.h"

#define MEMORY (2 * MiB)

enum {
    MOST = 8,
};

static unsigned char *memory;

static bool read(paddr_t pa, void *to, size_t n)
{
    if (pa > MEMORY || n > MEMORY - pa)
        return false;
    memcpy(to, memory + pa, n);
    return true;
}

static void put32(paddr_t pa, uint32_t value)
{
    memcpy(memory + pa, &value, sizeof value);
}

/* Makes the sum of n bytes 0 by the byte at `at`. */
static void balance(paddr_t pa, size_t n, size_t at)
{
    memory[pa + at] = 0;
    unsigned char sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += memory[pa + i];
    memory[pa + at] = (unsigned char)-sum;
}

static void rsdp(paddr_t pa, unsigned revision, paddr_t rsdt, paddr_t xsdt)
{
    memcpy(memory + pa, "RSD PTR ", 8);
    memory[pa + 15] = (unsigned char)revision;
    put32(pa + 16, (uint32_t)rsdt);
    balance(pa, 20, 8);
    put32(pa + 20, 36);
    memcpy(memory + pa + 24, &xsdt, sizeof xsdt);
    balance(pa, 36, 32);
}

static void table(paddr_t pa, const char *signature, uint32_t length)
{
    memset(memory + pa, 0, length);
    memcpy(memory + pa, signature, 4);
    put32(pa + 4, length);
    balance(pa, length, 9);
}

static void root(paddr_t pa, size_t bytes, const paddr_t *entry, size_t n)
{
    table(pa, bytes == 8 ? "XSDT" : "RSDT", (uint32_t)(36 + n * bytes));
    for (size_t i = 0; i < n; i++)
        memcpy(memory + pa + 36 + i * bytes, &entry[i], bytes);
    balance(pa, 36 + n * bytes, 9);
}

static void test_finds(void **state)
{
    (void)state;
    static const paddr_t in_three_pages[] = { 0x180100, 0x182ff0, 0x180200 };
    paddr_t page[MOST];
    for (unsigned revision = 0; revision <= 2; revision += 2)
        for (unsigned ebda = 0; ebda < 2; ebda++) {
            memset(memory, 0, MEMORY);
            memory[0x40e] = 0x00;
            memory[0x40f] = 0x9f;
            rsdp(ebda ? 0x9f3d0 : 0xfffd0 - 16, revision, 0x181000, revision ? 0x181800 : 0);
            table(0x180100, "FACP", 0x74);
            table(0x182ff0, "APIC", 0x50); /* over two pages */
            table(0x180200, "HPET", 0x38);
            root(0x181000, 4, in_three_pages, 3);
            root(0x181800, 8, in_three_pages, 3);
            struct acpi_tables t = acpi_find(read, page, MOST);
            assert_int_equal(t.root, revision ? 0x181800 : 0x181000);
            assert_int_equal(t.nlisted, 3);
            assert_int_equal(t.nleft, 0);
            assert_int_equal(t.npages, 4);
            for (size_t i = 0; i < t.npages; i++)
                assert_int_equal(page[i], 0x180000 + i * PAGE_SIZE);
        }
}

/* Tables that do not fit are left out whole; others still find their place. */
static void test_too_many(void **state)
{
    (void)state;
    const paddr_t entry[] = { 0x140000, 0x150000, 0x150800, 0x160000 };
    paddr_t page[MOST];
    memset(memory, 0, MEMORY);
    rsdp(0xe0000, 0, 0x180000, 0);
    table(0x140000, "SSDT", 6 * PAGE_SIZE);
    table(0x150000, "DSDT", 2 * PAGE_SIZE);
    table(0x150800, "FACP", 0x74);
    table(0x160000, "APIC", 0x50);
    root(0x180000, 4, entry, ARRAY_SIZE(entry));
    struct acpi_tables t = acpi_find(read, page, MOST);
    assert_int_equal(t.nlisted, 4);
    assert_int_equal(t.nleft, 2); /* the DSDT, and after the FACP's page there is none */
    assert_int_equal(t.npages, MOST);
    assert_int_equal(page[6], 0x150000);
    assert_int_equal(page[7], 0x180000);
}

static void test_refuses(void **state)
{
    (void)state;
    const paddr_t entry[] = { 0x140000 };
    paddr_t page[MOST];
    memset(memory, 0, MEMORY);
    assert_int_equal(acpi_find(read, page, MOST).root, 0);
    rsdp(0xe0008, 0, 0x180000, 0); /* not on a 16-byte boundary */
    root(0x180000, 4, entry, 1);
    assert_int_equal(acpi_find(read, page, MOST).root, 0);
    rsdp(0xe0000, 0, 0x180000, 0);
    assert_int_equal(acpi_find(read, page, MOST).root, 0x180000);
    memory[0xe0008]++; /* the sum */
    assert_int_equal(acpi_find(read, page, MOST).root, 0);
    rsdp(0xe0000, 0, 0x180000, 0);
    memory[0x180009]++; /* the root table's sum */
    assert_int_equal(acpi_find(read, page, MOST).root, 0);
    put32(0x180004, 1 << 21); /* longer than is believed */
    assert_int_equal(acpi_find(read, page, MOST).root, 0);
    rsdp(0xe0000, 0, MEMORY - 8, 0); /* cannot be read whole */
    assert_int_equal(acpi_find(read, page, MOST).root, 0);
}

/* Bytes changed at random: the answer stays within its bounds. */
static void test_any_bytes(void **state)
{
    (void)state;
    const paddr_t entry[] = { 0x140000, 0x141000, 0x142000 };
    for (uint64_t round = 1; round <= 3000; round++) {
        uint64_t seed = round;
        paddr_t page[MOST];
        memset(memory + 0xe0000, 0, 0x100);
        rsdp(0xe0000, draw_below(&seed, 2) ? 2 : 0, 0x180000, 0x180800);
        for (size_t i = 0; i < ARRAY_SIZE(entry); i++)
            table(entry[i], "FACP", (uint32_t)(36 + draw_below(&seed, 8192)));
        root(0x180000, 4, entry, 3);
        root(0x180800, 8, entry, 3);
        static const paddr_t where[] = { 0xe0000, 0x180000, 0x180800, 0x140000 };
        for (uint64_t n = draw_below(&seed, 6); n; n--)
            memory[where[draw_below(&seed, 4)] + draw_below(&seed, 64)] =
                (unsigned char)draw(&seed);
        if (draw_below(&seed, 2)) { /* sums that hold, over what was changed */
            balance(0xe0000, 20, 8);
            balance(0x180000, 48, 9);
        }
        struct acpi_tables t = acpi_find(read, page, MOST);
        assert_true(t.npages <= MOST && t.nleft <= t.nlisted);
        for (size_t i = 0; i < t.npages; i++) {
            assert_int_equal(page[i] % PAGE_SIZE, 0);
            assert_true(i == 0 || page[i - 1] < page[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_any_bytes),
    };
    memory = calloc(1, MEMORY);
    int failed = cmocka_run_group_tests_name("acpi", tests, NULL, NULL);
    free(memory);
    return failed;
}
