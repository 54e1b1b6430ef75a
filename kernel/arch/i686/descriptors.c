/* GDT and IDT for 32 bits: flat segments, 32 exceptions. SPDX-License-Identifier: MIT */
#include "arch/x86.h"
#include "core/trap.h"

/* [intel/vol3] 3.4.5, figure 3-8: base 0, limit 4 GiB. */
/* Accessed already: else the CPU would write it here, into constants. */
static const uint64_t gdt[] = {
    0, 0x00cf9b000000ffff, /* 0x08: code, accessed, present, ring 0, readable */
    0x00cf93000000ffff,    /* 0x10: data, accessed, present, ring 0, writable */
};

enum {
    CODE_SELECTOR = 0x08,
    DATA_SELECTOR = 0x10,
};

struct gate { /* [intel/vol3] 6.11, figure 6-2 */
    uint16_t offset_low, selector;
    uint8_t zero, type;
    uint16_t offset_high;
};

static struct gate idt[32];

struct __attribute__((packed)) table_register {
    uint16_t limit;
    uint32_t base;
};

extern const uintptr_t trap_entries[32];

void traps_init(void)
{
    for (size_t v = 0; v < ARRAY_SIZE(idt); v++) {
        uint32_t entry = trap_entries[v];
        idt[v] = (struct gate){ .offset_low = (uint16_t)entry,
                                .selector = CODE_SELECTOR,
                                .type = 0x8e, /* present, ring 0, 32-bit interrupt gate */
                                .offset_high = (uint16_t)(entry >> 16) };
    }
    struct table_register gdtr = { sizeof gdt - 1, (uintptr_t)gdt };
    struct table_register idtr = { sizeof idt - 1, (uintptr_t)idt };
    __asm__ volatile("lgdt %0\n\t"
                     "mov %2, %%ds\n\tmov %2, %%es\n\tmov %2, %%fs\n\tmov %2, %%gs\n\t"
                     "mov %2, %%ss\n\t"
                     "ljmp %3, $1f\n"
                     "1:\tlidt %1"
                     :
                     : "m"(gdtr), "m"(idtr), "r"(DATA_SELECTOR), "i"(CODE_SELECTOR)
                     : "memory");
}
