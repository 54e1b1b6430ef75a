/* A picture as text, low addresses first: in 100 columns, in colour only where that helps.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "diagrams/picture.h"
#include "mm/memmap.h"

static const char *paint(bool colour, const char *code)
{
    return colour ? code : "";
}

#define PLAIN "\033[0m"
#define DIM   "\033[2m"
#define BOLD  "\033[1m"

static const char *rights_colour(const struct piece *p)
{
    static const char *const by_rights[] = { "\033[32m", "\033[33m", "\033[36m", "\033[31m" };
    return p->kind != PIECE_MAPPED ? "" : by_rights[p->rights & (RIGHT_W | RIGHT_X)];
}

static void print_heading(const char *text, bool colour)
{
    printf("\n%s%s%s\n", paint(colour, BOLD), text, paint(colour, PLAIN));
}

static void print_map(const struct picture *p, bool colour)
{
    print_heading("The firmware's memory map", colour);
    for (size_t i = 0; i < p->nmap; i++) {
        const struct e820_entry *e = &p->map[i];
        char size[24];
        printf("  0x%016llx-0x%016llx  %10s  %s%s\n", (unsigned long long)e->base,
               (unsigned long long)(e->base + e->length),
               e->length ? size_text(size, e->length) : "nothing", memmap_type_name(e->type),
               e->attributes & E820_ENABLED ? "" : " (disabled)");
    }
}

/* Torn, as in the figure: whatever its size, a gap is one line. */
static void print_gap(const struct piece *p, int digits, bool colour)
{
    char size[24];
    printf("  0x%0*llx  %s%10s  ~ ~ ~  %s%s\n", digits, (unsigned long long)p->start,
           paint(colour, DIM), size_text(size, p->last - p->start + 1),
           *p->name ? p->name : "nothing", paint(colour, PLAIN));
}

static const char *remark(const struct piece *p)
{
    switch (p->kind) {
    case PIECE_WAITING:
        return "no page yet";
    case PIECE_GUARD:
        return "never mapped";
    default:
        return "";
    }
}

/* Facts stand in a column of their own. */
static int name_width(const struct strip *s)
{
    size_t width = 0;
    for (size_t i = 0; i < s->n; i++)
        if (*s->piece[i].facts && strlen(s->piece[i].name) > width)
            width = strlen(s->piece[i].name);
    return (int)width + 1;
}

static void print_virtual(const struct picture *p, bool colour)
{
    int digits = p->mode->va_bits > 32 ? 16 : 8;
    print_heading("Virtual memory", colour);
    for (size_t i = 0; i < p->virt.n; i++) {
        const struct piece *v = &p->virt.piece[i];
        char size[24], rights[8], pa[24];
        if (v->kind == PIECE_GAP || v->kind == PIECE_NOT_CANONICAL) {
            print_gap(v, digits, colour);
            continue;
        }
        snprintf(pa, sizeof pa, v->has_pa ? "0x%08llx" : "%.0llu", v->has_pa ? v->pa : 0ull);
        printf("  0x%0*llx  %10s  %s%-4s%s %s %-12s  %-*s%s\n", digits,
               (unsigned long long)v->start, size_text(size, v->last - v->start + 1),
               paint(colour, rights_colour(v)), rights_text(rights, v), paint(colour, PLAIN),
               v->has_pa ? "->" : "  ", v->has_pa ? pa : remark(v),
               *v->facts ? name_width(&p->virt) : 0, v->name, v->facts);
    }
}

static void print_paging(const struct picture *p)
{
    if (!p->mode) {
        printf("\nPaging is off: every address is a physical one.\n");
        return;
    }
    printf("\n%s paging, CR3 0x%llx; page tables:", p->mode->name, (paddr_t)p->cpu.cr3);
    for (size_t i = 0; i < p->tables.n; i++)
        printf("%s 0x%llx-0x%llx", i ? "," : "", (paddr_t)p->table[i].start,
               (paddr_t)p->table[i].end);
    printf("\n");
}

static void print_physical(const struct picture *p, bool colour)
{
    print_heading("Physical memory", colour);
    for (size_t i = 0; i < p->phys.n; i++) {
        const struct piece *r = &p->phys.piece[i];
        char size[24];
        if (r->kind == PIECE_GAP)
            print_gap(r, 8, colour);
        else
            printf("  0x%08llx  %10s  %s%-*s%s%s\n", (unsigned long long)r->start,
                   size_text(size, r->last - r->start + 1),
                   paint(colour && r->kind >= PIECE_MEMORY, DIM),
                   *r->facts ? name_width(&p->phys) : 0, r->name, paint(colour, PLAIN),
                   r->facts);
    }
}

void picture_print(const struct picture *p, bool colour)
{
    printf("%s%s, chapter %u%s: as the running kernel has it\n", paint(colour, BOLD),
           p->layout->name, p->chapter, paint(colour, PLAIN));
    if (p->nmap)
        print_map(p, colour);
    print_physical(p, colour);
    print_paging(p);
    if (p->mode)
        print_virtual(p, colour);
}
