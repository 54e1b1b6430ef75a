; The registers, written down without an exception. SPDX-License-Identifier: MIT
bits 32
global registers_capture

section .text
; void registers_capture(struct trap_frame *frame)
; Out: the frame holds the caller's registers, eip as it is after the return; ecx is lost. The order
;      is trap_frame.h's.
registers_capture:
        mov     ecx, [esp + 4]
        mov     [ecx], edi
        mov     [ecx + 4], esi
        mov     [ecx + 8], ebp
        mov     [ecx + 12], esp
        mov     [ecx + 16], ebx
        mov     [ecx + 20], edx
        mov     [ecx + 24], ecx
        mov     [ecx + 28], eax
        mov     dword [ecx + 32], 0     ; vector
        mov     dword [ecx + 36], 0     ; error
        mov     eax, [esp]
        mov     [ecx + 40], eax         ; eip
        mov     [ecx + 44], cs
        pushfd
        pop     dword [ecx + 48]
        ret
