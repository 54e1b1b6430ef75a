/* jinue's facts about its image: the file's parts, and where a boot loader puts them.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "grading/elf.h"
#include "grading/facts/common.h"
#include "grading/facts/facts_jinue.h"
#include "grading/facts/jinue_way.h"

enum {
    SECTOR = 512,
    SETUP_CODE = 0x1000, /* before it lies what becomes the zero page, which is data */
};

/* The header's fields that the document's protocol version fixes. Linux boot protocol, "The
   Real-Mode Kernel Header". */
static const struct field {
    const char *name;
    unsigned offset, bytes;
    uint32_t mask, value;
} header[] = {
    { "boot_flag", 0x1fe, 2, 0xffff, 0xaa55 },
    { "jump", 0x200, 1, 0xff, 0xeb },
    { "header", 0x202, 4, 0xffffffff, 0x53726448 }, /* "HdrS" */
    { "version", 0x206, 2, 0xffff, 0x0204 },
    { "loadflags, LOADED_HIGH", 0x211, 1, 1, 1 },
    { "code32_start", 0x214, 4, 0xffffffff, 0x100000 },
};

static uint32_t number(const unsigned char *at, unsigned bytes)
{
    uint32_t n = 0;
    while (bytes-- > 0)
        n = n << 8 | at[bytes];
    return n;
}

void jinue_e1_image(struct check_run *c)
{
    struct jinue_image i;
    if (!jinue_image(&i, c))
        return;
    for (const struct field *f = header; f < header + ARRAY_SIZE(header); f++) {
        uint32_t found = number(i.file.byte + f->offset, f->bytes) & f->mask;
        if (found != f->value) {
            check_fail(c, "boot.bin, 0x%x (%s): expected 0x%x, found 0x%x", f->offset, f->name,
                       f->value, found);
            break;
        }
    }
    /* syssize: of what belongs at 1 MiB, in 16 bytes */
    uint64_t paragraphs = number(i.file.byte + 0x1f4, 4), expected = (i.high_size + 15) / 16;
    if (paragraphs != expected)
        check_fail(c, "boot.bin, 0x1f4 (syssize): expected 0x%llx, found 0x%llx",
                   (vaddr_t)expected, (vaddr_t)paragraphs);
    if (i.real_size <= SECTOR || number(i.file.byte + SECTOR, 4) == 0)
        check_fail(c, "boot.bin: no 16-bit setup follows the boot sector");
    jinue_image_drop(&i);
}

/* How many bytes of the 16-bit setup are other ones in RAM: its variables. */
static size_t differences(struct linux_way *w)
{
    static unsigned char found[64 * KiB];
    size_t n = w->image.real_size, different = 0;
    if (n > sizeof found || n <= SETUP_CODE || !ram(w->c, w->m, w->real, found, n))
        return n;
    for (size_t i = SETUP_CODE; i < n; i++)
        different += found[i] != w->image.file.byte[i];
    return different;
}

void jinue_e2_loaded(struct check_run *c)
{
    enum { VARIABLES = 64 };
    static const struct machine_config plain = { .ram_bytes = 64 * MiB };
    struct linux_way w;
    uint32_t magic = 0;
    if (linux_begin(&w, c, &plain) && ram(c, w.m, w.real + 0x202, &magic, sizeof magic)) {
        if (w.real + w.image.real_size > JINUE_IMAGE)
            check_fail(c,
                       "the real-mode part was loaded to 0x%llx-0x%llx, expected below 1 MiB",
                       w.real, w.real + w.image.real_size - 1);
        else if (magic != SETUP_MAGIC)
            check_fail(c, "ESI is 0x%llx, but no real-mode header is there", w.real);
        else if (differences(&w) > VARIABLES)
            check_fail(c, "0x%llx-0x%llx does not hold the 16-bit setup", w.real + SETUP_CODE,
                       w.real + w.image.real_size - 1);
        else
            fact_same_bytes(c, w.m, "the rest of boot.bin", JINUE_IMAGE, w.image.high,
                            w.image.high_size);
    }
    linux_end(&w);
}

/* Places in the 16-bit setup at which anybody who used it would begin. */
static const char *const routine[] = { "setup",  "e820_collect", "a20_open", "a20_test",
                                       "linear", "enter32",      "say16",    "screen_print",
                                       "stop16", "halt16" };

static bool watch(struct linux_way *w)
{
    char path[4352];
    snprintf(path, sizeof path, "%s/setup.elf", w->c->subject->directory);
    for (size_t i = 0; i < ARRAY_SIZE(routine); i++) {
        vaddr_t offset;
        if (!elf_symbol(path, routine[i], &offset) || offset >= w->image.real_size) {
            check_fail(w->c, "setup.elf has no symbol %s in the real-mode part", routine[i]);
            return false;
        }
        if (!machine_break(w->m, w->real + offset))
            return false;
    }
    return true;
}

