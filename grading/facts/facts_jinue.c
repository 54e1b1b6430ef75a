/* jinue: the boot process and address space of phaubertin/jinue as numbered facts, E1 to E25.
   SPDX-License-Identifier: MIT */
#include "grading/facts/facts.h"

static const struct fact fact[] = {
    FACT_OPEN("E1", 0, "image: boot sector, 16-bit and 32-bit setup, kernel ELF, loader ELF"),
    FACT_OPEN("E2", 0, "the real-mode part under 1 MiB, the rest at 0x100000"),
    FACT_OPEN("E3", 0, "the 16-bit code is not used after it hands over"),
    FACT_OPEN("E4", 0, "0x100000 one page of 32-bit setup, 0x101000 kernel ELF, loader ELF"),
    FACT_OPEN("E5", 0, "32-bit setup: stack, heap, copies, data segment, tables, paging"),
    FACT_OPEN("E6", 0, "allocations in sequence after the image, in the document's order"),
    FACT_OPEN("E7", 0, "bootinfo on the boot heap carries the boot's data to the kernel"),
    FACT_OPEN("E8", 1, "32-bit setup does not enable PAE"),
    FACT_OPEN("E9", 1, "0-2 MiB: identity; image read-only, the rest read/write"),
    FACT_OPEN("E10", 1, "0x1000000-0x1bfffff: identity, read/write"),
    FACT_OPEN("E11", 1, "0xc0000000-: image and allocations; the data segment a copy"),
    FACT_OPEN("E12", 1, "all else unmapped"),
    FACT_OPEN("E13", 2, "the kernel copies [1 MiB, page_table_1mb) to 16 MiB"),
    FACT_OPEN("E14", 2, "KLIMIT is mapped to the copy"),
    FACT_OPEN("E15", 2, "so that memory under the ISA DMA limit is free"),
    FACT_OPEN("E16", 3, "allocatable: boot_end-2 MiB, the copy's end-0x1c00000"),
    FACT_OPEN("E17", 2, "the initial tables are not moved: temporary"),
    FACT_OPEN("E18", 9, "then PAE, if the CPU has it and the command line allows it"),
    FACT_OPEN("E19", 9, "the new tables map the same in the other format"),
    FACT_OPEN("E20", 9, "they lie right after boot_end: tables, then directories"),
    FACT_OPEN("E21", 8, "a process: everything under KLIMIT is user space"),
    FACT_OPEN("E22", 4, "video memory is mapped into the kernel's region"),
    FACT_OPEN("E23", 4, "KLIMIT-: image, VGA text buffer, run-time pages, frames given back"),
    FACT_OPEN("E24", 8, "user: stack and arguments right below KLIMIT, loader further down"),
    FACT_OPEN("E25", 8, "control passes last to the user-space loader"),
};

const struct fact_sheet facts_jinue = {
    .layout = "jinue",
    .document = "phaubertin/jinue, memory layout",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
