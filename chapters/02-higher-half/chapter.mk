# Chapter 2: the kernel runs high and makes the boot's tables its own, or builds others.
link := high
add-phoenix := kernel/arch/ARCH/drop_identity.asm kernel/mm/kspace.c
add-amethyst := kernel/arch/ARCH/read_low.asm kernel/arch/ARCH/drop_identity.asm \
	kernel/arch/ARCH/share_table.asm kernel/mm/kspace.c
add-anos := kernel/mm/kspace.c
add-kos := kernel/mm/map.c kernel/mm/kspace_new.c
add-jinue := kernel/mm/kspace_move.c kernel/arch/ARCH/move.asm
