; One entry, made up: enough for the loader. SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
global e820_collect
section .text
e820_collect:
        mov     dword [E820_START], 1
        mov     dword [E820_START + 4], 0
        mov     dword [E820_START + 8], 0
        mov     dword [E820_START + 12], 0
        mov     dword [E820_START + 16], 0x4000000
        mov     dword [E820_START + 20], 0
        mov     dword [E820_START + 24], 1
        mov     dword [E820_START + 28], 1
        clc
        ret
