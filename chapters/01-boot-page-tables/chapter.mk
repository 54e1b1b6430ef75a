# Chapter 1: paging modes and the walker; the loader builds the first tables and enters long mode.
bits := 64
link := low
boot-bios := $(filter-out boot/bios/road32.c boot/bios/jump32.asm,$(boot-bios)) \
	boot/bios/road64.c boot/tables.c kernel/mm/walk.c kernel/mm/map.c boot/bios/long_mode.asm
add := kernel/mm/walk.c kernel/mm/window.c kernel/mm/reach_window.c \
	kernel/mm/kernel_walk.c kernel/mm/explain.c
drop := kernel/mm/reach_flat.c kernel/core/explain_nothing.c
