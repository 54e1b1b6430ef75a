/* jinue's facts about the initial page tables, walked from outside at the kernel's first
   instruction. SPDX-License-Identifier: MIT */
#include "grading/facts/facts_jinue.h"
#include "grading/facts/jinue_way.h"

/* In 32-bit paging whatever can be read can be executed, too. */
static struct window window(const char *what, vaddr_t va, uint64_t size, paddr_t pa, bool w)
{
    return (struct window){ what, va, size, pa, w, true };
}

/* A machine at the kernel's first instruction, looked at. False: the check has failed; end it with
   linux_end() alone. */
static bool view_first(struct view *v, struct linux_way *w, struct check_run *c)
{
    return linux_at_kernel(w, c) && view_take(v, c, w->m);
}

void jinue_e9_map1(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (view_first(&v, &w, c)) {
        paddr_t top = w.given.own.image_top;
        struct window part[] = {
            window("map 1 below the image (E9)", 0, JINUE_IMAGE, 0, true),
            window("map 1, the image (E9)", JINUE_IMAGE, top - JINUE_IMAGE, JINUE_IMAGE, false),
            window("map 1 above the image (E9)", top, JINUE_MAP1_END - top, top, true),
        };
        for (size_t i = 0; i < ARRAY_SIZE(part) && expect_window(&v, &part[i]); i++)
            ;
        view_drop(&v);
    }
    linux_end(&w);
}

void jinue_e10_map2(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (view_first(&v, &w, c)) {
        struct window map2 =
            window("map 2 (E10)", JINUE_MAP2, JINUE_MAP2_END - JINUE_MAP2, JINUE_MAP2, true);
        (void)!expect_window(&v, &map2);
        view_drop(&v);
    }
    linux_end(&w);
}

/* From KLIMIT up, page by page, where it must lead and whether it may be written. */
void jinue_e11_map3(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (view_first(&v, &w, c)) {
        const struct jinue_boot_info *b = &w.given.own;
        vaddr_t data = linux_data_va(&w), data_end = data + linux_data_size(&w);
        vaddr_t top = JINUE_KLIMIT + (b->image_top - JINUE_IMAGE);
        vaddr_t end = JINUE_KLIMIT + (b->page_table_1mb - JINUE_IMAGE);
        struct window part[] = {
            window("map 3 before the data segment (E11)", JINUE_KLIMIT, data - JINUE_KLIMIT,
                   JINUE_IMAGE, false),
            window("map 3, the data segment's copy (E11)", data, data_end - data,
                   b->data_physaddr, true),
            window("map 3 after the data segment (E11)", data_end, top - data_end,
                   JINUE_IMAGE + (data_end - JINUE_KLIMIT), false),
            window("map 3, the allocations (E11)", top, end - top, b->image_top, true),
        };
        if (data <= JINUE_KLIMIT || data_end > top)
            check_fail(c, "the data segment, 0x%llx-0x%llx, is no part of the image", data,
                       data_end - 1);
        else
            for (size_t i = 0; i < ARRAY_SIZE(part) && expect_window(&v, &part[i]); i++)
                ;
        view_drop(&v);
    }
    linux_end(&w);
}

void jinue_e12_nothing_else(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (view_first(&v, &w, c)) {
        vaddr_t end = JINUE_KLIMIT + (w.given.own.page_table_1mb - JINUE_IMAGE);
        if (expect_unmapped(&v, "between maps 1 and 2 (E12)", JINUE_MAP1_END,
                            JINUE_MAP2 - JINUE_MAP1_END) &&
            expect_unmapped(&v, "between maps 2 and 3 (E12)", JINUE_MAP2_END,
                            JINUE_KLIMIT - JINUE_MAP2_END))
            expect_unmapped(&v, "above map 3 (E12)", end, 4 * GiB - end);
        view_drop(&v);
    }
    linux_end(&w);
}
