/* jinue's facts about the kernel's final space, from KLIMIT up. SPDX-License-Identifier: MIT */
#include <stdlib.h>
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

/* A byte of a device's memory: seen from outside where the emulator can (Bochs), through the kernel
   where it cannot. -1: the check has failed. */
static int device_byte(struct linux_way *w, paddr_t pa, vaddr_t va)
{
    uint8_t byte;
    if (machine_pause(w->m) && machine_read(w->m, pa, &byte, 1))
        return byte;
    const char *answer = check_ask(w->c, w->m, "peek 0x%llx", va);
    const char *value = answer ? strstr(answer, ": 0x") : NULL;
    if (answer && !value)
        check_fail(w->c, "peek 0x%llx: expected a byte, found %.*s", va,
                   (int)strcspn(answer, "\r\n"), answer);
    return value ? (int)strtoul(value + 2, NULL, 16) : -1;
}

/* The console writes to the text buffer: a line of it begins so. */
static void shows(struct linux_way *w, vaddr_t va, const char *text)
{
    enum { LINE = 2 * 80 };
    for (uint64_t line = 0; line < VGA_END - VGA; line += LINE) {
        size_t same = 0;
        int byte;
        do {
            byte = device_byte(w, VGA + line + 2 * same, va + line + 2 * same);
            if (byte < 0)
                return;
        } while (byte == text[same] && text[++same]);
        if (!text[same])
            return;
    }
    check_fail(w->c, "no line of the text buffer, 0x%llx-0x%llx, begins with \"%s\"", VGA,
               VGA_END - 1, text);
}

/* What the monitor writes at va is in video memory. */
static void takes(struct linux_way *w, vaddr_t va)
{
    /* Behind what has been shown: nothing scrolls that far. */
    uint64_t offset = VGA_END - VGA - 1 - random_below(w->c->random, PAGE_SIZE);
    int value = 1 + (int)random_below(w->c->random, 255), byte;
    if (!check_ask(w->c, w->m, "poke 0x%llx 0x%x", va + offset, (unsigned)value))
        return;
    byte = device_byte(w, VGA + offset, va + offset);
    if (byte >= 0 && byte != value)
        check_fail(w->c, "poke 0x%llx 0x%02x: found 0x%02x in video memory, at 0x%llx",
                   va + offset, (unsigned)value, (unsigned)byte, VGA + offset);
}

void jinue_e22_video_memory(struct check_run *c)
{
    struct linux_way w = { 0 };
    struct view v;
    if (view_monitor(&v, &w, c)) {
        vaddr_t va = text_buffer(&v);
        view_drop(&v);
        if (va) {
            takes(&w, va);
            shows(&w, va, "ready: ");
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
