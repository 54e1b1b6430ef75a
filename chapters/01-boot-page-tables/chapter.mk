# Chapter 1: paging modes and the walker; the loader builds the first tables and enters long mode.
bits := 64
link := low
boot-bios := boot/bios/stage2.asm boot/bios/disk.asm boot/bios/e820.asm boot/bios/enter32.asm \
	boot/bios/loader.c boot/bios/screen.c boot/bios/road64.c boot/tables.c kernel/mm/walk.c \
	kernel/mm/map.c boot/bios/long_mode.asm \
	kernel/core/boot_info.c kernel/core/power.c
add := kernel/mm/walk.c kernel/mm/window.c kernel/mm/reach_window.c \
	kernel/mm/kernel_walk.c kernel/mm/explain.c
drop := kernel/mm/reach_flat.c kernel/core/explain_nothing.c
