/* The layout tables are sound, and an unsound one is told by its first bad row.
   SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "grading/tests/test.h"
#include "layouts/layout.h"

#define ALWAYS                        \
    {                                 \
        PHASE_KERNEL, 0, LAST_CHAPTER \
    }
#define EARLY              \
    {                      \
        PHASE_KERNEL, 0, 2 \
    }
#define LATE                          \
    {                                 \
        PHASE_KERNEL, 3, LAST_CHAPTER \
    }
#define LOADING          \
    {                    \
        PHASE_LOAD, 0, 0 \
    }
#define BOTH                                       \
    {                                              \
        PHASE_LOAD | PHASE_KERNEL, 3, LAST_CHAPTER \
    }
#define HIGH 0xffffffff80000000

static void test_all_sound(void **state)
{
    (void)state;
    for (size_t i = 0; layouts[i]; i++) {
        const char *id, *error = layout_error(layouts[i], &id);
        if (error)
            fail_msg("%s, row %s: %s", layouts[i]->name, id, error);
        assert_null(id);
    }
}

static const struct {
    const char *error; /* NULL: the rows are sound */
    size_t bad;        /* the row that must be named, "A" being 0 */
    struct phys_region row[3];
} phys_rows[] = {
    { NULL, 0, { { "A", "", 0, 0x1000, USE_ROOT, ALWAYS, "", "" } } },
    { NULL, 0, { { "A", "", 0x7c00, 0x200, USE_DATA, ALWAYS, "", "" } } },
    { NULL, 0, { { "A", "", 0 - PAGE_SIZE, PAGE_SIZE, USE_DATA, ALWAYS, "", "" } } },
    { NULL,
      0,
      { { "A", "", 0x1000, 0x1000, USE_DATA, ALWAYS, "", "" },
        { "B", "", 0x2000, 0x1000, USE_DATA, ALWAYS, "", "" } } },
    { NULL,
      0,
      { { "A", "", 0x1000, 0x2000, USE_DATA, EARLY, "", "" },
        { "B", "", 0x1000, 0x1000, USE_DATA, LATE, "", "" },
        { "C", "", 0x1000, 0x1000, USE_DATA, LOADING, "", "" } } },
    { "not a whole number of units", 0, { { "A", "", 0, 0, USE_DATA, ALWAYS, "", "" } } },
    { "not a whole number of units",
      0,
      { { "A", "", 0x80, 0x100, USE_DATA, ALWAYS, "", "" } } },
    { "not a whole number of units",
      0,
      { { "A", "", 0x100, 0x180, USE_DATA, ALWAYS, "", "" } } },
    { "not a whole number of units",
      0,
      { { "A", "", 0x800, 0x1000, USE_ROOT, ALWAYS, "", "" } } },
    { "not a whole number of units",
      0,
      { { "A", "", 0x800, 0x1000, USE_IMAGE, ALWAYS, "", "" } } },
    { "a page table is not one page", 0, { { "A", "", 0, 0x2000, USE_ROOT, ALWAYS, "", "" } } },
    { "a page table is not one page",
      1,
      { { "A", "", 0, 0x1000, USE_ROOT, ALWAYS, "", "" },
        { "B", "", 0x1000, 0x2000, USE_TABLES, ALWAYS, "", "" } } },
    { "wraps around",
      0,
      { { "A", "", 0 - PAGE_SIZE, 2 * PAGE_SIZE, USE_DATA, ALWAYS, "", "" } } },
    { "out of order",
      1,
      { { "A", "", 0x2000, 0x1000, USE_DATA, ALWAYS, "", "" },
        { "B", "", 0x1000, 0x1000, USE_DATA, LOADING, "", "" } } },
    { "overlaps a row that is alive at the same time",
      1,
      { { "A", "", 0x1000, 0x1100, USE_DATA, ALWAYS, "", "" },
        { "B", "", 0x2000, 0x1000, USE_DATA, ALWAYS, "", "" } } },
    { "overlaps a row that is alive at the same time",
      2,
      { { "A", "", 0x1000, 0x3000, USE_DATA, LATE, "", "" },
        { "B", "", 0x1000, 0x1000, USE_DATA, EARLY, "", "" },
        { "C", "", 0x2000, 0x1000, USE_DATA, BOTH, "", "" } } },
    { "overlaps a row that is alive at the same time",
      1,
      { { "A", "", 0x1000, 0x1000, USE_DATA, LOADING, "", "" },
        { "B", "", 0x1000, 0x1000, USE_DATA, BOTH, "", "" } } },
};

