/* From GRUB to a 64-bit kernel, seen from outside. SPDX-License-Identifier: MIT */
#include "grading/facts/grub64.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BOOTSTRAP_AT = 0x100000,
    KERNEL_AT = 0x1000000,
    LOADER_STOPS = 8, /* GRUB runs code of its own at 1 MiB before it loads ours there */

    EFER_LMA = 1 << 10,
    CS_L = 1 << 21, /* [intel/vol3] 5.2.1: 64-bit code */
};
#define CR0_PG        (1ull << 31)
#define ENTRY_ADDRESS 0x000ffffffffff000ull
#define ENTRY_PRESENT 1ull
#define ENTRY_LARGE   (1ull << 7)

static bool find_parts(struct grub_way *w)
{
    struct elf_parts e;
    const char *why;
    if (!elf_parts(&e, w->file.byte, w->file.size, &why)) {
        check_fail(w->c, "boot.elf: %s", why);
        return false;
    }
    w->entry = e.entry;
    for (size_t i = 0; i < e.n; i++) {
        if (e.part[i].pa == BOOTSTRAP_AT)
            w->bootstrap = e.part[i];
        else if (e.part[i].pa == KERNEL_AT)
            w->kernel = e.part[i];
        else
            check_fail(w->c, "boot.elf: a segment goes to 0x%llx, expected 1 MiB and 16 MiB",
                       e.part[i].pa);
    }
    if (!w->bootstrap.file_size)
        check_fail(w->c, "boot.elf: no segment goes to 0x%x", BOOTSTRAP_AT);
    if (!w->kernel.file_size)
        check_fail(w->c, "boot.elf: no segment goes to 0x%x", KERNEL_AT);
    if (w->entry - w->bootstrap.pa >= w->bootstrap.file_size)
        check_fail(w->c, "boot.elf is entered at 0x%llx, outside the bootstrap", w->entry);
    return w->bootstrap.file_size && w->kernel.file_size &&
           w->entry - w->bootstrap.pa < w->bootstrap.file_size;
}

bool way_begin(struct grub_way *w, struct check_run *c, uint64_t ram_bytes)
{
    *w = (struct grub_way){ .c = c };
    setup_machine(&w->setup, c, ram_bytes);
    w->setup.config.medium = MEDIUM_CDROM;
    w->setup.config.seconds *= 2; /* GRUB takes its time */
    w->setup.config.image = w->setup.config.initrd = NULL;
    subject_medium(c->subject, &w->setup.config, w->setup.image, w->setup.modules);
    return file_take(&w->file, c, "boot.elf") && find_parts(w);
}

void way_drop(struct grub_way *w)
{
    machine_end(w->m);
    w->m = NULL;
    file_drop(&w->file);
}

bool way_look(struct grub_way *w)
{
    if (machine_pause(w->m) && machine_cpu(w->m, &w->cpu))
        return true;
    check_fail(w->c, "the guest cannot be looked at: %s", machine_error(w->m));
    return false;
}

/* Whether the bootstrap's first bytes are there: else the breakpoint was GRUB's own code. */
static bool is_loaded(struct grub_way *w)
{
    unsigned char found[16];
    size_t offset = (size_t)(w->bootstrap.offset + (w->entry - w->bootstrap.pa));
    return machine_read(w->m, w->entry, found, sizeof found) &&
           memcmp(found, w->file.byte + offset, sizeof found) == 0;
}

bool way_bootstrap(struct grub_way *w)
{
    static const char place[] = "the bootstrap's first instruction";
    w->m = run_to(w->c, &w->setup.config, w->entry, place, NULL);
    if (!w->m)
        return false;
    for (int i = 0; i < LOADER_STOPS && !is_loaded(w); i++)
        if (machine_run(w->m, NULL) != STOP_BREAKPOINT)
            break;
    /* A planted memory map is not in the file. */
    if (!w->setup.config.map &&
        !fact_same_bytes(w->c, w->m, "bootstrap as loaded", w->bootstrap.pa,
                         w->file.byte + w->bootstrap.offset, w->bootstrap.file_size))
        return false;
    return fact_same_bytes(w->c, w->m, "kernel as loaded", w->kernel.pa,
                           w->file.byte + w->kernel.offset, w->kernel.file_size) &&
           machine_unbreak(w->m, w->entry) && way_look(w);
}

static bool go_to(struct grub_way *w, vaddr_t linear, const char *place)
{
    if (!w->m && !way_bootstrap(w))
        return false;
    return run_on(w->c, w->m, linear, place, NULL) && machine_unbreak(w->m, linear) &&
           way_look(w);
}

/* Its physical address serves as well: a kernel that is entered there has not been mapped. */
bool way_kernel(struct grub_way *w)
{
    vaddr_t start;
    if (!symbol(w->c, "text_start", &start) || (!w->m && !way_bootstrap(w)))
        return false;
    bool twice = start != w->kernel.pa;
    return (!twice || machine_break(w->m, w->kernel.pa)) &&
           go_to(w, start, "the kernel's first instruction") &&
           (!twice || machine_unbreak(w->m, w->kernel.pa));
}

bool way_kmain(struct grub_way *w)
{
    vaddr_t kmain;
    return symbol(w->c, "kmain", &kmain) && go_to(w, kmain, "kmain");
}

bool way_ready(struct grub_way *w)
{
    if (!w->m && !way_bootstrap(w))
        return false;
    if (machine_run(w->m, "ready:") == STOP_TEXT && machine_run(w->m, "\n> ") == STOP_TEXT)
        return way_look(w);
    check_fail(w->c, "the kernel did not come to its monitor");
    return false;
}

