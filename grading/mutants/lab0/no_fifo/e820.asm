; The memory map by way of a buffer: each entry is copied only once it is known to be good.
; SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
global e820_collect

SMAP equ 0x534d4150

section .text
e820_collect:
        mov     dword [E820_START], 0
        mov     dword [E820_START + 4], 0
        mov     di, E820_START + 8
        xor     ebx, ebx
.more:  push    di
        mov     di, buffer
        mov     dword [buffer + 20], 1
        mov     eax, 0xe820
        mov     edx, SMAP
        mov     ecx, 24
        int     0x15
        pop     di
        jc      .over
        cmp     eax, SMAP
        jne     .over
        cmp     di, E820_END - 24
        ja      .over
        mov     si, buffer
        mov     cx, 12
        rep movsw
        inc     dword [E820_START]
        or      ebx, ebx
        jne     .more
.over:  cmp     dword [E820_START], 1
        ret

section .bss
buffer: resb 24
