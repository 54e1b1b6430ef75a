/* Bochs: memory and registers as its debugger prints them. SPDX-License-Identifier: MIT */
#include "grading/bochs.h"

#include <stdlib.h>
#include <string.h>

/* No instruction takes that long, not even on a busy host. */
#define STEP_SECONDS 0.2

enum {
    WORDS_AT_ONCE = 8192,
    RFLAGS_IF = 1 << 9,
    HLT = 0xf4,
};

/* Lines of up to four words, each after a tab:
     0x000000000009c000 <bogus+       0>:	0x0009d003	0x00000000 …  */
static bool parse_words(const char *output, uint32_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        output = strchr(output, '\t');
        if (!output)
            return false;
        words[i] = (uint32_t)strtoul(++output, NULL, 16);
    }
    return true;
}

static bool read_words(struct machine *m, paddr_t pa, uint32_t *words, size_t n)
{
    const char *output = bochs_command(m, "xp /%zuwx 0x%llx", n, pa);
    return output && parse_words(output, words, n);
}

bool bochs_read(struct machine *m, paddr_t pa, void *to, size_t n)
{
    static uint32_t words[WORDS_AT_ONCE];
    if (pa > m->config.ram_bytes || n > m->config.ram_bytes - pa)
        return false;
    char *bytes = to;
    while (n > 0) {
        size_t skip = pa % sizeof *words;
        size_t part = sizeof words - skip < n ? sizeof words - skip : n;
        size_t count = (skip + part + sizeof *words - 1) / sizeof *words;
        if (!read_words(m, pa - skip, words, count))
            return false;
        memcpy(bytes, (char *)words + skip, part);
        bytes += part;
        pa += part;
        n -= part;
    }
    return true;
}

/* The number after the name, which starts a line: hex, perhaps halved by a '_'. */
static uint64_t number_after(const char *output, const char *name)
{
    const char *at = output;
    while ((at = strstr(at, name)) && at != output && at[-1] != '\n')
        at++;
    if (!at)
        return 0;
    char *p;
    uint64_t value = strtoull(at + strlen(name), &p, 16);
    return *p == '_' ? value << 32 | strtoull(p + 1, NULL, 16) : value;
}

/* A segment is two lines: "cs:0x0008, …" and "\tCode segment, base=0x…, limit=0x…". */
static uint64_t field_after(const char *output, const char *line, const char *field)
{
    const char *at = strstr(output, line);
    at = at ? strstr(at, field) : NULL;
    return at ? strtoull(at + strlen(field), NULL, 16) : 0;
}

static struct descriptor_table table(const char *output, const char *line)
{
    return (struct descriptor_table){
        .base = field_after(output, line, "base="),
        .limit = (uint32_t)field_after(output, line, "limit="),
    };
}

/* The registers of a triple fault, from the log; it has no GDT, IDT and flags. In 16- and 32-bit
   code the names start with an E. */
static void read_dump(const char *dump, struct cpu_state *s)
{
    bool wide = strstr(dump, "| RIP=") != NULL;
    *s = (struct cpu_state){
        .rip = field_after(dump, wide ? "| RIP=" : "| EIP=", "IP="),
        .rsp = field_after(dump, wide ? "RSP=" : "ESP=", "SP="),
        .rbp = field_after(dump, wide ? "RBP=" : "EBP=", "BP="),
        .cr0 = field_after(dump, "CR0=", "="),
        .cr2 = field_after(dump, "CR2=", "="),
        .cr3 = field_after(dump, "CR3=", "="),
        .cr4 = field_after(dump, "CR4=", "="),
        .efer = field_after(dump, "EFER ", "="),
        .cs = (uint16_t)field_after(dump, " CS:", ":"),
        .ss = (uint16_t)field_after(dump, " SS:", ":"),
        .cs_base = field_after(dump, " CS:", ")"),
    };
}

bool bochs_cpu(struct machine *m, struct cpu_state *s)
{
    if (m->bochs->triple_fault) {
        read_dump(text_string(&m->bochs->dump), s);
        return true;
    }
    const char *r = bochs_command(m, "r");
    if (!r)
        return false;
    *s = (struct cpu_state){
        .rip = number_after(r, "rip: "),
        .rsp = number_after(r, "rsp: "),
        .rbp = number_after(r, "rbp: "),
        .rflags = number_after(r, "eflags "),
        .rax = number_after(r, "rax: "),
        .rbx = number_after(r, "rbx: "),
        .rsi = number_after(r, "rsi: "),
        .rdi = number_after(r, "rdi: "),
    };
    if (!(r = bochs_command(m, "creg")))
        return false;
    s->cr0 = number_after(r, "CR0=");
    s->cr2 = number_after(r, "CR2=page fault laddr=");
    s->cr3 = number_after(r, "CR3=");
    s->cr4 = number_after(r, "CR4=");
    s->efer = number_after(r, "EFER=");
    if (!(r = bochs_command(m, "sreg")))
        return false;
    s->cs = (uint16_t)number_after(r, "cs:");
    s->ss = (uint16_t)number_after(r, "ss:");
    s->cs_base = field_after(r, "\ncs:", "base=");
    s->cs_high = (uint32_t)field_after(r, "\ncs:", "dh=");
    s->gdt = table(r, "gdtr:");
    s->idt = table(r, "idtr:");
    return true;
}

/* Bochs does not tell whether the CPU is halted. It stands right behind the instruction then; a
   step from there does not end until it is interrupted, and leads nowhere. */
bool bochs_asleep(struct machine *m)
{
    struct cpu_state before, after;
    if (!bochs_cpu(m, &before) || (before.rflags & RFLAGS_IF))
        return false;
    vaddr_t behind = before.cs_base + before.rip;
    const char *output = bochs_command(m, "x /1bx 0x%llx", behind - 1);
    output = output ? strchr(output, '\t') : NULL;
    if (!output || strtoul(output, NULL, 16) != HLT || bochs_step(m, STEP_SECONDS))
        return false;
    return !m->over && bochs_cpu(m, &after) && after.rip == before.rip;
}
