# What chapter 0 brings: the boot roads, a console, exceptions, the monitor. No paging yet: every
# layout's kernel is 32-bit code here.
flat := yes
link := low
boot := boot/loader.c boot/check.c boot/screen.c kernel/core/boot_info.c kernel/core/power.c \
	boot/flat/road.c boot/flat/jump.asm
boot-bios := boot/say16.asm boot/bios/stage2.asm boot/bios/disk.asm boot/bios/e820.asm boot/bios/enter32.asm \
	boot/bios/loader.c
unboot-linux := boot/loader.c kernel/core/boot_info.c boot/flat/road.c boot/flat/jump.asm
boot-linux := boot/linux/boot.asm boot/linux/setup.asm boot/say16.asm boot/linux/setup32.asm \
	boot/linux/setup.c boot/linux/kernel_file.c boot/linux/flat.asm kernel/core/bytes.c
boot-multiboot := boot/multiboot/header.asm boot/multiboot/enter.asm boot/multiboot/loader.c
add := kernel/arch/ARCH/start.asm kernel/core/serial.c kernel/core/vga.c kernel/core/format.c \
	kernel/core/console.c kernel/core/bytes.c kernel/core/power.c kernel/core/stop.c \
	kernel/core/panic.c kernel/arch/ARCH/descriptors.c kernel/arch/ARCH/trap_entry.asm \
	kernel/arch/ARCH/registers.c kernel/arch/ARCH/capture.asm kernel/core/trap.c kernel/core/explain_nothing.c \
	kernel/arch/ARCH/probe.asm kernel/mm/reach_flat.c kernel/mm/memmap_names.c \
	kernel/core/boot_info.c kernel/core/boot.c kernel/core/begin.c kernel/core/words.c \
	kernel/core/monitor.c kernel/core/commands.c
