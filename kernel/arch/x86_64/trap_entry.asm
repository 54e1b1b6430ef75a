; Exceptions: 32 entries that build the same frame and call C. SPDX-License-Identifier: MIT
bits 64
extern trap
global trap_entries

section .text
%include "vectors.inc"           ; entry_0 … entry_31: error code, vector, jmp enter_c

; In:  the CPU's frame, an error code and the vector are on the stack; interrupts off.
; Out: registers restored as trap() left them in the frame, back at its ip.
enter_c:
        push    rax
        push    rcx
        push    rdx
        push    rbx
        push    rbp
        push    rsi
        push    rdi
        push    r8
        push    r9
        push    r10
        push    r11
        push    r12
        push    r13
        push    r14
        push    r15
        mov     rdi, rsp                ; struct trap_frame *
        cld
        call    trap
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     r11
        pop     r10
        pop     r9
        pop     r8
        pop     rdi
        pop     rsi
        pop     rbp
        pop     rbx
        pop     rdx
        pop     rcx
        pop     rax
        add     rsp, 16                 ; vector and error code
        iretq

section .rodata
trap_entries:
%assign v 0
%rep 32
        dq      entry_%+v
  %assign v v + 1
%endrep
