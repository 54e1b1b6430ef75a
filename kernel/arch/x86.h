/* Instructions that C has no words for, the same in 32 and 64 bits. SPDX-License-Identifier: MIT */
#ifndef X86_H
#define X86_H
#include "types.h"

#define CR0_WP (1ul << 16) /* rings 0-2 obey read-only pages too, [intel/vol3] 2.5 */

static inline void port_write8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_write16(uint16_t port, uint16_t value)
{
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_write32(uint16_t port, uint32_t value)
{
    __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint32_t port_read32(uint16_t port)
{
    uint32_t value;
    __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint8_t port_read8(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

#define CPU_READER(name, instruction)                \
    static inline unsigned long name(void)           \
    {                                                \
        unsigned long value;                         \
        __asm__ volatile(instruction : "=r"(value)); \
        return value;                                \
    }
CPU_READER(cpu_cr0, "mov %%cr0, %0")
CPU_READER(cpu_cr2, "mov %%cr2, %0")
CPU_READER(cpu_cr3, "mov %%cr3, %0")
CPU_READER(cpu_cr4, "mov %%cr4, %0")
#undef CPU_READER

static inline void cpu_set_cr0(unsigned long value)
{
    __asm__ volatile("mov %0, %%cr0" : : "r"(value) : "memory");
}

/* Also empties the TLB of all but global pages. [intel/vol3] 4.10.4.1 */
static inline void cpu_set_cr3(unsigned long value)
{
    __asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

/* Forgets what the TLB holds for the page of va. [intel/vol3] 4.10.4.1 */
static inline void cpu_invalidate_page(vaddr_t va)
{
    __asm__ volatile("invlpg (%0)" : : "r"((uintptr_t)va) : "memory");
}

/* 1 GiB pages: CPUID 80000001h, EDX bit 26. [intel/vol2a] CPUID, table 3-8 */
static inline bool cpu_has_1gib_pages(void)
{
    uint32_t a = 0x80000000, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    if (a < 0x80000001)
        return false;
    a = 0x80000001;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return d >> 26 & 1;
}

static inline void cpu_pause(void)
{
    __asm__ volatile("pause");
}

_Noreturn static inline void cpu_halt(void)
{
    for (;;)
        __asm__ volatile("cli; hlt");
}
#endif
