/* Taking a picture of a machine: what the boot code hands over, at the kernel's first instruction;
   registers and page tables, walked from outside, once the kernel waits in its monitor.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagrams/picture.h"
#include "grading/check.h"
#include "grading/clock.h"

/* [intel/vol3] 2.5 and, for EFER, 2.2.1 */
#define CR0_WP   (1ull << 16)
#define CR0_PG   (1ull << 31)
#define CR4_PAE  (1ull << 5)
#define CR4_LA57 (1ull << 12)
#define EFER_LMA (1ull << 10)

/* [intel/vol3] 4.1.1, table 4-1 */
static const struct page_mode *mode_of(const struct cpu_state *cpu)
{
    if (!(cpu->cr0 & CR0_PG))
        return NULL;
    if (!(cpu->cr4 & CR4_PAE))
        return &page_mode_32bit;
    if (!(cpu->efer & EFER_LMA))
        return &page_mode_pae;
    return cpu->cr4 & CR4_LA57 ? &page_mode_5level : &page_mode_4level;
}

/* What the hardware grants the kernel: without CR0.WP it may write everywhere. */
static unsigned rights_of(const struct picture *p, const struct outside_entry *e)
{
    return (e->w || !(p->cpu.cr0 & CR0_WP) ? RIGHT_W : 0u) | (e->x ? RIGHT_X : 0u) |
           (e->u ? RIGHT_U : 0u) | (e->entry & PTE_PCD ? UNCACHED : 0u);
}

static bool add_run(void *self, vaddr_t va, uint64_t size, const struct outside_entry *e)
{
    struct picture *p = self;
    if (p->nruns == ARRAY_SIZE(p->run))
        return false;
    p->run[p->nruns++] = (struct run){ va, size, e->pa, rights_of(p, e) };
    return true;
}

static void add_table(void *self, unsigned level, paddr_t table)
{
    struct picture *p = self;
    paddr_t page = table & -PAGE_SIZE; /* PAE's root is smaller */
    (void)level;
    (void)!range_add(&p->tables, page, page + PAGE_SIZE); /* take() sees that they are full */
}

/* Its address is in EDI or RDI when the kernel starts; the firmware's map is what it points to. */
static const char *take_hand_over(struct picture *p, struct machine *m, const struct subject *s)
{
    vaddr_t start;
    struct cpu_state cpu;
    struct e820_map head;
    if (!subject_symbol(s, "_start", &start))
        return "its kernel.elf has no symbol _start";
    if (!machine_break(m, start) || machine_run(m, NULL) != STOP_BREAKPOINT)
        return "it did not come to its kernel's first instruction";
    if (!machine_cpu(m, &cpu) || !machine_read(m, cpu.rdi, &p->info, sizeof p->info) ||
        p->info.magic != BOOT_INFO_MAGIC)
        return "there is no boot information where EDI says";
    if (!machine_read(m, p->info.memory_map, &head, sizeof head))
        return "there is no memory map where the boot information says";
    p->nmap = head.count < ARRAY_SIZE(p->map) ? (size_t)head.count : ARRAY_SIZE(p->map);
    if (!machine_read(m, p->info.memory_map + sizeof head, p->map,
                      p->nmap * sizeof p->map[0]) ||
        !machine_unbreak(m, start))
        return "its memory map cannot be read";
    return NULL;
}

/* All of them: which these are, only the allocator knows. Most are neighbours: few ranges. */
static const char *take_frames(struct picture *p, struct machine *m)
{
    static const char word[] = "free: ";
    enum stop stop;
    const char *line = machine_ask(m, &stop, "frames");
    if (!line || strncmp(line, word, strlen(word)) != 0)
        return NULL; /* it has none to hand out */
    p->nfree = strtoull(line + strlen(word), NULL, 10);
    p->pool = (struct range_set){ .range = p->frame, .capacity = ARRAY_SIZE(p->frame) };
    line = machine_ask(m, &stop, "alloc %llu", (paddr_t)p->nfree);
    while (line && *line == '0') {
        paddr_t frame = strtoull(line, NULL, 0);
        if (!range_add(&p->pool, frame, frame + PAGE_SIZE))
            return "its frames lie in too many separate pieces";
        line += strcspn(line, "\n") + 1;
    }
    return line ? NULL : "it did not hand out its frames";
}

static const char *take_tables(struct picture *p, struct machine *m)
{
    p->tables = (struct range_set){ .range = p->table, .capacity = ARRAY_SIZE(p->table) };
    p->root = p->cpu.cr3 & p->mode->address_mask;
    if (!outside_runs(m, p->mode, p->root, add_run, p) ||
        !outside_tables(m, p->mode, p->root, add_table, p))
        return "its page tables cannot be read";
    if (p->nruns == ARRAY_SIZE(p->run) || p->tables.n == p->tables.capacity)
        return "its page tables map too many separate pieces";
    return NULL;
}

static const char *take(struct picture *p, struct machine *m, const struct subject *s)
{
    const char *why = take_hand_over(p, m, s);
    if (why)
        return why;
    if (machine_run(m, "\n> ") != STOP_TEXT)
        return "it did not come to its monitor";
    if (!machine_pause(m) || !machine_cpu(m, &p->cpu))
        return "its registers cannot be read";
    p->mode = mode_of(&p->cpu);
    return p->mode ? take_tables(p, m) : NULL;
}

struct machine *picture_take(struct picture *p, const char *directory)
{
    /* By the boot loader that the layout's document names, not by QEMU's -kernel. */
    struct machine_config config = { .emulator = QEMU,
                                     .medium = p->layout->road == ROAD_BIOS ? MEDIUM_FLOPPY
                                                                            : MEDIUM_CDROM,
                                     .ram_bytes = 64 * MiB,
                                     .seconds = clock_scaled(10) };
    const struct subject subject = { .layout = p->layout,
                                     .chapter = p->chapter,
                                     .directory = directory };
    const char *why;
    struct machine *m = subject_start(&subject, &config, &why);
    if (m)
        why = take(p, m, &subject);
    if (!why)
        why = take_frames(p, m);
    if (!why)
        return m;
    fprintf(stderr, "%s, chapter %u: %s\n", p->layout->name, p->chapter, why);
    if (m) {
        size_t n;
        const char *serial = machine_serial(m, &n);
        fwrite(serial, 1, n, stderr);
    }
    machine_end(m);
    return NULL;
}
