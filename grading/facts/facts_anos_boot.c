/* anos' facts about the boot and the kernel's place: stops at the addresses of the document, and
   what RAM holds there. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/facts/common.h"
#include "grading/facts/facts_anos.h"
#include "grading/facts/floppy.h"
#include "grading/labs/firmware.h"

#define HIGH 0xffffffff80000000ull

enum {
    STAGE1 = 0x7c00, /* C2 */
    FAT = 0x7e00,    /* C3 */
    FAT_END = 0xa200,
    MAP = 0x8400, /* C4 */
    MAP_END = 0x9c00,
    STAGE2 = 0xa400, /* C5 */
    STAGE2_SIZE = 23 * 1024,
    LOAD = 0x120000, /* C16 */
};

static bool open_image(struct check_run *c, struct floppy *f)
{
    struct setup s;
    setup_machine(&s, c, 64 * MiB);
    if (floppy_open(f, s.image))
        return true;
    check_fail(c, "%s is not a floppy image", s.image);
    return false;
}

void anos_c1_real_mode_stack(struct check_run *c)
{
    struct machine *m = fact_stop_at(c, STAGE2, "stage 2 (C5)");
    struct cpu_state cpu;
    if (m && machine_cpu(m, &cpu)) {
        vaddr_t top = cpu.ss * 16u + (cpu.rsp & 0xffff);
        if (top > STAGE1 || top < STAGE1 - 0x100)
            check_fail(c, "SS:SP as stage 2 begins: expected right below 0x7c00, found 0x%llx",
                       top);
        if (cpu.cr0 & 1)
            check_fail(c, "CR0.PE is set: stage 2 must begin in real mode");
    }
    machine_end(m);
}

void anos_c2_boot_sector(struct check_run *c)
{
    struct floppy f;
    if (!fact_phys_row(c, "C2", STAGE1, 512) || !open_image(c, &f))
        return;
    struct machine *m = fact_stop_at(c, STAGE1, "the boot sector (C2)");
    if (m && fact_same_bytes(c, m, "boot sector as the BIOS loaded it", STAGE1, f.byte, 512) &&
        machine_unbreak(m, STAGE1) && machine_break(m, STAGE2)) {
        if (machine_run(m, NULL) != STOP_BREAKPOINT)
            check_fail(c, "stage 1 never came to stage 2 at 0xa400");
        else /* but for its last variable byte it is as it was */
            fact_same_bytes(c, m, "boot sector as it jumps to stage 2", STAGE1, f.byte, 509);
    }
    machine_end(m);
    floppy_close(&f);
}

void anos_c3_fat_buffer(struct check_run *c)
{
    struct floppy f;
    if (!fact_phys_row(c, "C3", FAT, FAT_END - FAT) || !open_image(c, &f))
        return;
    struct machine *m = fact_stop_at(c, STAGE2, "stage 2 (C5)");
    if (m)
        fact_same_bytes(c, m, "FAT and root directory", FAT, f.byte + 512, FAT_END - FAT);
    machine_end(m);
    floppy_close(&f);
}

void anos_c4_memory_map(struct check_run *c)
{
    struct setup s;
    struct firmware_map map;
    setup_machine(&s, c, (32 + random_below(c->random, 64)) * MiB);
    if (!fact_phys_row(c, "C4", MAP, MAP_END - MAP) || !firmware_map(c, &s.config, &map))
        return;
    struct machine *m = check_boot(c, &s.config);
    if (!m)
        return;
    if (machine_pause(m) && expect_map(c, m, &map, true) && machine_resume(m))
        fact_knows_map(c, m, map.entry, map.n);
    check_done(c, m);
}

void anos_c5_stage2(struct check_run *c)
{
    struct floppy f;
    size_t size;
    if (!fact_phys_row(c, "C5", STAGE2, STAGE2_SIZE) || !open_image(c, &f))
        return;
    const unsigned char *byte = floppy_file(&f, "STAGE2  BIN", &size);
    struct machine *m = byte ? fact_stop_at(c, STAGE2, "stage 2 (C5)") : NULL;
    if (!byte)
        check_fail(c, "the floppy has no STAGE2.BIN");
    else if (size > STAGE2_SIZE)
        check_fail(c, "STAGE2.BIN has %zu bytes, 23 KiB is the limit", size);
    else if (m)
        fact_same_bytes(c, m, "stage 2 as loaded", STAGE2, byte, size);
    machine_end(m);
    floppy_close(&f);
}

/* The stack is long unused once a kernel runs, but what was pushed there remains: return addresses
   into stage 2, right below 0x9c000. */
void anos_c6_protected_stack(struct check_run *c)
{
    enum { TOP = 0x9c000, DEPTH = 0x100 };
    struct machine *m = fact_stop_at_symbol(c, "kmain");
    uint32_t word[DEPTH / 4];
    if (m && ram(c, m, TOP - DEPTH, word, sizeof word)) {
        size_t pushed = 0;
        for (size_t i = 0; i < ARRAY_SIZE(word); i++)
            pushed += word[i] >= STAGE2 && word[i] < STAGE2 + STAGE2_SIZE;
        if (pushed == 0)
            check_fail(
                c,
                "0x%x-0x%x: expected return addresses of stage 2's (0xa400-0xffff), found"
                " none",
                TOP - DEPTH, TOP - 1);
    }
    machine_end(m);
}

