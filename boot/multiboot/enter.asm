; From GRUB's protected mode to C. SPDX-License-Identifier: MIT
bits 32
extern loader_main
extern stack_top
global bootstrap

CR0_NW equ 1 << 29
CR0_CD equ 1 << 30

section .text.start exec
; In:  eax = the loader's magic number, ebx = physical address of its information; protected mode,
;      flat segments, no paging, no stack. Multiboot 0.6.96, 3.2; Multiboot 2.0, 3.3.
; Out: in loader_main(magic, information), segments from a GDT of ours, no IDT.
bootstrap:
        mov     esp, stack_top
        lgdt    [gdt_register]          ; the loader's may lie where the kernel will be
        lidt    [no_idt]
        jmp     8:.segments
.segments:
        mov     cx, 16
        mov     ds, cx
        mov     es, cx
        mov     fs, cx
        mov     gs, cx
        mov     ss, cx
        mov     ecx, cr0
        and     ecx, ~(CR0_CD | CR0_NW) ; set by reset; Bochs' BIOS leaves them
        mov     cr0, ecx
        xor     ebp, ebp
        push    ebx
        push    eax
        push    ebp                     ; no way back
        jmp     loader_main

section .rodata
align 8
gdt:    dq 0
        dq 0x00cf9a000000ffff           ; 8: code, base 0, limit 4 GiB, 32-bit
        dq 0x00cf92000000ffff           ; 16: data
gdt_register:
        dw $ - gdt - 1
        dd gdt
no_idt: dw 0
        dd 0
