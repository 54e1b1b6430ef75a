/* From the boot loader into jinue's kernel. SPDX-License-Identifier: MIT */
#include "grading/facts/jinue_way.h"

#include <stdio.h>
#include <string.h>

#include "grading/facts/common.h"

enum {
    SECTOR = 512,
    SETUP_SECTORS = 0x1f1, /* Linux boot protocol, "The Real-Mode Kernel Header" */
    STOPS_MOST = 8,
};

/* The user-space loader: the next ELF file that begins on a page. */
static bool find_loader(struct jinue_image *i)
{
    size_t end = PAGE_SIZE;
    for (size_t k = 0; k < i->kernel.n; k++) {
        const struct elf_part *p = &i->kernel.part[k];
        if (PAGE_SIZE + p->offset + p->file_size > end)
            end = PAGE_SIZE + p->offset + p->file_size;
    }
    for (i->loader = (end + PAGE_SIZE - 1) & -PAGE_SIZE; i->loader + 4 < i->high_size;
         i->loader += PAGE_SIZE)
        if (memcmp(i->high + i->loader, "\177ELF", 4) == 0)
            return true;
    return false;
}

static const char *take_apart(struct jinue_image *i)
{
    static char words[160];
    const char *why;
    if (i->file.size < 2 * SECTOR)
        return "it is too short";
    i->real_size = (size_t)(i->file.byte[SETUP_SECTORS] + 1) * SECTOR;
    if (i->real_size + 2 * PAGE_SIZE > i->file.size)
        return "nothing follows the real-mode part";
    i->high = i->file.byte + i->real_size;
    i->high_size = i->file.size - i->real_size;
    if (!elf_parts(&i->kernel, i->high + PAGE_SIZE, i->high_size - PAGE_SIZE, &why)) {
        snprintf(words, sizeof words, "the kernel, one page after the real-mode part: %s", why);
        return words;
    }
    if (!find_loader(i))
        return "no user-space loader, an ELF file on a page's start, follows the kernel";
    if (!elf_parts(&i->user, i->high + i->loader, i->high_size - i->loader, &why)) {
        snprintf(words, sizeof words, "the user-space loader: %s", why);
        return words;
    }
    for (size_t k = 0; k < i->kernel.n; k++)
        if (i->kernel.part[k].w) {
            if (i->data)
                return "the kernel has two data segments";
            i->data = &i->kernel.part[k];
        }
    return i->data ? NULL : "the kernel has no data segment";
}

bool jinue_image(struct jinue_image *i, struct check_run *c)
{
    *i = (struct jinue_image){ 0 };
    if (!file_take(&i->file, c, "boot.bin"))
        return false;
    const char *why = take_apart(i);
    if (!why)
        return true;
    check_fail(c, "boot.bin: %s", why);
    jinue_image_drop(i);
    return false;
}

void jinue_image_drop(struct jinue_image *i)
{
    file_drop(&i->file);
}

/* GRUB unpacks itself to 1 MiB and runs there for a moment: a stop is ours when the setup lies
   there. */
static bool to_setup(struct linux_way *w)
{
    unsigned char found[PAGE_SIZE];
    struct cpu_state cpu;
    for (unsigned stops = 0; stops < STOPS_MOST; stops++) {
        if (machine_run(w->m, NULL) != STOP_BREAKPOINT)
            break;
        if (!ram(w->c, w->m, JINUE_IMAGE, found, sizeof found) || !machine_cpu(w->m, &cpu))
            return false;
        if (memcmp(found, w->image.high, sizeof found) == 0) {
            w->real = cpu.rsi;
            return machine_unbreak(w->m, JINUE_IMAGE);
        }
    }
    check_fail(w->c, "the 32-bit setup at 0x%llx was never reached", JINUE_IMAGE);
    return false;
}

bool linux_begin(struct linux_way *w, struct check_run *c, const struct machine_config *config)
{
    struct setup s;
    *w = (struct linux_way){ .c = c };
    if (!jinue_image(&w->image, c))
        return false;
    setup_machine(&s, c, config->ram_bytes);
    s.config.map = config->map;
    s.config.nmap = config->nmap;
    s.config.seconds *= 3; /* some ask hundreds of questions */
    if (s.config.medium == MEDIUM_KERNEL)
        s.config.command_line = config->command_line;
    w->m = start(c, &s.config);
    return w->m && machine_break(w->m, JINUE_IMAGE) && to_setup(w);
}

bool linux_to_kernel(struct linux_way *w)
{
    vaddr_t entry = w->image.kernel.entry;
    if (!run_on(w->c, w->m, entry, "the kernel's first instruction", NULL) ||
        !machine_cpu(w->m, &w->cpu))
        return false;
    if (w->cpu.rip != entry) { /* another breakpoint, set by the check */
        check_fail(w->c, "0x%llx was executed on the way to the kernel's first instruction",
                   (vaddr_t)(w->cpu.cs_base + w->cpu.rip));
        return false;
    }
    return machine_unbreak(w->m, entry) &&
           ram(w->c, w->m, w->cpu.rdi, &w->given, sizeof w->given.info + sizeof w->given.own);
}

bool linux_to_monitor(struct linux_way *w)
{
    if (machine_run(w->m, "ready:") == STOP_TEXT && machine_run(w->m, "\n> ") == STOP_TEXT &&
        machine_pause(w->m))
        return true;
    check_fail(w->c, "the kernel did not come to its monitor");
    return false;
}

void linux_end(struct linux_way *w)
{
    machine_end(w->m);
    jinue_image_drop(&w->image);
}

bool linux_at_kernel(struct linux_way *w, struct check_run *c)
{
    static const struct machine_config plain = { .ram_bytes = 64 * MiB };
    return linux_begin(w, c, &plain) && linux_to_kernel(w);
}

bool linux_at_monitor(struct linux_way *w, struct check_run *c)
{
    return linux_at_kernel(w, c) && linux_to_monitor(w);
}

vaddr_t linux_data_va(const struct linux_way *w)
{
    return JINUE_KLIMIT + (w->image.data->pa - JINUE_IMAGE);
}

uint64_t linux_data_size(const struct linux_way *w)
{
    return (w->image.data->memory_size + PAGE_SIZE - 1) & -PAGE_SIZE;
}
