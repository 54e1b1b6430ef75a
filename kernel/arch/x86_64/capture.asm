; The registers, written down without an exception. SPDX-License-Identifier: MIT
bits 64
global registers_capture

section .text
; void registers_capture(struct trap_frame *frame = rdi)
; Out: the frame holds the caller's registers; rsp and rip as they are after the return. The order
;      is trap_frame.h's.
registers_capture:
        mov     [rdi], r15
        mov     [rdi + 8], r14
        mov     [rdi + 16], r13
        mov     [rdi + 24], r12
        mov     [rdi + 32], r11
        mov     [rdi + 40], r10
        mov     [rdi + 48], r9
        mov     [rdi + 56], r8
        mov     [rdi + 64], rdi
        mov     [rdi + 72], rsi
        mov     [rdi + 80], rbp
        mov     [rdi + 88], rbx
        mov     [rdi + 96], rdx
        mov     [rdi + 104], rcx
        mov     [rdi + 112], rax
        mov     qword [rdi + 120], 0    ; vector
        mov     qword [rdi + 128], 0    ; error
        mov     rax, [rsp]
        mov     [rdi + 136], rax        ; rip
        mov     [rdi + 144], cs
        pushfq
        pop     qword [rdi + 152]
        lea     rax, [rsp + 8]
        mov     [rdi + 160], rax        ; rsp
        mov     [rdi + 168], ss
        ret
