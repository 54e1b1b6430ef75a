/* jinue's facts about what its 32-bit setup hands over. SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_jinue.h"
#include "grading/facts/jinue_way.h"
#include "grading/labs/firmware.h"
#include "grading/labs/memory_model.h"

enum {
    CR0_PG = 31,
    CR4_PAE = 1 << 5,
    COMMAND_LINE = 2048, /* more is never given */
};

/* The boot stack lies between the heap and the data segment, and the stack pointer in it. */
static bool stack_allocated(struct linux_way *w)
{
    const struct jinue_boot_info *b = &w->given.own;
    if (w->cpu.rsp > b->boot_heap && w->cpu.rsp <= b->data_physaddr)
        return true;
    check_fail(w->c, "ESP as the kernel begins: expected in 0x%x-0x%x, found 0x%llx",
               b->boot_heap, b->data_physaddr, (vaddr_t)w->cpu.rsp);
    return false;
}

/* The firmware's map, as a witness saw it, entry by entry: 24 bytes each after a count. */
static bool map_copied(struct linux_way *w, const struct firmware_map *map)
{
    struct {
        uint64_t count;
        struct e820_entry entry[FIRMWARE_ENTRIES];
    } found;
    if (!ram(w->c, w->m, w->given.own.addr_map, &found, sizeof found))
        return false;
    if (found.count != map->n) {
        check_fail(w->c, "address map at 0x%x: expected %zu entries, found %llu",
                   w->given.own.addr_map, map->n, (vaddr_t)found.count);
        return false;
    }
    for (size_t i = 0; i < map->n; i++) {
        const struct e820_entry *e = &map->entry[i], *f = &found.entry[i];
        if (f->base == e->base && f->length == e->length && f->type == e->type)
            continue;
        check_fail(w->c,
                   "address map at 0x%x, entry %zu: expected base 0x%llx length 0x%llx type %u,"
                   " found base 0x%llx length 0x%llx type %u",
                   w->given.own.addr_map, i, (vaddr_t)e->base, (vaddr_t)e->length, e->type,
                   (vaddr_t)f->base, (vaddr_t)f->length, f->type);
        return false;
    }
    return true;
}

/* What the boot loader passed, read before the setup ran; "" where it passed none. */
static bool read_command_line(struct linux_way *w, char *line)
{
    uint32_t at;
    memset(line, 0, COMMAND_LINE);
    return ram(w->c, w->m, w->real + 0x228, &at, sizeof at) &&
           (at == 0 || ram(w->c, w->m, at, line, COMMAND_LINE - 1));
}

static bool command_line_copied(struct linux_way *w, const char *line)
{
    char found[COMMAND_LINE] = "";
    if (!ram(w->c, w->m, w->given.own.cmdline, found, sizeof found))
        return false;
    if (strncmp(line, found, sizeof found) == 0)
        return true;
    check_fail(w->c, "command line at 0x%x: expected \"%.80s\", found \"%.80s\"",
               w->given.own.cmdline, line, found);
    return false;
}

/* The file's bytes, then zeros: the .bss section. */
static bool data_loaded(struct linux_way *w)
{
    static unsigned char expected[256 * KiB];
    const struct elf_part *d = w->image.data;
    if (d->memory_size > sizeof expected || d->file_size > d->memory_size) {
        check_fail(w->c, "the kernel's data segment has 0x%llx bytes", (vaddr_t)d->memory_size);
        return false;
    }
    memset(expected, 0, sizeof expected);
    memcpy(expected, w->image.high + PAGE_SIZE + d->offset, d->file_size);
    return fact_same_bytes(w->c, w->m, "data segment", w->given.own.data_physaddr, expected,
                           d->memory_size);
}

/* From chapter 1 on the setup ends with its page tables in force. */
static bool paging_as_due(struct linux_way *w)
{
    bool due = w->c->subject->chapter > 0, on = w->cpu.cr0 >> CR0_PG & 1;
    if (on != due)
        check_fail(w->c, "CR0.PG as the kernel begins: expected %d, found %d", due, on);
    else if (due && w->cpu.cr3 != w->given.own.page_directory)
        check_fail(w->c, "CR3 as the kernel begins: expected 0x%x, found 0x%llx",
                   w->given.own.page_directory, (vaddr_t)w->cpu.cr3);
    else
        return true;
    return false;
}

/* A command line of the seed's, where the emulator can pass one. */
static void draw_command_line(struct check_run *c, char *line, size_t size)
{
    size_t n = 8 + (size_t)random_below(c->random, size - 9);
    for (size_t i = 0; i < n; i++)
        line[i] = (char)('a' + random_below(c->random, 26));
    line[n] = '\0';
}

void jinue_e5_setup(struct check_run *c)
{
    static struct firmware_map map;
    char line[COMMAND_LINE], words[120];
    struct linux_way w = { 0 };
    struct setup s;
    struct machine_config config = { .ram_bytes = (32 + random_below(c->random, 64)) * MiB,
                                     .command_line = words };
    draw_command_line(c, words, sizeof words);
    setup_machine(&s, c, config.ram_bytes);
    if (!firmware_map(c, &s.config, &map))
        return;
    if (linux_begin(&w, c, &config) && read_command_line(&w, line) && linux_to_kernel(&w) &&
        stack_allocated(&w) && map_copied(&w, &map) && command_line_copied(&w, line) &&
        data_loaded(&w))
        (void)!paging_as_due(&w);
    linux_end(&w);
}

