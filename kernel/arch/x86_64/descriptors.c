/* GDT and IDT for 64 bits: flat segments, 32 exceptions. SPDX-License-Identifier: MIT */
#include "arch/x86.h"
#include "core/trap.h"

/* [intel/vol3] 3.4.5: in long mode base and limit are ignored; L (bit 53) makes code 64-bit. */
/* Accessed already: else the CPU would write it here, into constants. */
static const uint64_t gdt[] = {
    0, 0x00af9b000000ffff, /* 0x08: code, accessed, present, ring 0, L */
    0x00cf93000000ffff,    /* 0x10: data, accessed, present, ring 0, writable */
};

enum {
    CODE_SELECTOR = 0x08,
    DATA_SELECTOR = 0x10,
};

struct gate { /* [intel/vol3] 6.14.1, figure 6-8 */
    uint16_t offset_low, selector;
    uint8_t ist, type;
    uint16_t offset_middle;
    uint32_t offset_high, reserved;
};

static struct gate idt[32];

struct __attribute__((packed)) table_register {
    uint16_t limit;
    uint64_t base;
};

extern const uintptr_t trap_entries[32];

void traps_init(void)
{
    for (size_t v = 0; v < ARRAY_SIZE(idt); v++) {
        uint64_t entry = trap_entries[v];
        idt[v] = (struct gate){ .offset_low = (uint16_t)entry,
                                .selector = CODE_SELECTOR,
                                .type = 0x8e, /* present, ring 0, interrupt gate */
                                .offset_middle = (uint16_t)(entry >> 16),
                                .offset_high = (uint32_t)(entry >> 32) };
    }
    struct table_register gdtr = { sizeof gdt - 1, (uintptr_t)gdt };
    struct table_register idtr = { sizeof idt - 1, (uintptr_t)idt };
    __asm__ volatile("lgdt %0\n\t"
                     "mov %2, %%ds\n\tmov %2, %%es\n\tmov %2, %%fs\n\tmov %2, %%gs\n\t"
                     "mov %2, %%ss\n\t"
                     "pushq %3\n\t" /* a far return is the only way to load CS here */
                     "leaq 1f(%%rip), %%rax\n\tpushq %%rax\n\tlretq\n"
                     "1:\tlidt %1"
                     :
                     : "m"(gdtr), "m"(idtr), "r"(DATA_SELECTOR), "i"(CODE_SELECTOR)
                     : "rax", "memory");
}
