; From real to protected mode, for the last of the loader's work. SPDX-License-Identifier: MIT
%include "layout.inc"
extern loader_main
extern image_size
global enter32

CR0_NW equ 1 << 29
CR0_CD equ 1 << 30

section .text
bits 16
; In:  real mode, the kernel loaded, no more need of the BIOS.
; Out: in loader_main(image_size): 32 bits, flat segments, interrupts off, on a stack at fact C6.
enter32:
        cli
        lgdt    [gdt_register]
        lidt    [no_idt]                ; real mode's vectors are no gates: any exception ends it
        mov     eax, cr0
        and     eax, ~(CR0_CD | CR0_NW) ; set by reset; Bochs' BIOS leaves them
        or      al, 1                   ; PE
        mov     cr0, eax
        jmp     8:protected             ; a far jump loads CS. [intel/vol3] 9.9.1

bits 32
protected:
        mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     esp, PROTECTED_STACK_END
        xor     ebp, ebp
        push    dword [image_size]
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
