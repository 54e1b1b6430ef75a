/* jinue's facts about the kernel's final space, from KLIMIT up. SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_jinue.h"
#include "grading/facts/jinue_way.h"

#define VGA     0xb8000ull                                     /* E23 */
#define VGA_END 0xc0000ull                                     /* 32 KiB: IBM VGA, text mode */
#define TOP     (JINUE_KLIMIT + (JINUE_MAP2_END - JINUE_MAP2)) /* E23 */

/* A machine at its monitor, looked at. False: the check has failed; end it with linux_end(). */
static bool view_monitor(struct view *v, struct linux_way *w, struct check_run *c)
{
    return linux_at_monitor(w, c) && view_take(v, c, w->m);
}

/* The end of image and allocations, seen from KLIMIT. */
static vaddr_t allocations_end(const struct linux_way *w)
{
    return JINUE_KLIMIT + (w->given.own.page_table_1mb - JINUE_IMAGE);
}

/* Where the page with the text buffer's start is mapped: from KLIMIT up, once, and the rest of the
   buffer behind it. 0: the check has failed. */
static vaddr_t text_buffer(struct view *v)
{
    vaddr_t found = 0;
    for (const struct run *r = v->run; r < v->run + v->n; r++) {
        if (VGA - r->pa >= r->size)
            continue;
        vaddr_t va = r->va + (VGA - r->pa);
        if (va < JINUE_KLIMIT || found) {
            check_fail(v->c, "0x%llx leads to 0x%llx: expected once, from 0x%llx up", va, VGA,
                       JINUE_KLIMIT);
            return 0;
        }
        found = va;
    }
    struct window w = { "VGA text buffer (E22)", found, VGA_END - VGA, VGA, true, true };
    if (!found)
        check_fail(v->c, "no address leads to 0x%llx, the VGA text buffer", VGA);
    return found && expect_window(v, &w) ? found : 0;
}

/* The characters of the text buffer hold this text: the console writes there. */
static void shows(struct check_run *c, struct machine *m, const char *text)
{
    static unsigned char cell[VGA_END - VGA];
    static char letter[sizeof cell / 2 + 1];
    if (!ram(c, m, VGA, cell, sizeof cell))
        return;
    for (size_t i = 0; i < sizeof cell / 2; i++)
        letter[i] = cell[2 * i] ? (char)cell[2 * i] : ' ';
    if (!strstr(letter, text))
        check_fail(c, "\"%s\" is not in the text buffer at 0x%llx", text, VGA);
}

void jinue_e22_video_memory(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (view_monitor(&v, &w, c)) {
        vaddr_t va = text_buffer(&v);
        view_drop(&v);
        if (va) {
            /* Behind what has been shown: nothing scrolls that far. */
            uint64_t offset = VGA_END - VGA - 1 - random_below(c->random, PAGE_SIZE);
            fact_reaches(c, w.m, va + offset, VGA + offset);
            if (check_ask(c, w.m, "pt 0x1000") && machine_pause(w.m)) {
                shows(c, w.m, "ready: ");
                shows(c, w.m, "> pt 0x1000");
            }
        }
    }
    linux_end(&w);
}

/* Image and allocations: each page leads to one of the copy. */
static bool has_copy(struct view *v, vaddr_t end)
{
    for (vaddr_t va = JINUE_KLIMIT; va < end; va += PAGE_SIZE) {
        paddr_t pa;
        if (view_pa(v, va, &pa) && pa - JINUE_MAP2 < end - JINUE_KLIMIT)
            continue;
        check_fail(v->c, "0x%llx: expected image and allocations, in 0x%llx-0x%llx", va,
                   JINUE_MAP2, JINUE_MAP2 + (end - JINUE_KLIMIT) - 1);
        return false;
    }
    return true;
}

/* Pages for run-time allocation: each may be written, is not user space's, and has a frame of its
   own, behind the copy. */
static bool has_runtime(struct view *v, vaddr_t start, paddr_t frames)
{
    static bool used[(JINUE_MAP2_END - JINUE_MAP2) / PAGE_SIZE];
    memset(used, 0, sizeof used);
    for (vaddr_t va = start; va < TOP; va += PAGE_SIZE) {
        const struct run *r = view_at(v, va);
        paddr_t pa = r ? r->pa + (va - r->va) : 0;
        if (r && r->w && !r->u && pa >= frames && pa < JINUE_MAP2_END &&
            !used[(pa - JINUE_MAP2) / PAGE_SIZE]) {
            used[(pa - JINUE_MAP2) / PAGE_SIZE] = true;
            continue;
        }
        check_fail(v->c,
                   "0x%llx: expected a page for run-time allocation, read/write, on a frame of"
                   " its own in 0x%llx-0x%llx; found %s",
                   va, frames, JINUE_MAP2_END - 1,
                   !r                                    ? "nothing mapped"
                   : pa < frames || pa >= JINUE_MAP2_END ? "another frame"
                   : used[(pa - JINUE_MAP2) / PAGE_SIZE] ? "a frame used before"
                                                         : "other rights");
        return false;
    }
    return true;
}

void jinue_e23_from_klimit(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (view_monitor(&v, &w, c)) {
        vaddr_t end = allocations_end(&w), vga = has_copy(&v, end) ? text_buffer(&v) : 0;
        vaddr_t runtime = vga + (VGA_END - VGA);
        paddr_t frames = JINUE_MAP2 + (end - JINUE_KLIMIT);
        bool good = vga != 0;
        if (good && vga != end) {
            check_fail(
                c, "VGA text buffer: expected at 0x%llx, behind the allocations, found 0x%llx",
                end, vga);
            good = false;
        }
        good = good && has_runtime(&v, runtime, frames) &&
               expect_unmapped(&v, "behind the run-time pages (E23)", TOP, 4 * GiB - TOP) &&
               expect_unmapped(&v, "below KLIMIT (E23)", 0, JINUE_KLIMIT);
        vaddr_t va = runtime + random_below(c->random, TOP - runtime);
        paddr_t pa = 0;
        /* The first frames hold the tables; what is written here is nobody's yet. */
        if (good && va < runtime + 64 * PAGE_SIZE)
            va += 64 * PAGE_SIZE;
        good = good && view_pa(&v, va, &pa);
        view_drop(&v);
        if (good) {
            fact_reaches(c, w.m, va, pa);
            fact_faults(c, w.m, TOP + random_below(c->random, 4 * GiB - TOP));
            fact_faults(c, w.m, random_below(c->random, JINUE_KLIMIT));
        }
    }
    linux_end(&w);
}
