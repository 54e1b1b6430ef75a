/* phoenix: the memory mapping of boulangg/phoenix as numbered facts, A1 to A16. The document gives
   sizes in octets: Mo, Go and To are MiB, GiB and TiB. SPDX-License-Identifier: MIT */
#include "grading/facts/facts.h"

static const struct fact fact[] = {
    FACT_OPEN("A1", 0, "0-1 MiB: BIOS area, video memory for the console in it"),
    FACT_OPEN("A2", 0, "1 MiB-: bootstrap, from GRUB's protected mode to long mode"),
    FACT_OPEN("A3", 0, "free from the bootstrap's end to 16 MiB"),
    FACT_OPEN("A4", 0, "16 MiB-: the kernel's code"),
    FACT_OPEN("A5", 0, "then the kernel's data"),
    FACT_OPEN("A6", 1, "then the kernel's page tables: the early ones, reused"),
    FACT_OPEN("A7", 3, "free from there to MAX_MEM"),
    FACT_OPEN("A8", 1, "the kernel proper is executed in 64-bit mode only"),
    FACT_OPEN("A9", 4, "the upper half is the kernel's, the lower one, 128 TiB, the user's"),
    FACT_OPEN("A10", 4, "0x0000800000000000-0xffff7fffffffffff: non-canonical, unavailable"),
    FACT_OPEN("A11", 4, "-128 TiB to -128 TiB + MAX_MEM: full linear mapping"),
    FACT_OPEN("A12", 5, "kernel_heap_start-kernel_heap_end: dynamic allocation area"),
    FACT_OPEN("A13", 6, "kernel_stack_bottom-kernel_stack_top: the main kernel stack"),
    FACT_OPEN("A14", 6, "kernel_ist1_bottom-kernel_ist1_top: the main interrupt stack"),
    FACT_OPEN("A15", 2, "-1 GiB to the top: kernel code and data, mapped and executed there"),
    FACT_OPEN("A16", 4, "linear < heap < stack < IST1 < -1 GiB, nothing mapped between them"),
};

const struct fact_sheet facts_phoenix = {
    .layout = "phoenix",
    .document = "boulangg/phoenix, memory mapping",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