static bool to_monitor_unused(struct linux_way *w)
{
    enum stop stop = machine_run(w->m, "ready:");
    if (stop == STOP_TEXT)
        stop = machine_run(w->m, "\n> ");
    struct cpu_state cpu = { 0 };
    if (stop == STOP_TEXT)
        return machine_pause(w->m);
    if (stop == STOP_BREAKPOINT && machine_cpu(w->m, &cpu))
        check_fail(w->c, "0x%llx, in the real-mode part, is executed after it has handed over",
                   (vaddr_t)(cpu.cs_base + cpu.rip));
    else
        check_fail(w->c, "the kernel did not come to its monitor");
    return false;
}

static bool outside(struct linux_way *w, const char *what, uint64_t base, const char *when)
{
    if (base < w->real || base >= w->real + w->image.real_size)
        return true;
    check_fail(w->c, "%s lies at 0x%llx, in the real-mode part, %s", what, (vaddr_t)base, when);
    return false;
}

/* Where there is paging, no page of it was touched since that was turned on. */
static bool untouched(struct linux_way *w)
{
    const struct page_mode *mode = w->c->subject->layout->mode;
    struct cpu_state cpu;
    if (!machine_cpu(w->m, &cpu))
        return false;
    paddr_t start = (w->real + SETUP_CODE) & -PAGE_SIZE;
    for (paddr_t pa = start; cpu.cr0 >> 31 & 1 && pa < w->real + w->image.real_size;
         pa += PAGE_SIZE) {
        struct outside_entry e;
        if (!outside_walk(w->m, mode, cpu.cr3 & mode->address_mask, pa, &e))
            return false;
        if (e.present && e.entry & PTE_A) {
            check_fail(w->c,
                       "page 0x%llx, of the 16-bit setup, was accessed (A) after it had"
                       " handed over",
                       pa);
            return false;
        }
    }
    return true;
}

/* Overwritten at places of the seed's choice, it is missed by nobody. */
static bool poisoned(struct linux_way *w)
{
    enum { PLACES = 48 };
    for (unsigned i = 0; i < PLACES; i++) {
        paddr_t pa =
            w->real + SETUP_CODE + random_below(w->c->random, w->image.real_size - SETUP_CODE);
        const char *answer = check_ask(w->c, w->m, "poke 0x%llx 0xcc", pa);
        if (!answer || strstr(answer, ": ok") == NULL) {
            if (answer)
                check_fail(w->c, "poke 0x%llx: found %.*s", pa, (int)strcspn(answer, "\r\n"),
                           answer);
            return false;
        }
    }
    return check_ask(w->c, w->m, "mem") && check_ask(w->c, w->m, "regs");
}

void jinue_e3_real_mode_done(struct check_run *c)
{
    static const struct machine_config plain = { .ram_bytes = 64 * MiB };
    struct linux_way w;
    struct cpu_state cpu;
    if (linux_begin(&w, c, &plain) && watch(&w) && linux_to_kernel(&w) &&
        outside(&w, "the GDT", w.cpu.gdt.base, "when the kernel begins") &&
        to_monitor_unused(&w) && machine_cpu(w.m, &cpu) &&
        outside(&w, "the GDT", cpu.gdt.base, "in the monitor") &&
        outside(&w, "the IDT", cpu.idt.base, "in the monitor") && untouched(&w))
        (void)!poisoned(&w);
    linux_end(&w);
}

/* In memory, when the setup begins: its one page, the kernel's file, the loader's. */
void jinue_e4_setup_and_elfs(struct check_run *c)
{
    struct linux_way w;
    struct elf_parts found;
    static unsigned char byte[512 * KiB];
    const char *why;
    if (linux_at_kernel(&w, c)) {
        const struct jinue_boot_info *b = &w.given.own;
        size_t n = w.image.high_size - PAGE_SIZE;
        if (n > sizeof byte)
            check_fail(c, "the image is larger than %zu bytes", sizeof byte);
        else if (b->kernel_start != JINUE_KERNEL)
            check_fail(c, "kernel_start: expected 0x%llx, found 0x%x", JINUE_KERNEL,
                       b->kernel_start);
        else if (b->proc_start != JINUE_IMAGE + w.image.loader)
            check_fail(c, "proc_start: expected 0x%llx, found 0x%x",
                       JINUE_IMAGE + w.image.loader, b->proc_start);
        else if (ram(c, w.m, JINUE_KERNEL, byte, n)) {
            if (!elf_parts(&found, byte, n, &why))
                check_fail(c, "0x%llx, the kernel's ELF file: %s", JINUE_KERNEL, why);
            size_t at = b->proc_start - JINUE_KERNEL;
            if (!elf_parts(&found, byte + at, n - at, &why))
                check_fail(c, "0x%x, the user-space loader's ELF file: %s", b->proc_start, why);
            fact_same_bytes(c, w.m, "both ELF files", JINUE_KERNEL, w.image.high + PAGE_SIZE,
                            n);
        }
    }
    linux_end(&w);
}
