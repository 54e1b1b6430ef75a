; What makes an ELF file one that GRUB loads: the two headers it looks for, near the file's start.
; SPDX-License-Identifier: MIT
section .multiboot progbits alloc noexec nowrite align=8

; Multiboot 1: 4-byte aligned in the first 8 KiB. Specification 0.6.96, 3.1.
MB1_MAGIC      equ 0x1badb002
MB1_ALIGN      equ 1 << 0       ; modules begin on pages
MB1_MEMORY     equ 1 << 1       ; the memory map, please
        dd MB1_MAGIC
        dd MB1_ALIGN | MB1_MEMORY
        dd -(MB1_MAGIC + (MB1_ALIGN | MB1_MEMORY))
        dd 0

; Multiboot 2: 8-byte aligned in the first 32 KiB. Specification 2.0, 3.1.
MB2_MAGIC      equ 0xe85250d6
MB2_I386       equ 0            ; protected mode of i386
mb2:    dd MB2_MAGIC
        dd MB2_I386
        dd mb2_end - mb2
        dd -(MB2_MAGIC + MB2_I386 + (mb2_end - mb2))
        dw 6, 0                 ; modules begin on pages
        dd 8
        dw 0, 0                 ; the last tag
        dd 8
mb2_end:

; As MEMMAP.BIN on a boot floppy: a map planted here takes the place of the firmware's.
section .data
global memmap_given
align 8
memmap_given:
        times 6128 db 0
        db "MEMMAP override", 0
