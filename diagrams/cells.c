/* What the table says of a kernel: read from its registers, memory and page tables, from the
   monitor's answers, and, where the linker put things, from the symbols of its ELF file.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagrams/compare.h"
#include "grading/check.h"
#include "grading/symbol.h"
#include "grading/text.h"

/* What the cells are made of. */
struct view {
    const struct picture *p;
    const struct subject *s;
    struct machine *m;
    /* Frames, as the monitor hands them out: try_frames(). */
    uint64_t free, held; /* before any was; when there were no more */
    paddr_t lowest, highest;
    const char *order; /* in which those that were given back come out again; NULL: untried */
};

/* Counted from the end of a 64-bit space: "-2 GiB+0x120000". */
static void add_address(struct text *t, const struct picture *p, vaddr_t va)
{
    if (!p->mode || p->mode->va_bits == 32 || !(va >> 63)) {
        text_add(t, "0x%llx", va);
        return;
    }
    vaddr_t base = 1;
    while (base < -va)
        base <<= 1;
    char size[24];
    text_add(t, "-%s", size_text(size, base));
    if (va + base)
        text_add(t, "+0x%llx", va + base);
}

/* A piece of memory, on two lines. */
static void add_place(struct text *t, const struct picture *p, vaddr_t va, uint64_t bytes)
{
    char size[24];
    add_address(t, p, va);
    text_add(t, "\n  %s\n", size_text(size, bytes));
}

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
        add_address(t, v->p, va);
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

static void tables(struct text *t, const struct view *v)
{
    const struct range_set *set = &v->p->tables;
    if (set->n > 1)
        text_add(t, "%llu:\n", (paddr_t)(range_total(set) / PAGE_SIZE));
    for (size_t i = 0; i < set->n; i++)
        text_add(t, "%llu at 0x%llx\n",
                 (paddr_t)((set->range[i].end - set->range[i].start) / PAGE_SIZE),
                 (paddr_t)set->range[i].start);
}

static void identity(struct text *t, const struct view *v)
{
    struct range range[64];
    struct range_set set = { .range = range, .capacity = ARRAY_SIZE(range) };
    for (size_t i = 0; i < v->p->nruns; i++) {
        const struct run *r = &v->p->run[i];
        if (r->va == r->pa && !range_add(&set, r->va, r->va + r->size))
            return;
    }
    for (size_t i = 0; i < set.n; i++)
        add_place(t, v->p, range[i].start, range[i].end - range[i].start);
    if (v->p->mode && set.n == 0)
        text_add(t, "none");
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
    else
        text_add(t, va < end ? "not mapped" : "0x%llx", first->pa + (start - first->va));
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

/* A window: a stretch that shows physical memory in its order, whatever the rights. Of a window
   of the identity map there is a row of its own. */
enum {
    WINDOW_LEAST = 64 * 1024,
};

/* The window that begins with run *i, which becomes the index of the run behind it. */
static struct run window_at(const struct picture *p, size_t *i)
{
    struct run w = p->run[*i];
    for (*i += 1; *i < p->nruns; *i += 1) {
        const struct run *r = &p->run[*i];
        if (r->va != w.va + w.size || r->pa != w.pa + w.size)
            break;
        w.size += r->size;
    }
    return w;
}

static bool is_window(const struct run *w)
{
    return w->size >= WINDOW_LEAST && w->va != w->pa;
}

static void windows(struct text *t, const struct view *v)
{
    for (size_t i = 0; i < v->p->nruns;) {
        struct run w = window_at(v->p, &i);
        if (is_window(&w))
            add_place(t, v->p, w.va, w.size);
    }
}

/* Entries of the root that lead to the root. */
static void self(struct text *t, const struct view *v)
{
    unsigned char page[PAGE_SIZE];
    const struct page_mode *mode = v->p->mode;
    if (!mode || !machine_read(v->m, v->p->root, page, sizeof page))
        return;
    for (unsigned i = 0; i < 1u << mode->level[0].index_bits; i++) {
        pte_t entry = 0;
        memcpy(&entry, page + i * mode->entry_bytes, mode->entry_bytes);
        if (entry & PTE_P && (entry & mode->address_mask) == v->p->root)
            add_address(t, v->p, page_mode_canonical(mode, (vaddr_t)i << mode->level[0].shift));
    }
}

/* How much of the usable memory has a virtual address. */
static void reached(struct text *t, const struct view *v)
{
    struct range range[512], whole[512];
    struct range_set seen = { .range = range, .capacity = ARRAY_SIZE(range) };
    struct range_set usable = { .range = whole, .capacity = ARRAY_SIZE(whole) };
    uint64_t bytes = 0;
    bool ok = v->p->mode;
    for (size_t i = 0; i < v->p->nruns; i++)
        ok = ok && range_add(&seen, v->p->run[i].pa, v->p->run[i].pa + v->p->run[i].size);
    for (size_t i = 0; i < v->p->nmap; i++)
        if (v->p->map[i].type == E820_USABLE)
            ok = ok &&
                 range_add(&usable, v->p->map[i].base, v->p->map[i].base + v->p->map[i].length);
    for (size_t i = 0; i < usable.n; i++)
        for (size_t k = 0; k < seen.n; k++) {
            uint64_t start = range[k].start > whole[i].start ? range[k].start : whole[i].start;
            uint64_t end = range[k].end < whole[i].end ? range[k].end : whole[i].end;
            bytes += start < end ? end - start : 0;
        }
    char part[24], all[24];
    if (ok)
        text_add(t, "%s\n  of %s", size_text(part, bytes),
                 size_text(all, range_total(&usable)));
}

static void besides(struct text *t, const struct view *v)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < v->p->nruns;) {
        struct run w = window_at(v->p, &i);
        bytes += is_window(&w) || w.va == w.pa ? 0 : w.size;
    }
    char size[24];
    if (v->p->mode)
        text_add(t, "%s", bytes ? size_text(size, bytes) : "nothing");
}