bool way_symbol(struct grub_way *w, const char *name, paddr_t *pa)
{
    vaddr_t va;
    if (!symbol(w->c, name, &va))
        return false;
    *pa = va % GiB;
    return true;
}

const unsigned char *way_bytes(struct grub_way *w, paddr_t pa, size_t n)
{
    uint64_t offset = pa - w->kernel.pa;
    if (offset <= w->kernel.file_size && n <= w->kernel.file_size - offset)
        return w->file.byte + w->kernel.offset + offset;
    check_fail(w->c, "boot.elf has no bytes for 0x%llx-0x%llx", pa, pa + n - 1);
    return NULL;
}

bool expect_64_bit(struct grub_way *w, const char *where)
{
    const struct cpu_state *s = &w->cpu;
    if (s->cr0 & CR0_PG && s->efer & EFER_LMA && s->cs_high & CS_L)
        return true;
    check_fail(w->c,
               "%s, at 0x%llx: expected 64-bit mode, found CR0.PG %d, EFER.LMA %d, CS.L %d",
               where, (vaddr_t)s->rip, (s->cr0 & CR0_PG) != 0, (s->efer & EFER_LMA) != 0,
               (s->cs_high & CS_L) != 0);
    return false;
}

struct section {
    const char *what, *start, *end;
    bool w, x;
};

static bool section_in(struct grub_way *w, struct view *v, const char *number,
                       const struct section *s, vaddr_t first, vaddr_t last)
{
    char what[40];
    vaddr_t start, end;
    paddr_t pa;
    if (!symbol(w->c, s->start, &start) || !symbol(w->c, s->end, &end) ||
        !way_symbol(w, s->start, &pa))
        return false;
    snprintf(what, sizeof what, "%s (%s)", s->what, number);
    if (start < first || end < start || end - 1 > last) {
        check_fail(w->c, "%s: expected in 0x%llx-0x%llx, linked at 0x%llx-0x%llx", what, first,
                   last, start, end - 1);
        return false;
    }
    struct window window = { what, start, end - start, pa, s->w, s->x };
    return expect_window(v, &window);
}

bool sections_in(struct grub_way *w, struct view *v, const char *number, vaddr_t first,
                 vaddr_t last)
{
    static const struct section section[] = {
        { "code", "text_start", "text_end", false, true },
        { "constants", "rodata_start", "rodata_end", false, false },
        { "data", "data_start", "data_end", true, false },
        { "BSS", "bss_start", "bss_end", true, false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(section); i++)
        if (!section_in(w, v, number, &section[i], first, last))
            return false;
    for (size_t i = 0; i < v->n; i++)
        if (v->run[i].w && v->run[i].x) {
            check_fail(w->c, "0x%llx may be both written and executed", v->run[i].va);
            return false;
        }
    return true;
}

static int ascending(const void *a, const void *b)
{
    paddr_t x = *(const paddr_t *)a, y = *(const paddr_t *)b;
    return x < y ? -1 : x > y;
}

bool tables_have(const struct table_set *set, paddr_t table)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->table[i] == table)
            return true;
    return false;
}

/* levels: how many tables a walk still goes through, this one included. */
static bool add_tables(struct grub_way *w, struct table_set *set, paddr_t table,
                       unsigned levels)
{
    uint64_t entry[PAGE_SIZE / sizeof(uint64_t)];
    if (tables_have(set, table))
        return true;
    if (set->n == TABLES_SEEN) {
        check_fail(w->c, "more than %d page tables", TABLES_SEEN);
        return false;
    }
    set->table[set->n++] = table;
    if (!ram(w->c, w->m, table, entry, sizeof entry))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(entry) && levels > 1; i++) {
        bool leaf = levels < 4 && (entry[i] & ENTRY_LARGE);
        if ((entry[i] & ENTRY_PRESENT) && !leaf &&
            !add_tables(w, set, entry[i] & ENTRY_ADDRESS, levels - 1))
            return false;
    }
    return true;
}

bool tables_find(struct grub_way *w, struct table_set *set)
{
    set->n = 0;
    bool good = add_tables(w, set, w->cpu.cr3 & ENTRY_ADDRESS, 4);
    qsort(set->table, set->n, sizeof *set->table, ascending);
    return good;
}

static void add_hole(struct plan *p, struct random *r, paddr_t start, paddr_t end)
{
    uint64_t size = 1 + random_below(r, 16 * PAGE_SIZE);
    p->entry[p->n++] = (struct e820_entry){ start + random_below(r, end - start - size), size,
                                            E820_RESERVED, E820_ENABLED };
}

void draw_memory(struct plan *p, struct random *r, uint64_t ram_bytes)
{
    uint64_t end = ram_bytes - 128 * KiB; /* the firmware's own lies there */
    const struct e820_entry pc[] = {
        { 0, 0x9f000, E820_USABLE, E820_ENABLED },
        { 0x9f000, 0x61000, E820_RESERVED, E820_ENABLED },
        { MiB, end - MiB, E820_USABLE, E820_ENABLED },
    };
    memcpy(p->entry, pc, sizeof pc);
    p->n = ARRAY_SIZE(pc);
    for (int i = 0; i < 3; i++) {
        add_hole(p, r, 2 * MiB, KERNEL_AT - MiB);
        add_hole(p, r, KERNEL_AT + 4 * MiB, end);
    }
    plan_settle(p);
}