static const struct {
    const char *error;
    size_t bad;
    const struct page_mode *mode;
    struct virt_region row[3];
} virt_rows[] = {
    { NULL,
      0,
      &page_mode_4level,
      { { "A", "", 0, 128 * TiB, BACK_NOTHING, 0, 0, ALWAYS, "", "" } } },
    { NULL,
      0,
      &page_mode_4level,
      { { "A", "", HIGH, 2 * GiB, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { NULL,
      0,
      &page_mode_4level,
      { { "A", "", HIGH, 0x1000, BACK_FIXED, 0, 0, EARLY, "", "" },
        { "B", "", HIGH, 0x2000, BACK_FIXED, 0, 0, LATE, "", "" } } },
    { NULL,
      0,
      &page_mode_32bit,
      { { "A", "", 0x7ffff000, 0x2000, BACK_FIXED, 0, 0, ALWAYS, "", "" },
        { "B", "", 0xfffff000, 0x1000, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { NULL,
      0,
      &page_mode_5level,
      { { "A", "", 128 * TiB, TiB, BACK_NOTHING, 0, 0, ALWAYS, "", "" } } },
    { "not a whole number of units",
      0,
      &page_mode_4level,
      { { "A", "", HIGH, 0, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { "not a whole number of units",
      0,
      &page_mode_4level,
      { { "A", "", HIGH + 0x400, 0x1000, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { "not a whole number of units",
      1,
      &page_mode_4level,
      { { "A", "", HIGH, 0x1000, BACK_FIXED, 0, 0, ALWAYS, "", "" },
        { "B", "", HIGH + 0x1000, 0x1fff, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { "wraps around",
      0,
      &page_mode_4level,
      { { "A", "", HIGH, 2 * GiB + PAGE_SIZE, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { "maps to a physical address that is not a page's",
      0,
      &page_mode_4level,
      { { "A", "", HIGH, 0x1000, BACK_FIXED, 0x800, 0, ALWAYS, "", "" } } },
    { "leaves the paging mode's address space",
      0,
      &page_mode_4level,
      { { "A", "", 128 * TiB, 0x1000, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { "leaves the paging mode's address space",
      0,
      &page_mode_4level,
      { { "A", "", 128 * TiB - PAGE_SIZE, 0x2000, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { "leaves the paging mode's address space",
      0,
      &page_mode_32bit,
      { { "A", "", 0xfffff000, 0x2000, BACK_FIXED, 0, 0, ALWAYS, "", "" } } },
    { "crosses the non-canonical hole",
      0,
      &page_mode_4level,
      { { "A", "", 0, 0 - PAGE_SIZE, BACK_NOTHING, 0, 0, ALWAYS, "", "" } } },
    { "out of order",
      1,
      &page_mode_4level,
      { { "A", "", HIGH + 0x1000, 0x1000, BACK_FIXED, 0, 0, ALWAYS, "", "" },
        { "B", "", HIGH, 0x1000, BACK_FIXED, 0, 0, LOADING, "", "" } } },
    { "overlaps a row that is alive at the same time",
      1,
      &page_mode_4level,
      { { "A", "", HIGH, 2 * GiB, BACK_FIXED, 0, 0, LATE, "", "" },
        { "B", "", 0 - PAGE_SIZE, PAGE_SIZE, BACK_NOTHING, 0, 0, ALWAYS, "", "" } } },
};

static void expect(const struct layout *l, const char *expected, size_t bad, size_t table)
{
    const char *id, *error = layout_error(l, &id);
    bool same =
        expected ? error && strcmp(error, expected) == 0 && *id - 'A' == (int)bad : !error;
    if (!same)
        fail_msg("table %zu: %s at row %s, not %s", table, error ? error : "sound",
                 id ? id : "none", expected ? expected : "sound");
}

static void test_phys_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(phys_rows); i++) {
        struct layout l = { .mode = &page_mode_4level, .phys = phys_rows[i].row };
        while (l.nphys < 3 && l.phys[l.nphys].id)
            l.nphys++;
        expect(&l, phys_rows[i].error, phys_rows[i].bad, i);
    }
}

static void test_virt_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(virt_rows); i++) {
        struct layout l = { .mode = virt_rows[i].mode, .virt = virt_rows[i].row };
        while (l.nvirt < 3 && l.virt[l.nvirt].id)
            l.nvirt++;
        expect(&l, virt_rows[i].error, virt_rows[i].bad, i);
    }
}

static void test_life(void **state)
{
    (void)state;
    static const struct {
        struct life life;
        enum phase phase;
        unsigned chapter;
        bool alive;
    } rows[] = {
        { LATE, PHASE_KERNEL, 2, false },    { LATE, PHASE_KERNEL, 3, true },
        { LATE, PHASE_KERNEL, 9, true },     { EARLY, PHASE_KERNEL, 2, true },
        { EARLY, PHASE_KERNEL, 3, false },   { LATE, PHASE_LOAD, 3, false },
        { LOADING, PHASE_LOAD, 7, true },    { LOADING, PHASE_KERNEL, 0, false },
        { LOADING, PHASE_TABLES, 0, false }, { BOTH, PHASE_LOAD, 0, true },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (life_covers(rows[i].life, rows[i].phase, rows[i].chapter) != rows[i].alive)
            fail_msg("row %zu", i);
}

/* An id is a constant's name for NASM and ld: unique but for rows that stand for one another. */
static void check_id(const char *id)
{
    assert_true(isupper((unsigned char)*id));
    for (; *id; id++)
        assert_true(isupper((unsigned char)*id) || isdigit((unsigned char)*id) || *id == '_');
}

static void test_ids(void **state)
{
    (void)state;
    for (size_t n = 0; layouts[n]; n++) {
        const struct layout *l = layouts[n];
        for (size_t i = 0; i < l->nphys; i++) {
            check_id(l->phys[i].id);
            assert_ptr_equal(layout_phys(l, l->phys[i].id), &l->phys[i]);
        }
        for (size_t i = 0; i < l->nvirt; i++) {
            check_id(l->virt[i].id);
            assert_ptr_equal(layout_virt(l, l->virt[i].id), &l->virt[i]);
        }
        assert_null(layout_phys(l, "NOTHING"));
        assert_null(layout_virt(l, "NOTHING"));
        assert_null(layout_phys(l, ""));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_sound),   cmocka_unit_test(test_phys_errors),
        cmocka_unit_test(test_virt_errors), cmocka_unit_test(test_life),
        cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
