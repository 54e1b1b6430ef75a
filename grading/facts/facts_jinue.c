/* jinue: the boot process and address space of phaubertin/jinue as numbered facts, E1 to E25.
   SPDX-License-Identifier: MIT */
#include "grading/facts/facts_jinue.h"

#include "grading/facts/facts.h"

#define IMAGE "facts_jinue_image.c"
#define SETUP "facts_jinue_setup.c"
#define MAPS  "facts_jinue_maps.c"
#define MOVED "facts_jinue_moved.c"
#define SPACE "facts_jinue_space.c"

static const struct fact fact[] = {
    FACT_THROUGH("E1", 0, 3,
                 "image: boot sector, 16-bit and 32-bit setup, kernel ELF, loader ELF",
                 BOOT_OWN, IMAGE, jinue_e1_image),
    FACT("E2", 0, "the real-mode part under 1 MiB, the rest at 0x100000", BOOT_OWN, IMAGE,
         jinue_e2_loaded),
    FACT_THROUGH("E3", 0, 1, "the 16-bit code is not used after it hands over", BOOT_OWN, IMAGE,
                 jinue_e3_real_mode_done),
    FACT("E4", 0, "0x100000 one page of 32-bit setup, 0x101000 kernel ELF, loader ELF",
         BOOT_OWN, IMAGE, jinue_e4_setup_and_elfs),
    FACT_THROUGH("E5", 0, 3, "32-bit setup: stack, heap, copies, data segment, tables, paging",
                 BOOT_OWN, SETUP, jinue_e5_setup),
    FACT_THROUGH("E6", 0, 1, "allocations in sequence after the image, in the document's order",
                 BOOT_OWN, SETUP, jinue_e6_order),
    FACT("E7", 0, "bootinfo on the boot heap carries the boot's data to the kernel", BOOT_OWN,
         SETUP, jinue_e7_bootinfo),
    FACT_THROUGH("E8", 1, 3, "32-bit setup does not enable PAE", BOOT_OWN, SETUP,
                 jinue_e8_no_pae),
    FACT_THROUGH("E9", 1, 2, "0-2 MiB: identity; image read-only, the rest read/write",
                 BOOT_OWN, MAPS, jinue_e9_map1),
    FACT_THROUGH("E10", 1, 2, "0x1000000-0x1bfffff: identity, read/write", BOOT_OWN, MAPS,
                 jinue_e10_map2),
    FACT_THROUGH("E11", 1, 2, "0xc0000000-: image and allocations; the data segment a copy",
                 BOOT_OWN, MAPS, jinue_e11_map3),
    FACT_THROUGH("E12", 1, 2, "all else unmapped", BOOT_OWN, MAPS, jinue_e12_nothing_else),
    FACT_THROUGH("E13", 2, 3, "the kernel copies [1 MiB, page_table_1mb) to 16 MiB", BOOT_OWN,
                 MOVED, jinue_e13_copied),
    FACT_THROUGH("E14", 2, 4, "KLIMIT is mapped to the copy", BOOT_OWN, MOVED,
                 jinue_e14_remapped),
    FACT_THROUGH("E15", 2, 3, "so that memory under the ISA DMA limit is free", BOOT_OWN, MOVED,
                 jinue_e15_dma_memory_free),
    FACT("E16", 3, "allocatable: boot_end-2 MiB, the copy's end-0x1c00000", BOOT_OWN, MOVED,
         jinue_e16_allocatable),
    FACT_THROUGH("E17", 2, 3, "the initial tables are not moved: temporary", BOOT_OWN, MOVED,
                 jinue_e17_tables_stay),
    FACT_OPEN("E18", 9, "then PAE, if the CPU has it and the command line allows it"),
    FACT_OPEN("E19", 9, "the new tables map the same in the other format"),
    FACT_OPEN("E20", 9, "they lie right after boot_end: tables, then directories"),
    FACT_OPEN("E21", 8, "a process: everything under KLIMIT is user space"),
    FACT("E22", 4, "video memory is mapped into the kernel's region", BOOT_OWN, SPACE,
         jinue_e22_video_memory),
    FACT("E23", 4, "KLIMIT-: image, VGA text buffer, run-time pages, frames given back",
         BOOT_OWN, SPACE, jinue_e23_from_klimit),
    FACT_OPEN("E24", 8, "user: stack and arguments right below KLIMIT, loader further down"),
    FACT_OPEN("E25", 8, "control passes last to the user-space loader"),
};

const struct fact_sheet facts_jinue = {
    .layout = "jinue",
    .document = "phaubertin/jinue, memory layout",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
