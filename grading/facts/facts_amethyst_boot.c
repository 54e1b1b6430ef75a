/* amethyst's facts about physical memory below 4 MiB: what boot loader and kernel put where.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/elf.h"
#include "grading/facts/common.h"
#include "grading/facts/elf_parts.h"
#include "grading/facts/facts_amethyst.h"

enum {
    HARDWARE = 0x80000, /* B3 */
    LOADED = 0x100000,  /* B4 */
    LOADED_END = 0x400000,
    VIDEO = 0xa0000, /* from here to 1 MiB there is no RAM */
};

/* All that boot.elf has the boot loader put into memory lies where B4 says. */
static bool segments_in_place(struct check_run *c, const struct elf_parts *e)
{
    for (size_t i = 0; i < e->n; i++) {
        const struct elf_part *p = &e->part[i];
        if (p->pa >= LOADED && p->pa + p->memory_size <= LOADED_END)
            continue;
        check_fail(c, "boot.elf: a segment goes to 0x%llx-0x%llx, expected in 0x%x-0x%x", p->pa,
                   p->pa + p->memory_size - 1, LOADED, LOADED_END - 1);
        return false;
    }
    return true;
}

static bool take_boot_elf(struct check_run *c, struct file *f, struct elf_parts *e)
{
    const char *why;
    if (!file_take(f, c, "boot.elf"))
        return false;
    if (elf_parts(e, f->byte, f->size, &why))
        return true;
    check_fail(c, "boot.elf: %s", why);
    file_drop(f);
    return false;
}

/* From a breakpoint on to the monitor. */
static bool go_on(struct check_run *c, struct machine *m)
{
    if (machine_run(m, "ready:") == STOP_TEXT && machine_run(m, "\n> ") == STOP_TEXT &&
        machine_pause(m))
        return true;
    check_fail(c, "the kernel did not come to its monitor");
    return false;
}

bool amethyst_leaves_alone(struct check_run *c, const struct span *area, const struct span *but)
{
    static unsigned char before[VIDEO], after[VIDEO];
    size_t n = (size_t)(area->end - area->start);
    struct file f;
    struct elf_parts e;
    if (!take_boot_elf(c, &f, &e))
        return false;
    file_drop(&f);
    struct machine *m = fact_stop_at(c, e.entry, "the bootstrap");
    bool good = m && ram(c, m, area->start, before, n) && machine_unbreak(m, e.entry) &&
                go_on(c, m) && ram(c, m, area->start, after, n);
    for (size_t i = 0; i < n && good; i++) {
        paddr_t pa = area->start + i;
        if (before[i] == after[i] || (pa >= but->start && pa < but->end))
            continue;
        check_fail(c,
                   "0x%llx is not the kernel's: 0x%02x before the bootstrap ran, 0x%02x after",
                   pa, before[i], after[i]);
        good = false;
    }
    machine_end(m);
    return good;
}

void amethyst_b3_hardware(struct check_run *c)
{
    static const struct span ram_there = { HARDWARE, VIDEO }, nothing = { 0, 0 };
    const struct layout *l = c->subject->layout;
    for (size_t i = 0; i < l->nphys; i++)
        if (l->phys[i].start < LOADED && l->phys[i].start + l->phys[i].size > HARDWARE) {
            check_fail(c, "layout table: the %s lies in 0x%x-0x%x, the hardware's",
                       l->phys[i].name, HARDWARE, LOADED - 1);
            return;
        }
    if (amethyst_leaves_alone(c, &ram_there, &nothing) && c->subject->chapter >= 3)
        amethyst_never_given(c, HARDWARE, LOADED);
}

