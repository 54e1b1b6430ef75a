/* Stage 2 in protected mode: what the kernel is told. SPDX-License-Identifier: MIT */
#include "boot/loader.h"
#include "layouts/layout.h"

const char loader_name[] = "stage 2: ";

/* Called by enter32. image_size: bytes of the kernel's file. */
_Noreturn void loader_main(uint32_t image_size)
{
    static struct boot_info info;
    const struct phys_region *kernel = layout_phys(&layout, "KERNEL");
    info = (struct boot_info){ .magic = BOOT_INFO_MAGIC,
                               .size = sizeof info,
                               .road = ROAD_BIOS,
                               .memory_map = layout_phys(&layout, "E820")->start,
                               .image_start = kernel->start,
                               .image_end = kernel->start + image_size };
    loader_start(&info);
}
