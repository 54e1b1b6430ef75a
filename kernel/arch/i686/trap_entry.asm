; Exceptions: 32 entries that build the same frame and call C. SPDX-License-Identifier: MIT
bits 32
extern trap
global trap_entries

; Vectors for which the CPU pushes an error code. [intel/vol3] 6.3.1, table 6-1
%define HAS_ERROR_CODE(v) \
        (v == 8 || (v >= 10 && v <= 14) || v == 17 || v == 21 || v == 29 || v == 30)

section .text
%assign v 0
%rep 32
entry_%+v:
  %if !HAS_ERROR_CODE(v)
        push    0
  %endif
        push    v
        jmp     enter_c
  %assign v v + 1
%endrep

; In:  the CPU's frame, an error code and the vector are on the stack; interrupts off.
; Out: registers restored as trap() left them in the frame, back at its ip.
enter_c:
        pusha
        push    esp                     ; struct trap_frame *
        cld
        call    trap
        add     esp, 4
        popa
        add     esp, 8                  ; vector and error code
        iret

section .rodata
trap_entries:
%assign v 0
%rep 32
        dd      entry_%+v
  %assign v v + 1
%endrep
