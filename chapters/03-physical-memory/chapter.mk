# Chapter 3: ranges, and the layout's frame allocator.
link := high
add := kernel/mm/range.c kernel/mm/memmap.c kernel/mm/memory.c kernel/mm/frames_commands.c
add-anos := kernel/mm/map.c kernel/mm/pmm_area.c kernel/mm/reach_scratch.c kernel/mm/ledger.c \
	kernel/mm/frames_stack.c
drop-anos := kernel/mm/reach_window.c