static void write_or_run(struct text *t, const struct view *v)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < v->p->nruns; i++)
        if ((v->p->run[i].rights & (RIGHT_W | RIGHT_X)) == (RIGHT_W | RIGHT_X))
            bytes += v->p->run[i].size;
    char size[24];
    if (v->p->mode)
        text_add(t, bytes ? "no:\n  %s RWX" : "yes", size_text(size, bytes));
}

/* The allocator's source, by the debugger's line table. */
static void allocator(struct text *t, const struct view *v)
{
    vaddr_t va;
    char place[256];
    if (!subject_symbol(v->s, "frame_alloc", &va) ||
        !symbol_place(v->s, va, place, sizeof place))
        return;
    const char *slash = strrchr(place, '/'), *file = slash ? slash + 1 : place;
    text_add(t, "%.*s", (int)strcspn(file, ":"), file);
}

/* Asks for `count` frames, notes which come, and stores the first `most` of them in f. How many it
   stored. */
static size_t take_frames(struct view *v, unsigned count, paddr_t *f, size_t most)
{
    enum stop stop;
    size_t n = 0;
    const char *line = machine_ask(v->m, &stop, "alloc %u", count);
    while (line && *line == '0') {
        paddr_t frame = strtoull(line, NULL, 0);
        v->lowest = frame < v->lowest ? frame : v->lowest;
        v->highest = frame > v->highest ? frame : v->highest;
        if (n < most)
            f[n++] = frame;
        line += strcspn(line, "\n") + 1;
    }
    return n;
}

static const char *try_order(struct view *v)
{
    enum stop stop;
    paddr_t f[4], again[3];
    if (take_frames(v, 4, f, 4) < 4)
        return "none to try";
    /* Neither ascending nor descending, so that each order shows. */
    const paddr_t back[] = { f[0], f[3], f[1] };
    for (size_t i = 0; i < 3; i++) {
        const char *answer = machine_ask(v->m, &stop, "free 0x%llx", back[i]);
        if (!answer || strncmp(answer, "ok", 2) != 0)
            return "never";
    }
    size_t n = take_frames(v, 3, again, 3), known = 0;
    for (size_t i = 0; i < n; i++)
        known += again[i] == back[0] || again[i] == back[1] || again[i] == back[2];
    if (known < 3)
        return "not at once";
    if (again[0] == back[2] && again[1] == back[1])
        return "last freed first";
    if (again[0] == back[0] && again[1] == back[1])
        return "first freed first";
    return again[0] < again[1] ? "lowest first" : "highest first";
}

/* The number behind a word of the answer to frames. */
static uint64_t count(struct machine *m, const char *word)
{
    enum stop stop;
    const char *answer = machine_ask(m, &stop, "frames");
    const char *at = answer ? strstr(answer, word) : NULL;
    return at ? strtoull(at + strlen(word), NULL, 10) : 0;
}

static void try_frames(struct view *v)
{
    v->lowest = UINT64_MAX;
    v->free = count(v->m, "free: ");
    v->order = try_order(v);
    take_frames(v, UINT32_MAX, NULL, 0);
    v->held = count(v->m, "held: ");
}

static void frames_free(struct text *t, const struct view *v)
{
    text_add(t, "%llu", (paddr_t)v->free);
}

static void frames_held(struct text *t, const struct view *v)
{
    text_add(t, "%llu", (paddr_t)v->held);
}

static void lowest(struct text *t, const struct view *v)
{
    text_add(t, "0x%llx", v->lowest);
}

static void highest(struct text *t, const struct view *v)
{
    text_add(t, "0x%llx", v->highest);
}

static void order(struct text *t, const struct view *v)
{
    text_add(t, "%s", v->order);
}

static const struct {
    const char *label;
    void (*fill)(struct text *t, const struct view *v);
    bool of_frames;
} row[] = {
    { "boot road", road, false },
    { "loaded at", loaded, false },
    { "linked at", linked, false },
    { "paging", paging, false },
    { "protection", protection, false },
    { "CR3", root, false },
    { "page tables", tables, false },
    { "identity map", identity, false },
    { "code", code, false },
    { "constants", constants, false },
    { "data", data, false },
    { "BSS", bss, false },
    { "windows", windows, false },
    { "self-map", self, false },
    { "RAM reached", reached, false },
    { "also mapped", besides, false },
    { "W^X", write_or_run, false },
    { "allocator", allocator, true },
    { "frames free", frames_free, true },
    { "handed out", frames_held, true },
    { "lowest", lowest, true },
    { "highest", highest, true },
    { "reused", order, true },
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
        if (row[i].of_frames && !s->picture.frames)
            continue;
        if (row[i].of_frames && !v.order)
            try_frames(&v);
        row[i].fill(&t, &v);
        snprintf(s->cell[i], CELL_SIZE, "%s", text_string(&t));
        text_free(&t);
    }
}
