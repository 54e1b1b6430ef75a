/* A guest's death, explained from its serial line, registers and tables.
   SPDX-License-Identifier: MIT */
#include "grading/explain.h"

#include "grading/backend.h"
#include "grading/outside.h"
#include "grading/serial.h"
#include "grading/symbol.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUOTE_MOST = 240, /* bytes of a student's line */
    FAULT_LINES = 10, /* a page fault's report has at most 8, up to the panic */
};

#define CR0_PG   (1ull << 31)
#define CR4_PAE  (1ull << 5)
#define CR4_LA57 (1ull << 12)
#define EFER_LMA (1ull << 10)

/* What a kernel or the boot stages say before they stop on purpose. */
static const char *const last_words[] = {
    "not written yet:", "stage 1: ", "stage 2: ", "bootstrap: ",
    "setup: ",          "refused: ", "panic:",
};

/* Where the kernel says the fault was: "… at rip 0xffffffff80121234". */
static void add_place(struct text *t, const struct subject *s, const char *line, size_t n)
{
    char copy[QUOTE_MOST + 1], place[256];
    snprintf(copy, sizeof copy, "%.*s", (int)n, line);
    const char *at = strstr(copy, "ip 0x");
    if (at && symbol_place(s, strtoull(at + 3, NULL, 16), place, sizeof place))
        text_add(t, " (%s)", place);
}

/* A fault's report: its first line, the walk through the tables, the panic it leads to. */
static bool quote_fault(struct text *t, const struct subject *s, const char *all, size_t size)
{
    size_t n;
    const char *line = serial_line_starting(all, size, "fault:", &n);
    if (!line)
        return false;
    for (unsigned i = 0; i < FAULT_LINES; i++) {
        text_add(t, i ? "  " : "it said: ");
        text_add_untrusted(t, line, n, QUOTE_MOST, 0);
        if (strncmp(line, "fault:", 6) == 0)
            add_place(t, s, line, n);
        text_add(t, "\n");
        const char *next = memchr(line, '\n', (size_t)(all + size - line));
        if (strncmp(line, "panic:", 6) == 0 || !next++ || next == all + size)
            break;
        line = next;
        n = strcspn(line, "\r\n");
    }
    return true;
}

static bool quote_words(struct text *t, const struct subject *s, const char *all, size_t size)
{
    bool found = quote_fault(t, s, all, size);
    for (size_t i = 0; i < ARRAY_SIZE(last_words) && !found; i++) {
        size_t n;
        const char *line = serial_line_with(all, size, last_words[i], &n);
        if (!line || (line != all && line[-1] != '\n'))
            continue;
        text_add(t, "it said: ");
        text_add_untrusted(t, line, n, QUOTE_MOST, 0);
        text_add(t, "\n");
        found = true;
    }
    return found;
}

static void quote_last_line(struct text *t, const char *all, size_t size)
{
    size_t n;
    const char *line = serial_last_line(all, size, &n);
    text_add(t, n ? "last on the serial line: " : "nothing came over the serial line");
    text_add_untrusted(t, line, n, QUOTE_MOST, 0);
    text_add(t, "\n");
}

void explain_address(struct text *t, const struct subject *s, vaddr_t va)
{
    char place[256];
    text_add(t, "0x%0*llx", outside_digits(s->layout->mode), va);
    if (symbol_place(s, va, place, sizeof place))
        text_add(t, " (%s)", place);
}

static const struct page_mode *paging_of(const struct cpu_state *s)
{
    if (!(s->cr0 & CR0_PG))
        return NULL;
    if (s->efer & EFER_LMA)
        return s->cr4 & CR4_LA57 ? &page_mode_5level : &page_mode_4level;
    return s->cr4 & CR4_PAE ? &page_mode_pae : &page_mode_32bit;
}

static paddr_t root_of(const struct page_mode *mode, uint64_t cr3)
{
    return cr3 & (mode == &page_mode_pae ? 0xffffffe0ull : 0x000ffffffffff000ull);
}

/* How the tables answer for an address. */
static void explain_mapping(struct text *t, struct machine *m, const struct cpu_state *s,
                            const char *what, vaddr_t va)
{
    const struct page_mode *mode = paging_of(s);
    struct outside_entry e;
    bool readable = outside_walk(m, mode, root_of(mode, s->cr3), va, &e);
    const char *level = outside_level_name(mode, e.level);
    text_add(t, "%s 0x%0*llx: ", what, outside_digits(mode), va);
    if (!readable)
        text_add(t, "its %s would be at 0x%llx, which is not memory\n", level,
                 e.table[e.level]);
    else if (!e.present)
        text_add(t, "%s[%u] of the table at 0x%llx is not present\n", level, e.index[e.level],
                 e.table[e.level]);
    else
        text_add(t, "mapped to 0x%llx, R%c%c\n", e.pa, e.w ? 'W' : '-', e.x ? 'X' : '-');
}

static void explain_triple_fault(struct text *t, const struct subject *s, struct machine *m)
{
    struct cpu_state cpu;
    text_add(t, "triple fault");
    if (!machine_cpu(m, &cpu)) {
        text_add(t, "\n");
        return;
    }
    text_add(t, " at ");
    explain_address(t, s, cpu.cs_base + cpu.rip);
    text_add(t, "\n");
    if (paging_of(&cpu)) {
        explain_mapping(t, m, &cpu, "the instruction's address", cpu.cs_base + cpu.rip);
        explain_mapping(t, m, &cpu, "CR2, the last page fault's address,", cpu.cr2);
        text_add(t, "CR3 0x%llx\n", (paddr_t)cpu.cr3);
    } else {
        text_add(t, "paging is off; CR0 0x%llx, CS 0x%x\n", (paddr_t)cpu.cr0, cpu.cs);
    }
}

static void explain_timeout(struct text *t, const struct subject *s, struct machine *m)
{
    struct cpu_state cpu;
    size_t n;
    machine_serial(m, &n);
    if (n > SERIAL_MOST)
        text_add(t, "it flooded the serial line with more than %d bytes", SERIAL_MOST);
    else if (machine_asleep(m))
        text_add(t, "halted with interrupts off");
    else
        text_add(t, "still running after %g s", machine_config(m)->seconds);
    if (machine_cpu(m, &cpu)) {
        text_add(t, " at ");
        explain_address(t, s, cpu.cs_base + cpu.rip);
    }
    text_add(t, "\n");
}

void explain_stop(struct text *t, const struct subject *s, struct machine *m, enum stop stop)
{
    size_t size;
    const char *all = machine_serial(m, &size);
    bool quoted = quote_words(t, s, all, size);
    if (stop == STOP_TRIPLE_FAULT)
        explain_triple_fault(t, s, m);
    else if (stop == STOP_TIMEOUT && !(quoted && machine_asleep(m)))
        explain_timeout(t, s, m);
    else if (stop == STOP_POWER_OFF && !quoted)
        text_add(t, "the guest switched itself off\n");
    else if (stop == STOP_BREAKPOINT)
        text_add(t, "the guest stopped at a breakpoint\n");
    else if (stop == STOP_EMULATOR)
        text_add(t, "%s\n", machine_error(m));
    if (!quoted)
        quote_last_line(t, all, size);
}
