/* anos: a 64-bit kernel with its own BIOS boot sector, at 1 MiB and at −2 GiB. The facts are C1
   to C31 of its document, docs/MemoryMap.md of roscopeco/anos. SPDX-License-Identifier: MIT */
#include "layouts/layout.h"

/* A table is read by its columns. */
// clang-format off
#define SEARCH       { PHASE_SEARCH, 0, 0 }
#define REAL_MODE    { PHASE_SEARCH | PHASE_LOAD, 0, 0 }
#define LOADING      { PHASE_LOAD, 0, 0 }
#define STAGE2       { PHASE_LOAD | PHASE_TABLES, 0, 0 }
#define PROTECTED    { PHASE_TABLES, 0, 0 }
#define UNTIL(c)     { PHASE_TABLES | PHASE_KERNEL, 1, c }
#define BOOT_FROM(c) { PHASE_TABLES | PHASE_KERNEL, c, LAST_CHAPTER }
#define ALWAYS       { PHASE_LOAD | PHASE_TABLES | PHASE_KERNEL, 0, LAST_CHAPTER }
#define FROM(c)      { PHASE_KERNEL, c, LAST_CHAPTER }

static const struct phys_region phys[] = {
    { "REAL_STACK", "real-mode stack", 0x7800, 0x400, USE_DATA, REAL_MODE, "C1",
      "grows down from the boot sector; the document gives no lower end, 1 KiB is ours" },
    { "STAGE1", "boot sector, stage 1", 0x7c00, 0x200, USE_DATA, REAL_MODE, "C2",
      "the BIOS loads it here; stage 2 reads the disk's geometry from it" },
    { "FAT", "FAT and root directory", 0x7e00, 0x2400, USE_DATA, SEARCH, "C3",
      "18 sectors, only while stage 1 looks for stage 2" },
    { "E820", "E820 memory map", 0x8400, 0x1800, USE_DATA, ALWAYS, "C4 C17",
      "a count, then 24 bytes an entry; passed to the kernel" },
    { "STAGE2", "stage 2", 0xa400, 0x5c00, USE_DATA, STAGE2, "C5",
      "at most 23 KiB, boot information included" },
    { "DISK_BUFFER", "disk buffer", 0x10000, 0x2400, USE_DATA, LOADING, "",
      "ours: one track, in one 64 KiB DMA block, on its way above 1 MiB" },
    { "MAP_FILE", "memory map from the disk", 0x12400, 0x1800, USE_DATA, LOADING, "",
      "ours: MEMMAP.BIN, until it is known to hold a map" },
    { "SCRATCH_PT", "PT of the scratch pages", 0x94000, 0x1000, USE_DATA, FROM(3), "", "ours" },
    { "IDENTITY_PDPT", "PDPT of the identity map", 0x95000, 0x1000, USE_TABLES, UNTIL(1), "",
      "ours: with tables of its own the identity map does not show through at −2 GiB" },
    { "IDENTITY_PD", "PD of the identity map", 0x96000, 0x1000, USE_TABLES, UNTIL(1), "", "ours" },
    { "IDENTITY_PT", "PT of the identity map", 0x97000, 0x1000, USE_TABLES, UNTIL(1), "", "ours" },
    { "PT_SECOND", "PT of the second 2 MiB", 0x98000, 0x1000, USE_DATA, FROM(3), "C20",
      "the document maps them and names no table; the real system puts it here" },
    { "PMM_PAGE", "PMM bootstrap page", 0x99000, 0x1000, USE_DATA, FROM(3), "C11 C17",
      "region struct and bottom of the stack of ranges" },
    { "PMM_PD", "PD of the PMM area", 0x9a000, 0x1000, USE_DATA, FROM(3), "C12 C17", "" },
    { "PROTECTED_STACK", "protected-mode stack", 0x9b000, 0x1000, USE_DATA, PROTECTED, "C6",
      "stage 2's, after its last BIOS call; the document gives no lower end" },
    { "PMM_PT", "PT of the PMM area", 0x9b000, 0x1000, USE_DATA, FROM(3), "C13 C17", "" },
    { "PML4", "initial PML4", 0x9c000, 0x1000, USE_ROOT, BOOT_FROM(1), "C7 C17", "" },
    { "PDPT", "initial PDPT", 0x9d000, 0x1000, USE_TABLES, BOOT_FROM(1), "C8 C17", "" },
    { "PD", "initial PD", 0x9e000, 0x1000, USE_TABLES, BOOT_FROM(1), "C9 C17", "" },
    { "PT", "initial PT", 0x9f000, 0x1000, USE_TABLES, BOOT_FROM(1), "C10 C17",
      "its last KiB lies over the BIOS's data area: no BIOS calls from here on" },
    { "KERNEL_STACK", "kernel stack", 0x100000, 0x10000, USE_DATA, BOOT_FROM(0), "C14 C17", "" },
    { "KERNEL_BSS", "kernel BSS", 0x110000, 0x10000, USE_DATA, BOOT_FROM(0), "C15 C17", "" },
    { "KERNEL", "kernel load area", 0x120000, 0xe0000, USE_IMAGE, ALWAYS, "C16 C17 C29",
      "896 KiB: the kernel stays under 1 MiB, near 1 MiB" },
};

