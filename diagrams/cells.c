/* What the table says of a kernel: read from its registers, memory and page tables, from the
   monitor's answers, and, where the linker put things, from the symbols of its ELF file.
   SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "diagrams/cells.h"
#include "diagrams/compare.h"

static void road(struct text *t, const struct view *v)
{
    static const char *const name[] = { [ROAD_BIOS] = "BIOS sector",
                                        [ROAD_MULTIBOOT1] = "Multiboot 1",
                                        [ROAD_MULTIBOOT2] = "Multiboot 2",
                                        [ROAD_LINUX] = "Linux" };
    if (v->p->info.road < ARRAY_SIZE(name))
        text_add(t, "%s", name[v->p->info.road]);
}

static void loaded(struct text *t, const struct view *v)
{
    text_add(t, "0x%llx", (paddr_t)v->p->info.image_start);
}

static void linked(struct text *t, const struct view *v)
{
    vaddr_t va;
    if (subject_symbol(v->s, "text_start", &va))
        cell_address(t, v->p, va);
}

static void paging(struct text *t, const struct view *v)
{
    text_add(t, "%s", v->p->mode ? v->p->mode->name : "off");
}

/* [intel/vol3] 2.5 and, for EFER, 2.2.1 */
#define CR0_WP   (1u << 16)
#define EFER_NXE (1u << 11)

static void protection(struct text *t, const struct view *v)
{
    const struct cpu_state *cpu = &v->p->cpu;
    if (v->p->mode)
        text_add(t, "%s%s", cpu->cr0 & CR0_WP ? "WP" : "no WP",
                 cpu->efer & EFER_NXE ? ", NX" : ", no NX");
}

static void root(struct text *t, const struct view *v)
{
    if (v->p->mode)
        text_add(t, "0x%llx", (paddr_t)v->p->cpu.cr3);
}

static const struct run *run_at(const struct picture *p, vaddr_t va)
{
    for (size_t i = 0; i < p->nruns; i++)
        if (va - p->run[i].va < p->run[i].size)
            return &p->run[i];
    return NULL;
}

/* A section of the image: its pages' rights, and where its first byte lies. */
static void section(struct text *t, const struct view *v, const char *from, const char *to)
{
    vaddr_t start, end, va;
    if (!subject_symbol(v->s, from, &start) || !subject_symbol(v->s, to, &end))
        return;
    const struct run *first = run_at(v->p, start), *r;
    unsigned rights = ~0u;
    for (va = start; va < end && (r = run_at(v->p, va)); va = r->va + r->size) {
        char text[8];
        struct piece piece = { .kind = PIECE_MAPPED, .rights = r->rights };
        if (r->rights != rights)
            text_add(t, "%s ", rights_text(text, &piece));
        rights = r->rights;
    }
    if (start >= end)
        text_add(t, "empty");
    else if (!v->p->mode)
        text_add(t, "0x%llx", start);
    else if (va < end)
        text_add(t, "not mapped");
    else
        text_add(t, "0x%llx", first->pa + (start - first->va));
}

static void code(struct text *t, const struct view *v)
{
    section(t, v, "text_start", "text_end");
}

static void constants(struct text *t, const struct view *v)
{
    section(t, v, "rodata_start", "rodata_end");
}

static void data(struct text *t, const struct view *v)
{
    section(t, v, "data_start", "data_end");
}

static void bss(struct text *t, const struct view *v)
{
    section(t, v, "bss_start", "bss_end");
}

static const struct {
    const char *label;
    void (*fill)(struct text *t, const struct view *v);
} row[] = {
    { "boot road", road },
    { "loaded at", loaded },
    { "linked at", linked },
    { "paging", paging },
    { "protection", protection },
    { "CR3", root },
    { "page tables", cell_tables },
    { "identity map", cell_identity },
    { "code", code },
    { "constants", constants },
    { "data", data },
    { "BSS", bss },
    { "windows", cell_windows },
    { "self-map", cell_self },
    { "RAM reached", cell_reached },
    { "also mapped", cell_besides },
    { "W^X", cell_write_or_run },
    { "allocator", cell_allocator },
    { "frames free", cell_nfree },
    { "handed out", cell_handed_out },
    { "lowest", cell_lowest },
    { "highest", cell_highest },
    { "reused", cell_reuse },
};

const char *cell_label(size_t n)
{
    return n < ARRAY_SIZE(row) ? row[n].label : NULL;
}

void cells_fill(struct sight *s, struct machine *m, const char *directory)
{
    const struct subject subject = { .layout = s->picture.layout,
                                     .chapter = s->picture.chapter,
                                     .directory = directory };
    struct view v = { .p = &s->picture, .s = &subject, .m = m };
    _Static_assert(ARRAY_SIZE(row) <= CELLS_MOST, "a cell for each row");
    for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
        struct text t = { 0 };
        row[i].fill(&t, &v);
        snprintf(s->cell[i], CELL_SIZE, "%s", text_string(&t));
        text_free(&t);
    }
}
