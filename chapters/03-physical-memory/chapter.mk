# Chapter 3: ranges, and the frame allocator in its own address space.
bits := 64
link := high
boot-bios := $(boot-bios)
add := kernel/mm/range.c kernel/mm/memmap.c kernel/mm/map.c kernel/mm/pmm_area.c \
	kernel/mm/reach_scratch.c kernel/mm/ledger.c kernel/mm/frames_stack.c kernel/mm/memory.c \
	kernel/mm/frames_commands.c
drop := kernel/mm/reach_window.c
