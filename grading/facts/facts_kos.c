/* kos: the kernel memory layout of CaptainBern/k_os as numbered facts, D1 to D14.
   SPDX-License-Identifier: MIT */
#include "grading/facts/facts_kos.h"

#include "grading/facts/facts.h"

#define BOOT   "facts_kos_boot.c"
#define PAGING "facts_kos_paging.c"
#define SPACE  "facts_kos_space.c"
#define DIRECT "facts_kos_direct.c"

static const struct fact fact[] = {
    FACT("D1", 1, "address bits: PML4 47-39, dir ptr 38-30, directory 29-21, table 20-12",
         BOOT_OWN, PAGING, kos_d1_split),
    FACT_THROUGH("D2", 1, 3, "addresses must be canonical", BOOT_OWN, PAGING, kos_d2_canonical),
    FACT("D3", 4, "an address that starts with 1 is the kernel's; most are unused", BOOT_READY,
         DIRECT, kos_d3_kernel_addresses),
    FACT("D4", 4, "up to 64 TiB of physical memory", BOOT_OWN, DIRECT, kos_d4_64_tib),
    FACT_OPEN("D5", 8, "0-0x00007fffffffffff: user space, 128 TiB"),
    FACT("D6", 4, "0xffff800000000000-0xffffbfffffffffff: direct mapping, 64 TiB", BOOT_OWN,
         DIRECT, kos_d6_direct),
    FACT("D7", 4, "then a gap of 63.5 TiB", BOOT_READY, DIRECT, kos_d7_gap),
    FACT_OPEN("D8", 7, "0xffffff8000000000-0xffffff81ffffffff: per-CPU data, 16 MiB each"),
    FACT("D9", 4, "then a gap of 502 GiB", BOOT_READY, DIRECT, kos_d9_gap),
    FACT_THROUGH("D10", 2, 3,
                 "0xffffffff80000000-0xffffffff9fffffff: kernel text and data, 512 MiB",
                 BOOT_OWN, SPACE, kos_d10_text_and_data),
    FACT("D11", 4, "then a gap of 1.5 GiB, to the top", BOOT_READY, DIRECT, kos_d11_gap),
    FACT_THROUGH("D12", 2, 3,
                 "the kernel sets up its own space and hands memory over (a server: chapter 8)",
                 BOOT_OWN, SPACE, kos_d12_handover),
    FACT_OPEN("D13", 7, "the kernel itself allocates the per-CPU data only"),
    FACT("D14", 0, "loaded by GRUB", BOOT_OWN, BOOT, kos_d14_grub),
};

const struct fact_sheet facts_kos = {
    .layout = "kos",
    .document = "CaptainBern/k_os, kernel memory layout",
    .fact = fact,
    .n = ARRAY_SIZE(fact),
};
