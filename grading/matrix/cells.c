/* The checks of a cell. What they see and need not judge, they note: the matrix shows where the
   emulators differ in it. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/matrix/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/labs/firmware.h"
#include "grading/labs/look.h"
#include "grading/labs/memory_model.h"
#include "grading/matrix/ranges.h"

#define CR0_PG   (1u << 31) /* [intel/vol3] 2.5 */
#define CR0_WP   (1u << 16)
#define CR4_PAE  (1u << 5)
#define EFER_LMA (1u << 10) /* [intel/vol3] 2.2.1 */

/* The kernel says which one it is: the image is this cell's. */
static void speaks(struct check_run *c)
{
    char title[64];
    size_t n;
    const char *text = machine_serial(c->machine, &n);
    snprintf(title, sizeof title, "%s, chapter %u:", c->subject->layout->name,
             c->subject->chapter);
    if (!memmem(text, n, title, strlen(title)))
        check_fail(c, "the serial line never said \"%s\"", title);
}

static void registers(struct check_run *c)
{
    const struct page_mode *mode = c->subject->layout->mode;
    struct cpu_state cpu;
    bool paging = c->subject->chapter > 0, wide = mode->va_bits > 32;
    const struct bits cr0[] = {
        { "CR0.PE, protected mode", 1, 1 },
        { "CR0.WP, read-only pages are so for the kernel", CR0_WP, CR0_WP },
        { "CR0.PG, paging", CR0_PG, paging ? CR0_PG : 0 },
    };
    const struct bits cr4[] = {
        { "CR4.PAE, entries of 64 bits", CR4_PAE,
          paging && mode->entry_bytes == 8 ? CR4_PAE : 0 },
    };
    const struct bits efer[] = {
        { "EFER.LMA, long mode", EFER_LMA, paging && wide ? EFER_LMA : 0 },
    };
    if (!machine_pause(c->machine) || !machine_cpu(c->machine, &cpu)) {
        check_fail(c, "the guest cannot be looked at: %s", machine_error(c->machine));
        return;
    }
    if (expect_bits(c, "CR0", cpu.cr0, cr0, ARRAY_SIZE(cr0)) &&
        expect_bits(c, "CR4", cpu.cr4, cr4, ARRAY_SIZE(cr4)) &&
        expect_bits(c, "EFER", cpu.efer, efer, ARRAY_SIZE(efer)))
        check_note(c, "CR0 0x%llx\nCR4 0x%llx\nEFER 0x%llx\nCR3 0x%llx", (vaddr_t)cpu.cr0,
                   (vaddr_t)cpu.cr4, (vaddr_t)cpu.efer, (vaddr_t)cpu.cr3);
    if (!machine_resume(c->machine))
        check_fail(c, "the guest cannot go on: %s", machine_error(c->machine));
}

/* Nothing both written and executed, where the paging mode can tell. */
static bool nothing_wx(const struct view *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->run[i].w && v->run[i].x && v->mode->nx) {
            check_fail(v->c, "0x%llx: %llu KiB may be written and executed", v->run[i].va,
                       (vaddr_t)(v->run[i].size / KiB));
            return false;
        }
    return true;
}

static void address_space(struct check_run *c)
{
    struct view v;
    if (!view_take(&v, c, c->machine))
        return;
    uint64_t bytes = 0;
    for (size_t i = 0; i < v.n; i++)
        bytes += v.run[i].size;
    if (expect_rows(&v) && expect_nothing_else(&v, 0) &&
        (c->subject->chapter < 2 || nothing_wx(&v)))
        check_note(c, "mapped %llu KiB", (vaddr_t)(bytes / KiB));
    view_drop(&v);
}

static bool see_firmware(struct check_run *c, struct firmware_map *map)
{
    struct setup s;
    setup_machine(&s, c, machine_config(c->machine)->ram_bytes);
    return firmware_map(c, &s.config, map);
}

/* Every entry that the firmware gives the grader's own probe is in the kernel's map. */
static void memory_map(struct check_run *c)
{
    struct firmware_map map;
    const char *answer = see_firmware(c, &map) ? check_ask(c, c->machine, "mem") : NULL;
    for (size_t i = 0; answer && i < map.n; i++) {
        char line[64];
        const struct e820_entry *e = &map.entry[i];
        snprintf(line, sizeof line, "0x%016llx-0x%016llx", (vaddr_t)e->base,
                 (vaddr_t)(e->base + e->length));
        if (!strstr(answer, line)) {
            check_fail(c, "the firmware's entry %s is not in the kernel's map", line);
            return;
        }
        check_note(c, "map %s type %u", line, e->type);
    }
}

enum {
    HANDED_OUT = 64,
};

