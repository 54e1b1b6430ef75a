/* anos: docs/MemoryMap.md of roscopeco/anos as numbered facts, C1 to C31. Ranges are quoted as the
   document has them, both ends included. SPDX-License-Identifier: MIT */
#include "grading/facts/facts_anos.h"

#include "grading/facts/facts.h"

#define BOOT(number, chapter, statement, function) \
    FACT(number, chapter, statement, BOOT_OWN, "facts_anos_boot.c", function)
#define TABLES(number, chapter, statement, boot, function) \
    FACT(number, chapter, statement, boot, "facts_anos_tables.c", function)
#define SPACE(number, chapter, statement, function) \
    FACT(number, chapter, statement, BOOT_READY, "facts_anos_space.c", function)

static const struct fact fact[] = {
    BOOT("C1", 0, "-0x7bff: real-mode stack of stages 1 and 2", anos_c1_real_mode_stack),
    BOOT("C2", 0, "0x7c00-0x7dff: boot sector, stage 1", anos_c2_boot_sector),
    BOOT("C3", 0, "0x7e00-0xa200: FAT buffer, only while stage 1 searches", anos_c3_fat_buffer),
    BOOT("C4", 0, "0x8400-0x9bff: E820 map, passed to the kernel", anos_c4_memory_map),
    BOOT("C5", 0, "0xa400-0xffff: stage 2, at most 23 KiB", anos_c5_stage2),
    BOOT("C6", 1, "-0x9bfff: stage 2's protected-mode stack", anos_c6_protected_stack),
    TABLES("C7", 1, "0x9c000-0x9cfff: initial PML4", BOOT_READY, anos_c7_pml4),
    TABLES("C8", 1, "0x9d000-0x9dfff: initial PDPT", BOOT_READY, anos_c8_pdpt),
    TABLES("C9", 1, "0x9e000-0x9efff: initial PD", BOOT_READY, anos_c9_pd),
    TABLES("C10", 1, "0x9f000-0x9ffff: initial PT", BOOT_READY, anos_c10_pt),
    TABLES("C11", 3, "0x99000-0x99fff: PMM bootstrap page", BOOT_READY, anos_c11_pmm_page),
    TABLES("C12", 3, "0x9a000-0x9afff: PMM area's page directory", BOOT_READY, anos_c12_pmm_pd),
    TABLES("C13", 3, "0x9b000-0x9bfff: PMM area's page table", BOOT_READY, anos_c13_pmm_pt),
    BOOT("C14", 2, "0x100000-0x10ffff: the kernel's stack, 64 KiB", anos_c14_kernel_stack),
    BOOT("C15", 2, "0x110000-0x11ffff: the kernel's BSS, 64 KiB", anos_c15_kernel_bss),
    BOOT("C16", 2, "0x120000-0x1fffff: kernel load area, 896 KiB", anos_c16_load_area),
    TABLES("C17", 3, "C4 and C7-C16 are reserved, the first 2 MiB never the pool's", BOOT_OWN,
           anos_c17_reserved),
    TABLES("C18", 1, "on entering long mode: 0-2 MiB identity, and at 0xffffffff80000000",
           BOOT_OWN, anos_c18_first_tables),
    BOOT("C19", 2, "the kernel is entered by a direct jump to its high address",
         anos_c19_direct_jump),
    TABLES("C20", 3, "the second 2 MiB is within the kernel's reach too", BOOT_READY,
           anos_c20_second_reachable),
    TABLES("C21", 2, "in the kernel the identity map is gone, the high 2 MiB kept", BOOT_READY,
           anos_c21_identity_dropped),
    TABLES("C22", 3,
           "0xffffff8000000000-0xffffff9fffffefff: PMM structures, first page present",
           BOOT_READY, anos_c22_pmm_area),
    TABLES("C23", 3, "0xffffff9ffffff000-0xffffff9fffffffff: PMM guard page, never mapped",
           BOOT_READY, anos_c23_guard),
    TABLES("C24", 2, "0xffffffff80000000-0xffffffff801fffff: physical 0-2 MiB", BOOT_READY,
           anos_c24_first_window),
    TABLES("C25", 3, "0xffffffff80200000-0xffffffff803fffff: physical 2-4 MiB", BOOT_READY,
           anos_c25_second_window),
    SPACE("C26", 4, "0xffffffff81000000-0xffffffff81007fff: ACPI tables, mapped where they lie",
          anos_c26_acpi),
    FACT_OPEN("C27", 6,
              "0xffffffff80400000-0xffffffff80ffffff: automap space, a fault maps a page"),
    SPACE("C28", 4, "0xffff800000000000: local APIC, one uncached page for all CPUs",
          anos_c28_local_apic),
    BOOT("C29", 2, "a kernel under 1 MiB near 1 MiB; loading it above 16 MiB is a plan",
         anos_c29_small_kernel),
    FACT_OPEN("C30", 5, "0xffffffff90000000-0xffffffffcfffffff: fixed-block space, 1 GiB"),
    FACT_OPEN("C31", 5, "262144 blocks of 4 KiB, the first 8 a bitmap, always mapped"),
};

const struct fact_sheet facts_anos = {
    .layout = "anos",
    .document = "roscopeco/anos, docs/MemoryMap.md",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
