# Chapter 4: ranges of the address space, and the layout's last rows.
link := high
add := kernel/mm/entries.c kernel/mm/space.c kernel/mm/space_change.c kernel/mm/space_count.c \
	kernel/mm/space_machine.c kernel/mm/space_commands.c
add-anos := kernel/mm/acpi.c kernel/mm/space_anos.c
add-kos := kernel/mm/reach_ram.c kernel/mm/scratch_none.c kernel/mm/space_ram.c
drop-kos := kernel/mm/reach_window.c
add-phoenix := kernel/mm/reach_ram.c kernel/mm/space_ram.c
drop-phoenix := kernel/mm/reach_scratch.c
add-amethyst := kernel/mm/map.c kernel/mm/scratch.c kernel/mm/reach_scratch.c \
	kernel/mm/reach_self.c kernel/mm/space_amethyst.c
drop-amethyst := kernel/mm/reach_window.c
add-jinue := kernel/mm/map.c kernel/mm/scratch.c kernel/mm/reach_scratch.c kernel/mm/space_jinue.c
drop-jinue := kernel/mm/reach_window.c