/* The document's drawing, bottom to top. */
void jinue_e6_order(struct check_run *c)
{
    struct linux_way w;
    if (linux_at_kernel(&w, c)) {
        const struct jinue_boot_info *b = &w.given.own;
        const struct place {
            const char *name;
            paddr_t at;
            bool is_page;
        } place[] = {
            { "image_start", b->image_start, true },
            { "kernel_start", b->kernel_start, true },
            { "proc_start", b->proc_start, true },
            { "image_top", b->image_top, true },
            { "boot_heap, its free part", b->boot_heap, false },
            { "the boot stack's pointer", w.cpu.rsp, false },
            { "data_physaddr", b->data_physaddr, true },
            { "addr_map", b->addr_map, true },
            { "cmdline", b->cmdline, false },
            { "page_table_1mb", b->page_table_1mb, true },
            { "page_table_16mb", b->page_table_16mb, true },
            { "page_table_klimit", b->page_table_klimit, true },
            { "page_directory", b->page_directory, true },
            { "boot_end", b->boot_end, true },
            { "2 MiB", JINUE_MAP1_END, true },
        };
        paddr_t image_top = JINUE_IMAGE + w.image.high_size;
        if (b->image_start != JINUE_IMAGE || b->image_top != image_top)
            check_fail(c, "image_start, image_top: expected 0x%llx, 0x%llx, found 0x%x, 0x%x",
                       JINUE_IMAGE, image_top, b->image_start, b->image_top);
        for (size_t i = 0; i + 1 < ARRAY_SIZE(place); i++) {
            const struct place *p = &place[i], *next = p + 1;
            bool same_is_good = next->at == JINUE_MAP1_END || !p->is_page; /* a full stack */
            if (p->at < next->at || (same_is_good && p->at == next->at))
                continue;
            check_fail(c, "%s is 0x%llx and %s 0x%llx: expected ascending", p->name, p->at,
                       next->name, next->at);
        }
        for (size_t i = 0; i < ARRAY_SIZE(place); i++)
            if (place[i].is_page && place[i].at % PAGE_SIZE)
                check_fail(c, "%s is 0x%llx: expected a page's start", place[i].name,
                           place[i].at);
    }
    linux_end(&w);
}

/* A planted map of the seed's: what the kernel knows of it came with bootinfo. */
void jinue_e7_bootinfo(struct check_run *c)
{
    static struct e820_entry entry[] = {
        { 0, 0x9f000, E820_USABLE, E820_ENABLED },
        { MiB, 47 * MiB, E820_USABLE, E820_ENABLED },
        { 0, 0, E820_RESERVED, E820_ENABLED },
        { 0, 0, E820_ACPI_TABLES, E820_ENABLED },
    };
    struct machine_config config = { .ram_bytes = 64 * MiB,
                                     .map = entry,
                                     .nmap = ARRAY_SIZE(entry) };
    struct linux_way w = { 0 };
    for (size_t i = 2; i < ARRAY_SIZE(entry); i++) {
        entry[i].base = 48 * MiB + random_below(c->random, 4 * GiB);
        entry[i].length = 1 + random_below(c->random, MiB);
    }
    if (linux_begin(&w, c, &config) && linux_to_kernel(&w)) {
        const struct jinue_boot_info *b = &w.given.own;
        const struct boot_info *i = &w.given.info;
        if (w.cpu.rdi < b->image_top || w.cpu.rdi + sizeof *i + sizeof *b > b->boot_heap ||
            b->boot_heap > w.cpu.rsp)
            check_fail(
                c,
                "bootinfo lies at 0x%llx, expected on the boot heap, 0x%x-0x%x, below the boot"
                " stack",
                (vaddr_t)w.cpu.rdi, b->image_top, b->boot_heap - 1);
        else if (i->magic != BOOT_INFO_MAGIC || i->memory_map != b->addr_map ||
                 i->command_line != b->cmdline)
            check_fail(c,
                       "bootinfo: expected magic 0x%x, map at 0x%x, command line at 0x%x, found"
                       " 0x%x, 0x%llx, 0x%llx",
                       BOOT_INFO_MAGIC, b->addr_map, b->cmdline, i->magic,
                       (vaddr_t)i->memory_map, (vaddr_t)i->command_line);
        else if (linux_to_monitor(&w) && machine_resume(w.m))
            fact_knows_map(c, w.m, entry, ARRAY_SIZE(entry));
    }
    linux_end(&w);
}

/* When the setup hands over, and, until chapter 9, for good. */
void jinue_e8_no_pae(struct check_run *c)
{
    struct linux_way w;
    struct cpu_state cpu;
    if (linux_at_kernel(&w, c)) {
        if (w.cpu.cr4 & CR4_PAE)
            check_fail(c, "CR4.PAE is set as the kernel begins: CR4 = 0x%llx",
                       (vaddr_t)w.cpu.cr4);
        else if (!(w.cpu.cr0 >> CR0_PG & 1))
            check_fail(c, "CR0.PG is clear as the kernel begins");
        else if (linux_to_monitor(&w) && machine_cpu(w.m, &cpu) && cpu.cr4 & CR4_PAE)
            check_fail(c, "CR4.PAE is set in the monitor: CR4 = 0x%llx", (vaddr_t)cpu.cr4);
    }
    linux_end(&w);
}
