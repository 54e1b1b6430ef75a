; Right: CR0 as it must be and not as it was, registers popped, a relative jump.
; SPDX-License-Identifier: MIT
bits 32
extern KERNEL_ENTRY
extern KERNEL_STACK_TOP
global jump_kernel

section .text
jump_kernel:
        pop     eax                     ; no way back
        pop     edi
        pop     ebx
        xor     ecx, ecx
        mov     cr4, ecx
        mov     cr3, ebx
        mov     ecx, 0x80010011         ; PG, WP, ET, PE
        mov     cr0, ecx
        lea     esp, [KERNEL_STACK_TOP]
        jmp     KERNEL_ENTRY
