# Chapter 1: paging modes and the walker; the loader builds the first tables and turns paging on.
link := low
unboot := boot/flat/road.c boot/flat/jump.asm
boot := boot/poison.c boot/tables.c kernel/mm/walk.c kernel/mm/map.c
boot-x86_64 := boot/x86_64/road.c boot/x86_64/long_mode.asm
boot-i686 := boot/i686/road.c boot/i686/paging.asm
unboot-linux := boot/linux/flat.asm boot/poison.c boot/tables.c kernel/mm/walk.c kernel/mm/map.c \
	boot/i686/road.c boot/i686/paging.asm
boot-linux := boot/linux/paging.asm
add := kernel/mm/walk.c kernel/mm/window.c kernel/mm/reach_window.c \
	kernel/mm/kernel_walk.c kernel/mm/explain.c
drop := kernel/mm/reach_flat.c kernel/core/explain_nothing.c
