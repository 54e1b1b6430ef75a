/* amethyst: the memory management of JackScottAU/Amethyst as numbered facts, B1 to B21.
   SPDX-License-Identifier: MIT */
#include "grading/facts/facts.h"

static const struct fact fact[] = {
    FACT_OPEN("B1", 2, "the first 4 MiB always mapped into kernel space, one page table"),
    FACT_OPEN("B2", 3, "0-0x7ffff: kernel essential structures, 512 KiB"),
    FACT_OPEN("B3", 0, "0x80000-0xfffff: reserved for hardware, 512 KiB"),
    FACT_OPEN("B4", 0, "0x100000-0x3fffff: kernel code and Multiboot modules, 3 MiB"),
    FACT_OPEN("B5", 3, "usable and reserved memory: the boot loader's map, and PCI's"),
    FACT_OPEN("B6", 6, "0x2000: TSS"),
    FACT_OPEN("B7", 3, "0x60000-0x7ffff: PMM bitmap, 128 KiB for all 4 GiB"),
    FACT_OPEN("B8", 6, "IDT and GDT in the low area, too"),
    FACT_OPEN("B9", 3, "a 0 bit is an allocated page; all zeroes: all are allocated"),
    FACT_OPEN("B10", 3, "a 1 bit is a free page; all ones: all are free"),
    FACT_OPEN("B11", 8, "0-3 GiB: user space"),
    FACT_OPEN("B12", 4, "3-4 GiB: kernel space, the same in every process"),
    FACT_OPEN("B13", 4, "kernel space from 0xf0000000"),
    FACT_OPEN("B14", 2, "0xc0000000-: kernel code, modules and heap"),
    FACT_OPEN("B15", 4, "0xf0000000-0xf03fffff: kernel code and core data, 4 MiB"),
    FACT_OPEN("B16", 5, "0xf1000000-0xfeffffff: kernel heap, 224 MiB"),
    FACT_OPEN("B17", 6, "0xff800000-0xffbfffff: kernel stacks, 4 KiB a thread"),
    FACT_OPEN("B18", 6, "the stacks are all of the kernel's directory that changes"),
    FACT_OPEN("B19", 4, "0xffc00000-0xffffffff: the page directory refers to itself"),
    FACT_OPEN("B20", 1, "the boot directory maps 0-4 MiB at 0 and at 3 GiB"),
    FACT_OPEN("B21", 2, "the identity map goes as soon as paging is set up"),
};

const struct fact_sheet facts_amethyst = {
    .layout = "amethyst",
    .document = "JackScottAU/Amethyst, memory management",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
