; The memory map with ES:DI kept by string instructions and the count worked out at the end.
; SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
global e820_collect

section .text
e820_collect:
        xor     ebx, ebx
        mov     bp, E820_START + 8
.entry: mov     di, bp
        mov     dword [di + 20], 1
        mov     eax, 0x0000e820
        mov     edx, 0x534d4150
        mov     ecx, 24
        int     0x15
        jc      .count
        cmp     eax, 0x534d4150
        jne     .count
        add     bp, 24
        cmp     bp, E820_END - 24
        ja      .count
        cmp     ebx, 0
        jne     .entry
.count: mov     ax, bp
        sub     ax, E820_START + 8
        xor     dx, dx
        mov     cx, 24
        div     cx
        movzx   eax, ax
        mov     [E820_START], eax
        mov     dword [E820_START + 4], 0
        test    eax, eax
        jnz     .some
        stc
        ret
.some:  clc
        ret
