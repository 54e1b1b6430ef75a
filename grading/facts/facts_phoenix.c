/* phoenix: the memory mapping of boulangg/phoenix as numbered facts, A1 to A16. The document gives
   sizes in octets: Mo, Go and To are MiB, GiB and TiB. SPDX-License-Identifier: MIT */
#include "grading/facts/facts_phoenix.h"

#include "grading/facts/facts.h"

#define BOOT   "facts_phoenix_boot.c"
#define SPACE  "facts_phoenix_space.c"
#define FRAMES "facts_phoenix_frames.c"
#define LINEAR "facts_phoenix_linear.c"

static const struct fact fact[] = {
    FACT_THROUGH("A1", 0, 3, "0-1 MiB: BIOS area, video memory for the console in it", BOOT_OWN,
                 BOOT, phoenix_a1_bios_area),
    FACT_THROUGH("A2", 1, 3, "1 MiB-: bootstrap, from GRUB's protected mode to long mode",
                 BOOT_OWN, BOOT, phoenix_a2_bootstrap),
    FACT("A3", 3, "free from the bootstrap's end to 16 MiB", BOOT_OWN, FRAMES,
         phoenix_a3_free_below),
    FACT_THROUGH("A4", 0, 3, "16 MiB-: the kernel's code", BOOT_OWN, BOOT, phoenix_a4_code),
    FACT_THROUGH("A5", 0, 3, "then the kernel's data", BOOT_OWN, BOOT, phoenix_a5_data),
    FACT_THROUGH("A6", 1, 3, "then the kernel's page tables: the early ones, reused", BOOT_OWN,
                 SPACE, phoenix_a6_tables),
    FACT("A7", 3, "free from there to MAX_MEM", BOOT_OWN, FRAMES, phoenix_a7_free_above),
    FACT_THROUGH("A8", 1, 3, "the kernel proper is executed in 64-bit mode only", BOOT_OWN,
                 BOOT, phoenix_a8_64_bit),
    FACT("A9", 4, "the upper half is the kernel's, the lower one, 128 TiB, the user's",
         BOOT_READY, LINEAR, phoenix_a9_halves),
    FACT("A10", 4, "0x0000800000000000-0xffff7fffffffffff: non-canonical, unavailable",
         BOOT_READY, LINEAR, phoenix_a10_hole),
    FACT("A11", 4, "-128 TiB to -128 TiB + MAX_MEM: full linear mapping", BOOT_OWN, LINEAR,
         phoenix_a11_linear),
    FACT_OPEN("A12", 5, "kernel_heap_start-kernel_heap_end: dynamic allocation area"),
    FACT_OPEN("A13", 6, "kernel_stack_bottom-kernel_stack_top: the main kernel stack"),
    FACT_OPEN("A14", 6, "kernel_ist1_bottom-kernel_ist1_top: the main interrupt stack"),
    FACT_THROUGH("A15", 2, 3,
                 "-1 GiB to the top: kernel code and data, mapped and executed there", BOOT_OWN,
                 SPACE, phoenix_a15_last_gib),
    FACT("A16", 4, "linear < heap < stack < IST1 < -1 GiB, nothing mapped between them",
         BOOT_READY, LINEAR, phoenix_a16_order),
};

const struct fact_sheet facts_phoenix = {
    .layout = "phoenix",
    .document = "boulangg/phoenix, memory mapping",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