static const struct virt_region virt[] = {
    { "IDENTITY", "identity map", 0, 2 * MiB, BACK_FIXED, 0, RIGHT_W | RIGHT_X, UNTIL(1), "C18 C21",
      "so that the instruction after mov cr0 still has an address" },
    { "LAPIC", "local APIC", 0xffff800000000000, 0x1000, BACK_FIXED, 0xfee00000, RIGHT_W | UNCACHED,
      FROM(4), "C28", "one page for all CPUs: each sees its own" },
    { "PMM_AREA", "PMM structures", 0xffffff8000000000, 0x1ffffff000, BACK_FRAMES, 0, RIGHT_W,
      FROM(3), "C22", "128 GiB less a page; only the first page is present at first" },
    { "PMM_GUARD", "PMM guard page", 0xffffff9ffffff000, 0x1000, BACK_NOTHING, 0, 0, FROM(3), "C23",
      "a stack of ranges that outgrows its area faults here" },
    { "LEDGER", "frame ledger", 0xffffffa000000000, 0x2000000000, BACK_FRAMES, 0, RIGHT_W, FROM(3),
      "", "ours: one bit a frame, set while it is handed out, for 4 PiB of frames" },
    { "BOOT_WINDOW", "kernel window at boot", 0xffffffff80000000, 2 * MiB, BACK_FIXED, 0,
      RIGHT_W | RIGHT_X, UNTIL(1), "C18", "all rights until the kernel knows its sections" },
    { "WINDOW", "kernel window", 0xffffffff80000000, 1 * MiB, BACK_FIXED, 0, RIGHT_W, FROM(2),
      "C21 C24", "the first MiB: tables, VGA memory, the firmware's map" },
    { "STACK_WINDOW", "kernel stack", 0xffffffff80100000, 0x10000, BACK_FIXED, 0x100000, RIGHT_W,
      FROM(2), "C14 C24", "" },
    { "BSS_WINDOW", "kernel BSS", 0xffffffff80110000, 0x10000, BACK_FIXED, 0x110000, RIGHT_W,
      FROM(2), "C15 C24", "" },
    { "IMAGE", "kernel image", 0xffffffff80120000, 0xe0000, BACK_IMAGE, 0x120000, RIGHT_W, FROM(2),
      "C16 C19 C24", "sections W^X; the rest of the load area writable" },
    { "WINDOW_SECOND", "second 2 MiB", 0xffffffff80200000, 2 * MiB, BACK_FIXED, 2 * MiB, RIGHT_W,
      FROM(3), "C20 C25", "the first memory that the frame allocator owns, within reach" },
    { "AUTOMAP", "automap space", 0xffffffff80400000, 0xc00000, BACK_FRAMES, 0, RIGHT_W, FROM(6),
      "C27", "a page fault here maps a page: a testing aid" },
    { "ACPI", "ACPI tables", 0xffffffff81000000, 0x8000, BACK_FRAMES, 0, 0, FROM(4), "C26",
      "mapped where they lie, not copied" },
    { "SCRATCH", "scratch pages", 0xffffffff81200000, 0x2000, BACK_FRAMES, 0, RIGHT_W, FROM(3), "",
      "ours: frames beyond the window are reached here, one at a time" },
    { "BLOCKS", "fixed-block space", 0xffffffff90000000, 1 * GiB, BACK_FRAMES, 0, RIGHT_W, FROM(5),
      "C30 C31", "262144 blocks, the first 8 a bitmap" },
};
// clang-format on

const struct layout layout_anos = {
    .name = "anos",
    .document = "roscopeco/anos, docs/MemoryMap.md",
    .road = ROAD_BIOS,
    .mode = &page_mode_4level,
    .mode_facts = "C18",
    .phys = phys,
    .nphys = ARRAY_SIZE(phys),
    .virt = virt,
    .nvirt = ARRAY_SIZE(virt),
    .pool_start = 2 * MiB,
    .pool_fact = "C17",
};
