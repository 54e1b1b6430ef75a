/* QEMU: memory from the RAM file, registers and ports from its monitor.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/qemu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    RFLAGS_IF = 1 << 9,
};

const char *qemu_monitor(struct machine *m, const char *line)
{
    return json_string_value(qemu_command(m, "human-monitor-command", line));
}

/* A line of `info mtree -f`, say
     0000000100000000-000000013fffffff (prio 0, ram): ram @00000000c0000000
   Only pieces of our backend count; the part after @ is left out where it is 0. */
static bool parse_ram(const char *line, struct qemu_ram *ram)
{
    unsigned long long first, last, offset = 0;
    char kind[8], name[8];
    int n = sscanf(line, " %llx-%llx (prio %*d, %7[a-z]): %7s @%llx", &first, &last, kind, name,
                   &offset);
    if (n < 4 || strcmp(name, "ram") != 0)
        return false;
    *ram = (struct qemu_ram){ .start = first, .end = last + 1, .offset = offset };
    return true;
}

/* Where RAM lies depends on chipset, size and options: QEMU itself says. The view named "memory"
   is what the CPU sees; another view starts after an empty line. */
static bool learn_ram(struct machine *m)
{
    const char *tree = qemu_monitor(m, "info mtree -f");
    const char *line = tree ? strstr(tree, " AS \"memory\"") : NULL;
    m->qemu->nmap = 0;
    for (; line && *line != '\r' && *line != '\n'; line++) {
        if (m->qemu->nmap < ARRAY_SIZE(m->qemu->map) &&
            parse_ram(line, &m->qemu->map[m->qemu->nmap]))
            m->qemu->nmap++;
        line = strchr(line, '\n');
        if (!line)
            break;
    }
    return m->qemu->nmap > 0;
}

static const struct qemu_ram *ram_at(const struct qemu *q, paddr_t pa)
{
    for (size_t i = 0; i < q->nmap; i++)
        if (pa >= q->map[i].start && pa < q->map[i].end)
            return &q->map[i];
    return NULL;
}

/* pread() of a hole gives zeroes without backing it, which a mapping of the file would. */
bool qemu_read(struct machine *m, paddr_t pa, void *to, size_t n)
{
    struct qemu *q = m->qemu;
    if (q->nmap == 0 && !learn_ram(m))
        return false;
    char *bytes = to;
    while (n > 0) {
        const struct qemu_ram *ram = ram_at(q, pa);
        if (!ram)
            return false;
        size_t part = ram->end - pa < n ? (size_t)(ram->end - pa) : n;
        ssize_t got = pread(q->ram, bytes, part, (off_t)(ram->offset + (pa - ram->start)));
        if (got <= 0)
            return false;
        bytes += got;
        pa += (size_t)got;
        n -= (size_t)got;
    }
    return true;
}

/* The number after the name, the n-th of those that follow it. Names are told from longer ones
   (CR2 from DR2, IDT from GDT) by what stands before them. */
static uint64_t number_after(const char *registers, const char *name, unsigned nth)
{
    const char *at = registers;
    while ((at = strstr(at, name)) && at != registers && at[-1] != ' ' && at[-1] != '\n')
        at++;
    if (!at)
        return 0;
    char *p = (char *)at + strlen(name);
    uint64_t value = strtoull(p, &p, 16);
    while (nth-- > 0)
        value = strtoull(p, &p, 16);
    return value;
}

bool qemu_cpu(struct machine *m, struct cpu_state *s)
{
    const char *r = qemu_monitor(m, "info registers");
    if (!r)
        return false;
    bool wide = strstr(r, "RIP=") != NULL;
    *s = (struct cpu_state){
        .rip = number_after(r, wide ? "RIP=" : "EIP=", 0),
        .rsp = number_after(r, wide ? "RSP=" : "ESP=", 0),
        .rbp = number_after(r, wide ? "RBP=" : "EBP=", 0),
        .rflags = number_after(r, wide ? "RFL=" : "EFL=", 0),
        .rax = number_after(r, wide ? "RAX=" : "EAX=", 0),
        .rbx = number_after(r, wide ? "RBX=" : "EBX=", 0),
        .rsi = number_after(r, wide ? "RSI=" : "ESI=", 0),
        .rdi = number_after(r, wide ? "RDI=" : "EDI=", 0),
        .cr0 = number_after(r, "CR0=", 0),
        .cr2 = number_after(r, "CR2=", 0),
        .cr3 = number_after(r, "CR3=", 0),
        .cr4 = number_after(r, "CR4=", 0),
        .efer = number_after(r, "EFER=", 0),
        .cs = (uint16_t)number_after(r, "CS =", 0),
        .ss = (uint16_t)number_after(r, "SS =", 0),
        .cs_base = number_after(r, "CS =", 1),
        .cs_high = (uint32_t)number_after(r, "CS =", 3),
        .gdt = { number_after(r, "GDT=", 0), (uint32_t)number_after(r, "GDT=", 1) },
        .idt = { number_after(r, "IDT=", 0), (uint32_t)number_after(r, "IDT=", 1) },
    };
    return true;
}

bool qemu_asleep(struct machine *m)
{
    struct cpu_state s;
    if (!qemu_cpu(m, &s) || s.rflags & RFLAGS_IF)
        return false;
    const char *r = qemu_monitor(m, "info registers"); /* it may have died meanwhile */
    return r && strstr(r, "HLT=1") != NULL;
}

bool qemu_port(struct machine *m, uint16_t port, uint8_t *value)
{
    char line[32];
    snprintf(line, sizeof line, "i /b %#x", port);
    const char *answer = qemu_monitor(m, line); /* portb[0x03fb] = 0x03 */
    const char *equals = answer ? strchr(answer, '=') : NULL;
    if (!equals)
        return false;
    *value = (uint8_t)strtoul(equals + 1, NULL, 16);
    return true;
}

bool qemu_port_write(struct machine *m, uint16_t port, uint8_t value)
{
    char line[32];
    snprintf(line, sizeof line, "o /b %#x %#x", port, value);
    return qemu_monitor(m, line) != NULL;
}
