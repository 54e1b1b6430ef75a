# Chapter 2: the kernel runs high and makes the boot's tables its own.
link := high
add-anos := kernel/mm/kspace.c
