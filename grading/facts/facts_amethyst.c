/* amethyst: the memory management of JackScottAU/Amethyst as numbered facts, B1 to B21.
   SPDX-License-Identifier: MIT */
#include "grading/facts/facts_amethyst.h"

#include "grading/facts/facts.h"

#define BOOT   "facts_amethyst_boot.c"
#define TABLES "facts_amethyst_tables.c"
#define FRAMES "facts_amethyst_frames.c"
#define SPACE  "facts_amethyst_space.c"

static const struct fact fact[] = {
    FACT_THROUGH("B1", 2, 4, "the first 4 MiB always mapped into kernel space, one page table",
                 BOOT_OWN, TABLES, amethyst_b1_first_4_mib),
    FACT("B2", 3, "0-0x7ffff: kernel essential structures, 512 KiB", BOOT_OWN, FRAMES,
         amethyst_b2_essential),
    FACT_THROUGH("B3", 0, 3, "0x80000-0xfffff: reserved for hardware, 512 KiB", BOOT_OWN, BOOT,
                 amethyst_b3_hardware),
    FACT("B4", 0, "0x100000-0x3fffff: kernel code and Multiboot modules, 3 MiB", BOOT_OWN, BOOT,
         amethyst_b4_kernel_and_modules),
    FACT("B5", 3, "usable and reserved memory: the boot loader's map, and PCI's", BOOT_OWN,
         FRAMES, amethyst_b5_reserved),
    FACT_OPEN("B6", 6, "0x2000: TSS"),
    FACT("B7", 3, "0x60000-0x7ffff: PMM bitmap, 128 KiB for all 4 GiB", BOOT_OWN, FRAMES,
         amethyst_b7_bitmap),
    FACT_OPEN("B8", 6, "IDT and GDT in the low area, too"),
    FACT("B9", 3, "a 0 bit is an allocated page; all zeroes: all are allocated", BOOT_OWN,
         FRAMES, amethyst_b9_zero_is_allocated),
    FACT("B10", 3, "a 1 bit is a free page; all ones: all are free", BOOT_OWN, FRAMES,
         amethyst_b10_one_is_free),
    FACT_OPEN("B11", 8, "0-3 GiB: user space"),
    FACT("B12", 4, "3-4 GiB: kernel space, the same in every process", BOOT_OWN, SPACE,
         amethyst_b12_kernel_gib),
    FACT("B13", 4, "kernel space from 0xf0000000", BOOT_OWN, SPACE, amethyst_b13_kernel_space),
    FACT("B14", 2, "0xc0000000-: kernel code, modules and heap", BOOT_OWN, TABLES,
         amethyst_b14_kernel_at_3_gib),
    FACT("B15", 4, "0xf0000000-0xf03fffff: kernel code and core data, 4 MiB", BOOT_OWN, SPACE,
         amethyst_b15_core),
    FACT_OPEN("B16", 5, "0xf1000000-0xfeffffff: kernel heap, 224 MiB"),
    FACT_OPEN("B17", 6, "0xff800000-0xffbfffff: kernel stacks, 4 KiB a thread"),
    FACT_OPEN("B18", 6, "the stacks are all of the kernel's directory that changes"),
    FACT("B19", 4, "0xffc00000-0xffffffff: the page directory refers to itself", BOOT_OWN,
         SPACE, amethyst_b19_self_reference),
    FACT("B20", 1, "the boot directory maps 0-4 MiB at 0 and at 3 GiB", BOOT_OWN, TABLES,
         amethyst_b20_boot_directory),
    FACT("B21", 2, "the identity map goes as soon as paging is set up", BOOT_OWN, TABLES,
         amethyst_b21_identity_removed),
};

const struct fact_sheet facts_amethyst = {
    .layout = "amethyst",
    .document = "JackScottAU/Amethyst, memory management",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