void anos_c14_kernel_stack(struct check_run *c)
{
    static const struct window stack = {
        "kernel stack (C14)", HIGH + 0x100000, 64 * KiB, 0x100000, true, false
    };
    if (!fact_phys_row(c, "C14", stack.pa, stack.size))
        return;
    struct machine *m = fact_stop_at_symbol(c, "kmain");
    struct cpu_state cpu;
    if (m && machine_cpu(m, &cpu)) {
        vaddr_t top = stack.va + stack.size;
        if (cpu.rsp > top || cpu.rsp < top - 0x100)
            check_fail(c, "RSP at kmain: expected right below 0x%llx, found 0x%llx", top,
                       (vaddr_t)cpu.rsp);
    }
    machine_end(m);
    struct setup s;
    struct view v;
    setup_machine(&s, c, 64 * MiB);
    m = m ? check_boot(c, &s.config) : NULL;
    if (m && view_take(&v, c, m)) {
        expect_window(&v, &stack);
        view_drop(&v);
    }
    if (m)
        check_done(c, m);
}

void anos_c15_kernel_bss(struct check_run *c)
{
    static const struct window bss = {
        "kernel BSS (C15)", HIGH + 0x110000, 64 * KiB, 0x110000, true, false
    };
    vaddr_t start, end;
    if (!fact_phys_row(c, "C15", bss.pa, bss.size) || !symbol(c, "bss_start", &start) ||
        !symbol(c, "bss_end", &end))
        return;
    if (start != bss.va || end > bss.va + bss.size || end == start) {
        check_fail(c, "BSS of kernel.elf: expected in 0x%llx-0x%llx, found 0x%llx-0x%llx",
                   bss.va, bss.va + bss.size, start, end);
        return;
    }
    struct setup s;
    struct view v;
    setup_machine(&s, c, 64 * MiB);
    struct machine *m = check_boot(c, &s.config);
    if (m && view_take(&v, c, m)) {
        expect_window(&v, &bss);
        view_drop(&v);
    }
    if (m)
        check_done(c, m);
}

void anos_c16_load_area(struct check_run *c)
{
    struct floppy f;
    vaddr_t start, constant_end, end;
    size_t size;
    if (!fact_phys_row(c, "C16", LOAD, 896 * KiB) || !symbol(c, "text_start", &start) ||
        !symbol(c, "rodata_end", &constant_end) || !symbol(c, "data_end", &end) ||
        !open_image(c, &f))
        return;
    const unsigned char *byte = floppy_file(&f, "KERNEL  BIN", &size);
    if (start != HIGH + LOAD || end > HIGH + 2 * MiB)
        check_fail(c, "kernel.elf: expected in 0x%llx-0x%llx, found 0x%llx-0x%llx", HIGH + LOAD,
                   HIGH + 2 * MiB, start, end);
    else if (!byte || size == 0)
        check_fail(c, "the floppy's KERNEL.BIN is not this kernel");
    else {
        struct machine *m = fact_stop_at_symbol(c, "kmain");
        if (m)
            fact_same_bytes(c, m, "kernel as loaded", LOAD, byte,
                            size < constant_end - start ? size : constant_end - start);
        machine_end(m);
    }
    floppy_close(&f);
}

/* The limit that follows from one page table for code and data near 1 MiB. */
void anos_c29_small_kernel(struct check_run *c)
{
    vaddr_t start, end;
    if (!symbol(c, "text_start", &start) || !symbol(c, "data_end", &end))
        return;
    if (start - HIGH < MiB || start - HIGH >= 2 * MiB || end - start >= MiB)
        check_fail(c,
                   "kernel: expected less than 1 MiB between 1 and 2 MiB, found 0x%llx-0x%llx",
                   start - HIGH, end - HIGH);
    struct machine *m = fact_stop_at_symbol(c, "kmain");
    struct cpu_state cpu;
    if (m && (!machine_cpu(m, &cpu) || cpu.rip < start || cpu.rip >= end))
        check_fail(c, "kmain runs outside the kernel's image");
    machine_end(m);
}

/* Breakpoints on the kernel's first instruction at both its addresses: the one hit first tells how
   it was entered. */
void anos_c19_direct_jump(struct check_run *c)
{
    struct setup s;
    const char *why;
    struct cpu_state cpu;
    setup_machine(&s, c, 64 * MiB);
    struct machine *m = machine_start(&s.config, &why);
    if (!m)
        check_fail(c, "%s could not be started: %s", emulator_name(c->emulator), why);
    else if (!machine_break(m, HIGH + LOAD) || !machine_break(m, LOAD) ||
             machine_run(m, NULL) != STOP_BREAKPOINT || !machine_cpu(m, &cpu))
        check_fail(c, "the kernel's first instruction, 0x%llx, was never reached", HIGH + LOAD);
    else if (cpu.rip != HIGH + LOAD)
        check_fail(c, "the kernel was entered at 0x%llx, expected 0x%llx", (vaddr_t)cpu.rip,
                   HIGH + LOAD);
    machine_end(m);
}
