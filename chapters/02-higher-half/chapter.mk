# Chapter 2: the kernel runs high and makes the boot's tables its own.
bits := 64
link := high
boot-bios := $(boot-bios)
add := kernel/mm/kspace.c
drop :=
