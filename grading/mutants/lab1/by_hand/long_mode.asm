; Into long mode in another order: GDT first, EFER before CR4, a far return instead of a jump.
; SPDX-License-Identifier: MIT
extern KERNEL_ENTRY
global jump_kernel

section .text
bits 32
jump_kernel:
        pop     eax                     ; nobody returns
        pop     edi
        pop     ebx
        lgdt    [table]
        mov     ecx, 0xc0000080
        rdmsr
        bts     eax, 8                  ; LME
        bts     eax, 11                 ; NXE
        wrmsr
        mov     eax, 1 << 5             ; PAE and nothing else
        mov     cr4, eax
        mov     cr3, ebx
        push    dword 24
        push    dword .in64
        mov     eax, cr0
        bts     eax, 16                 ; WP
        bts     eax, 31                 ; PG
        mov     cr0, eax
        retf
bits 64
.in64:  mov     ax, 8
        mov     ss, ax
        mov     ds, ax
        mov     es, ax
        mov     esp, esp
        mov     edi, edi
        push    strict dword KERNEL_ENTRY
        ret

section .rodata
align 16
gdt:    dq 0
        dq 0x00cf92000000ffff
        dq 0
        dq 0x00209a0000000000
table:  dw 31
        dd gdt
