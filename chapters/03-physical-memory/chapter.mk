# Chapter 3: ranges, and the layout's frame allocator.
link := high
add := kernel/mm/range.c kernel/mm/memmap.c kernel/mm/memory.c kernel/mm/frames_commands.c
add-x86_64 := kernel/mm/reserved_none.c
add-phoenix := kernel/mm/map.c kernel/mm/area_map.c kernel/mm/scratch.c kernel/mm/reach_scratch.c \
	kernel/mm/runs_space.c kernel/mm/ledger.c kernel/mm/runs.c kernel/mm/fresh.c kernel/mm/frames_runs.c \
	kernel/mm/frames_order_commands.c
drop-phoenix := kernel/mm/reach_window.c
add-amethyst := kernel/core/pci_config.c kernel/core/pci.c kernel/mm/reserved_pci.c \
	kernel/mm/ledger_fixed.c kernel/mm/frames_bitmap.c kernel/mm/frames_space_none.c
add-anos := kernel/mm/map.c kernel/mm/pmm_area.c kernel/mm/area_map.c kernel/mm/scratch.c \
	kernel/mm/reach_scratch.c kernel/mm/ledger.c kernel/mm/frames_stack.c
drop-anos := kernel/mm/reach_window.c
add-jinue := kernel/mm/reserved_none.c kernel/mm/frames_space_none.c kernel/mm/frames_list.c
add-kos := kernel/mm/frames_handover.c kernel/mm/handover_commands.c kernel/mm/frames_space_none.c