/* What is wrong with handing out this frame; NULL: nothing. */
static const char *objection(const struct check_run *c, const struct plan *plan, paddr_t pa)
{
    const struct layout *l = c->subject->layout;
    if (pa % PAGE_SIZE)
        return "is not page aligned";
    if (pa < l->pool_start)
        return "lies below the layout's pool";
    if (!plan_usable(plan, pa, pa + PAGE_SIZE))
        return "is not usable memory";
    for (size_t i = 0; i < l->nphys; i++)
        if (life_covers(l->phys[i].life, PHASE_KERNEL, c->subject->chapter) &&
            pa < l->phys[i].start + l->phys[i].size && pa + PAGE_SIZE > l->phys[i].start)
            return l->phys[i].name;
    return NULL;
}

static bool take_frames(struct check_run *c, const struct plan *plan, paddr_t *frame)
{
    const char *line = check_ask(c, c->machine, "alloc %d", HANDED_OUT);
    for (size_t i = 0; line && i < HANDED_OUT; i++) {
        char *end;
        frame[i] = strtoull(line, &end, 0);
        const char *why = end == line ? "is no frame" : objection(c, plan, frame[i]);
        for (size_t k = 0; k < i && !why; k++)
            if (frame[k] == frame[i])
                why = "was handed out twice";
        if (why) {
            check_fail(c, "alloc %d: \"%.*s\": %s", HANDED_OUT, (int)strcspn(line, "\r\n"),
                       line, why);
            return false;
        }
        line = end + strspn(end, "\r\n");
    }
    return line != NULL;
}

static bool answers(struct check_run *c, paddr_t pa, const char *expected)
{
    const char *answer = check_ask(c, c->machine, "free 0x%llx", pa);
    if (answer && strncmp(answer, expected, strlen(expected)) != 0)
        check_fail(c, "free 0x%llx: expected \"%s\", found \"%.*s\"", pa, expected,
                   (int)strcspn(answer, "\r\n"), answer);
    return answer && strncmp(answer, expected, strlen(expected)) == 0;
}

static bool count(struct check_run *c, const char *word, uint64_t *n)
{
    const char *answer = check_ask(c, c->machine, "frames");
    const char *at = answer ? strstr(answer, word) : NULL;
    if (at)
        *n = strtoull(at + strlen(word), NULL, 10);
    else if (answer)
        check_fail(c, "frames: no line begins with \"%s\"", word);
    return at != NULL;
}

/* Fact D12: kos' kernel gives its memory to a server and takes none back. */
static bool takes_back(const struct check_run *c)
{
    return strcmp(c->subject->layout->name, "kos") != 0;
}

static void frames(struct check_run *c)
{
    static struct firmware_map map;
    static struct plan plan;
    paddr_t frame[HANDED_OUT];
    uint64_t before, after, held;
    if (!see_firmware(c, &map) || !count(c, "free: ", &before))
        return;
    plan.n = map.n;
    memcpy(plan.entry, map.entry, map.n * sizeof *map.entry);
    plan_settle(&plan);
    check_note(c, "frames %llu", (vaddr_t)before);
    if (!take_frames(c, &plan, frame) || !answers(c, frame[0] + 1, "refused") ||
        !answers(c, c->subject->layout->phys[0].start, "refused"))
        return;
    for (size_t i = 0; i < HANDED_OUT; i++) {
        size_t k = i + (size_t)random_below(c->random, HANDED_OUT - i);
        paddr_t pa = frame[k];
        frame[k] = frame[i];
        if (!answers(c, pa, takes_back(c) ? "ok" : "refused"))
            return;
        if (i % 16 == 0 && !answers(c, pa, "refused"))
            return;
    }
    uint64_t expected_held = takes_back(c) ? 0 : HANDED_OUT;
    uint64_t expected = takes_back(c) ? before : before - HANDED_OUT;
    enum { BOOKKEEPING = 8 }; /* pages that an allocator may keep for itself */
    if (!count(c, "held: ", &held) || !count(c, "free: ", &after))
        return;
    if (held != expected_held || after > expected || after + BOOKKEEPING < expected)
        check_fail(c, "frames: expected %llu held and %llu free, found %llu and %llu",
                   (vaddr_t)expected_held, (vaddr_t)expected, (vaddr_t)held, (vaddr_t)after);
}

static const struct {
    struct check check;
    unsigned from; /* the first chapter whose kernels have it */
} all[] = {
    { { .id = "boots", .title = "comes to its monitor", .run = speaks }, 0 },
    { { .id = "registers", .title = "control registers", .run = registers }, 0 },
    { { .id = "map", .title = "the firmware's memory map", .run = memory_map }, 0 },
    { { .id = "space",
        .title = "address space: the layout's rows, nothing else",
        .run = address_space },
      1 },
    { { .id = "frames", .title = "frames: handed out, refused, taken back", .run = frames },
      3 },
    { { .id = "ranges",
        .title = "ranges: mapped, protected, unmapped, and nothing else",
        .run = cell_ranges },
      4 },
};

struct check *cell_checks(unsigned chapter, size_t *n)
{
    struct check *check = calloc(ARRAY_SIZE(all), sizeof *check);
    *n = 0;
    for (size_t i = 0; check && i < ARRAY_SIZE(all); i++)
        if (chapter >= all[i].from) {
            check[*n] = all[i].check;
            check[(*n)++].points = 1;
        }
    return check;
}
