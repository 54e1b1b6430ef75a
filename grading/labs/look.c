/* One look at a guest: registers, address space, and how both compare with the layout.
   SPDX-License-Identifier: MIT */
#include "grading/labs/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/clock.h"
#include "grading/labs/firmware.h"
#include "grading/labs/memory_model.h"

enum {
    LIFETIME = 10,      /* seconds of a machine's, at most */
    MAX_RUNS = 1 << 16, /* far above any layout; a guest that maps more has lost its way */
};

void setup_machine(struct setup *s, const struct check_run *c, uint64_t ram_bytes)
{
    s->config = (struct machine_config){
        .emulator = c->emulator,
        .ram_bytes = ram_bytes,
        .seconds = LIFETIME,
    };
    subject_medium(c->subject, &s->config, s->image, s->modules);
}

/* The last line that the guest sent, for a message. */
static const char *last_words(const struct machine *m, char *line, size_t size)
{
    size_t n;
    const char *text = machine_serial(m, &n);
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    size_t start = n;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    size_t length = n - start < size ? n - start : size - 1;
    memcpy(line, text + start, length);
    line[length] = '\0';
    return length ? line : "(nothing)";
}

bool run_on(struct check_run *c, struct machine *m, vaddr_t linear, const char *place,
            const char *or_text)
{
    static const char *const end[] = {
        [STOP_TEXT] = "it ran on",
        [STOP_BREAKPOINT] = "",
        [STOP_TRIPLE_FAULT] = "it died of a triple fault",
        [STOP_POWER_OFF] = "it switched itself off",
        [STOP_TIMEOUT] = "its time ran out",
        [STOP_EMULATOR] = "the emulator gave up",
    };
    enum stop stop = STOP_EMULATOR;
    if (machine_break(m, linear))
        stop = machine_run(m, or_text);
    if (stop == STOP_BREAKPOINT || (stop == STOP_TEXT && machine_pause(m)))
        return true;
    char line[160];
    struct cpu_state cpu = { 0 };
    bool paused = stop != STOP_POWER_OFF && stop != STOP_EMULATOR && machine_pause(m) &&
                  machine_cpu(m, &cpu);
    check_fail(c, "the guest never came to %s at 0x%llx: %s\nlast on the serial line: %s",
               place, linear, end[stop], last_words(m, line, sizeof line));
    if (paused)
        check_fail(c, "it stood at cs 0x%x, ip 0x%llx", cpu.cs, (vaddr_t)cpu.rip);
    return false;
}

struct machine *start(struct check_run *c, const struct machine_config *config)
{
    struct machine_config scaled = *config;
    scaled.seconds = clock_scaled(config->seconds);
    const char *why;
    struct machine *m = machine_start(&scaled, &why);
    if (!m)
        check_fail(c, "%s could not be started: %s", emulator_name(config->emulator), why);
    return m;
}

struct machine *run_to(struct check_run *c, const struct machine_config *config, vaddr_t linear,
                       const char *place, const char *or_text)
{
    struct machine *m = start(c, config);
    if (m && run_on(c, m, linear, place, or_text))
        return m;
    machine_end(m);
    return NULL;
}

bool symbol(struct check_run *c, const char *name, vaddr_t *va)
{
    if (c->subject->symbol(c->subject, name, va))
        return true;
    check_fail(c, "kernel.elf has no symbol %s", name);
    return false;
}

bool ram(struct check_run *c, struct machine *m, paddr_t pa, void *to, size_t n)
{
    if (machine_read(m, pa, to, n))
        return true;
    check_fail(c, "physical memory 0x%llx-0x%llx cannot be read: %s", pa, pa + n,
               machine_error(m));
    return false;
}

static bool keep_run(void *self, vaddr_t va, uint64_t size, const struct outside_entry *e)
{
    struct view *v = self;
    if (v->n == MAX_RUNS)
        return false;
    if (v->n == v->capacity) {
        size_t capacity = v->capacity ? 2 * v->capacity : 64;
        struct run *bigger = realloc(v->run, capacity * sizeof *bigger);
        if (!bigger)
            return false;
        v->run = bigger;
        v->capacity = capacity;
    }
    v->run[v->n++] = (struct run){ .va = va,
                                   .size = size,
                                   .pa = e->pa,
                                   .w = e->w,
                                   .x = e->x,
                                   .u = e->u,
                                   .uncached = e->entry & PTE_PCD,
                                   .leaf_level = e->leaf_level };
    return true;
}

bool view_take(struct view *v, struct check_run *c, struct machine *m)
{
    *v = (struct view){ .c = c, .m = m, .mode = c->subject->layout->mode };
    if (!machine_pause(m) || !machine_cpu(m, &v->cpu)) {
        check_fail(c, "the guest cannot be looked at: %s", machine_error(m));
        return false;
    }
    v->root = v->cpu.cr3 & v->mode->address_mask;
    if (outside_runs(m, v->mode, v->root, keep_run, v) && v->n < MAX_RUNS)
        return true;
    if (v->n < MAX_RUNS)
        check_fail(c,
                   "the page tables at 0x%llx (CR3) cannot be read: a table lies outside RAM",
                   v->root);
    else
        check_fail(c, "the page tables at 0x%llx (CR3) map more than %d separate runs of pages",
                   v->root, MAX_RUNS);
    view_drop(v);
    return false;
}

void view_drop(struct view *v)
{
    free(v->run);
    v->run = NULL;
    v->n = v->capacity = 0;
    if (!machine_resume(v->m))
        check_fail(v->c, "the guest cannot go on: %s", machine_error(v->m));
}

const struct run *view_at(const struct view *v, vaddr_t va)
{
    for (size_t i = 0; i < v->n; i++)
        if (va - v->run[i].va < v->run[i].size)
            return &v->run[i];
    return NULL;
}

bool view_pa(const struct view *v, vaddr_t va, paddr_t *pa)
{
    const struct run *r = view_at(v, va);
    if (r)
        *pa = r->pa + (va - r->va);
    return r != NULL;
}

/* The map that the machine's boot loader gets: the planted one, or what the firmware tells. */
static bool see_map(struct view *v, struct plan *plan)
{
    struct machine_config config = *machine_config(v->m);
    struct firmware_map map;
    if (!config.map && !firmware_map(v->c, &config, &map))
        return false;
    plan->n = config.map ? config.nmap : map.n;
    memcpy(plan->entry, config.map ? config.map : map.entry, plan->n * sizeof *plan->entry);
    plan_settle(plan);
    return true;
}

paddr_t view_ram_end(struct view *v)
{
    static struct plan plan;
    if (v->ram_end || !see_map(v, &plan))
        return v->ram_end;
    if (plan.nusable)
        v->ram_end = plan.usable[plan.nusable - 1].end;
    else
        check_fail(v->c, "the firmware calls no memory usable");
    return v->ram_end;
}

bool expect_bits(struct check_run *c, const char *reg, uint64_t found, const struct bits *bits,
                 size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((found & bits[i].mask) == bits[i].value)
            continue;
        check_fail(c, "%s: expected 0x%llx, found 0x%llx in %s = 0x%llx", bits[i].name,
                   (vaddr_t)bits[i].value, (vaddr_t)(found & bits[i].mask), reg,
                   (vaddr_t)found);
        return false;
    }
    return true;
}
