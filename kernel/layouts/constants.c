/* Prints a layout's numbers for NASM (%define) or ld (assignments), after checking the table:
   constants nasm|ld LAYOUT. Host tool. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "layouts/layout.h"

static void constant(bool nasm, const char *id, const char *suffix, uint64_t value)
{
    if (nasm)
        printf("%%define %s%s 0x%llx\n", id, suffix, (unsigned long long)value);
    else
        printf("%s%s = 0x%llx;\n", id, suffix, (unsigned long long)value);
}

/* The end of the rows that follow the kernel's without a gap: its BSS, stack, tables. Where modules
   are to lie nothing is kept. */
static paddr_t keep_end(const struct layout *l, const struct phys_region *kernel)
{
    paddr_t end = kernel->start + kernel->size;
    for (const struct phys_region *r = kernel; r < l->phys + l->nphys && r->start <= end; r++)
        if (r->use != USE_MODULES && r->start + r->size > end)
            end = r->start + r->size;
    return end;
}

static void print_phys(bool nasm, const struct layout *l, const struct phys_region *r)
{
    constant(nasm, r->id, "_START", r->start);
    constant(nasm, r->id, "_SIZE", r->size);
    constant(nasm, r->id, "_END", r->start + r->size);
    if (r->use != USE_IMAGE)
        return;
    constant(nasm, r->id, "_KEEP_END", keep_end(l, r));
    /* Where the image is linked once it runs at its high address. */
    for (size_t i = 0; i < l->nvirt; i++)
        if (l->virt[i].backing == BACK_IMAGE)
            constant(nasm, r->id, "_HIGH", l->virt[i].start);
}

int main(int argc, char **argv)
{
    bool nasm = argc == 3 && strcmp(argv[1], "nasm") == 0;
    if (!nasm && !(argc == 3 && strcmp(argv[1], "ld") == 0)) {
        fprintf(stderr, "usage: constants nasm|ld LAYOUT\n");
        return 2;
    }
    const struct layout *l = layout_named(argv[2]);
    if (!l) {
        fprintf(stderr, "constants: no layout is called %s\n", argv[2]);
        return 2;
    }
    const char *id, *error = layout_error(l, &id);
    if (error) {
        fprintf(stderr, "layout %s, row %s: %s\n", l->name, id, error);
        return 1;
    }
    for (size_t i = 0; i < l->nphys; i++)
        print_phys(nasm, l, &l->phys[i]);
    for (size_t i = 0; i < l->nvirt; i++) {
        constant(nasm, l->virt[i].id, "_VA", l->virt[i].start);
        constant(nasm, l->virt[i].id, "_VA_END", l->virt[i].start + l->virt[i].size);
    }
    return 0;
}