static int is_file(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* [start, end) holds one of the files that the CD has for modules; its number, or -1. */
static int module_file(struct check_run *c, struct machine *m, paddr_t start, paddr_t end,
                       struct dirent **list, int n)
{
    unsigned char *found = malloc(end - start + 1);
    int which = -1;
    if (found && ram(c, m, start, found, end - start))
        for (int i = 0; i < n && which < 0; i++) {
            char name[300];
            struct file f;
            snprintf(name, sizeof name, "modules/%s", list[i]->d_name);
            if (!file_take(&f, c, name))
                break;
            if (f.size == end - start && memcmp(f.byte, found, f.size) == 0)
                which = i;
            file_drop(&f);
        }
    free(found);
    return which;
}

/* What the boot loader says of its modules, in loader_main(magic, information). False: the check
   has failed. */
static bool loader_modules(struct check_run *c, struct machine *m,
                           struct amethyst_module *module, uint32_t *n)
{
    struct cpu_state cpu;
    uint32_t argument[2], flags, list[2];
    if (!machine_cpu(m, &cpu) || !ram(c, m, cpu.rsp + 4, argument, sizeof argument))
        return false;
    if (argument[0] != 0x2badb002) {
        check_fail(
            c, "EAX as the bootstrap found it: expected 0x2badb002 (Multiboot 1), found 0x%x",
            argument[0]);
        return false;
    }
    if (!ram(c, m, argument[1], &flags, sizeof flags) ||
        !ram(c, m, argument[1] + 20, list, sizeof list))
        return false;
    *n = flags & 1 << 3 ? list[0] : 0;
    if (*n > AMETHYST_MODULES) {
        check_fail(c, "the boot loader has %u modules", *n);
        return false;
    }
    return ram(c, m, list[1], module, *n * sizeof *module);
}

/* As many modules as files, each the bytes of one of them, between 1 and 4 MiB. */
static bool modules_in_place(struct check_run *c, struct machine *m,
                             const struct amethyst_module *module, uint32_t n, const char *when)
{
    char directory[4352];
    struct dirent **list = NULL;
    snprintf(directory, sizeof directory, "%s/modules", c->subject->directory);
    int nfiles = scandir(directory, &list, is_file, alphasort);
    bool good = nfiles > 0 && n == (uint32_t)nfiles;
    if (!good)
        check_fail(c, "modules: expected %d, found %u", nfiles < 0 ? 0 : nfiles, n);
    for (uint32_t i = 0; i < n && good; i++) {
        paddr_t start = module[i].start, end = module[i].end;
        good = false;
        if (start < LOADED || end > LOADED_END || start >= end)
            check_fail(c, "module %u: expected in 0x%x-0x%x, found at 0x%llx-0x%llx", i, LOADED,
                       LOADED_END - 1, start, end - 1);
        else if (module_file(c, m, start, end, list, nfiles) < 0)
            check_fail(c, "module %u: 0x%llx-0x%llx holds no module's bytes %s", i, start,
                       end - 1, when);
        else
            good = true;
    }
    for (int i = 0; i < nfiles; i++)
        free(list[i]);
    free(list);
    return good;
}

/* In RAM, the segment that the kernel runs from is the file's. */
static bool kernel_in_place(struct check_run *c, struct machine *m, const struct file *f,
                            const struct elf_parts *e)
{
    vaddr_t start, end;
    if (!symbol(c, "text_start", &start) || !symbol(c, "bss_end", &end))
        return false;
    if (start < LOADED || end > LOADED_END) {
        check_fail(c, "kernel.elf: expected in 0x%x-0x%x, found in 0x%llx-0x%llx", LOADED,
                   LOADED_END - 1, start, end - 1);
        return false;
    }
    for (size_t i = 0; i < e->n; i++)
        if (e->part[i].pa == start)
            return fact_same_bytes(c, m, "kernel as loaded", start, f->byte + e->part[i].offset,
                                   e->part[i].file_size);
    check_fail(c, "boot.elf has no segment for the kernel, at 0x%llx", start);
    return false;
}

/* A machine with this medium, stopped where the bootstrap looks at what its loader left. */
static struct machine *stop_in_bootstrap(struct check_run *c, enum medium medium,
                                         vaddr_t loader_main)
{
    struct setup s;
    setup_machine(&s, c, 64 * MiB);
    s.config.medium = medium;
    s.config.image = s.config.initrd = NULL; /* what another medium needs */
    subject_medium(c->subject, &s.config, s.image, s.modules);
    return run_to(c, &s.config, loader_main, "the bootstrap's loader_main", NULL);
}

static bool find_loader_main(struct check_run *c, vaddr_t *va)
{
    char path[4352];
    snprintf(path, sizeof path, "%s/boot.elf", c->subject->directory);
    if (elf_symbol(path, "loader_main", va))
        return true;
    check_fail(c, "boot.elf has no symbol loader_main");
    return false;
}

struct machine *amethyst_boot_modules(struct check_run *c, enum medium medium,
                                      struct amethyst_module *module, uint32_t *n)
{
    vaddr_t loader_main;
    struct machine *m =
        find_loader_main(c, &loader_main) ? stop_in_bootstrap(c, medium, loader_main) : NULL;
    if (m && loader_modules(c, m, module, n) && machine_unbreak(m, loader_main) &&
        go_on(c, m) && machine_resume(m))
        return m;
    machine_end(m);
    return NULL;
}

static void loaded_by(struct check_run *c, enum medium medium, const struct file *f,
                      const struct elf_parts *e)
{
    struct amethyst_module module[AMETHYST_MODULES];
    vaddr_t loader_main;
    uint32_t n;
    struct machine *m =
        find_loader_main(c, &loader_main) ? stop_in_bootstrap(c, medium, loader_main) : NULL;
    if (m && kernel_in_place(c, m, f, e) && loader_modules(c, m, module, &n) &&
        modules_in_place(c, m, module, n, "when the bootstrap runs") &&
        machine_unbreak(m, loader_main) && go_on(c, m))
        (void)!modules_in_place(c, m, module, n, "in the monitor");
    machine_end(m);
}

/* GRUB and, in QEMU, its -kernel as well: the modules are theirs to place. */
void amethyst_b4_kernel_and_modules(struct check_run *c)
{
    struct file f;
    struct elf_parts e;
    if (!take_boot_elf(c, &f, &e))
        return;
    if (segments_in_place(c, &e)) {
        loaded_by(c, MEDIUM_CDROM, &f, &e);
        if (c->emulator == QEMU)
            loaded_by(c, MEDIUM_KERNEL, &f, &e);
    }
    file_drop(&f);
}
