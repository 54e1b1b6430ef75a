; Exceptions: 32 entries that build the same frame and call C. SPDX-License-Identifier: MIT
bits 32
extern trap
global trap_entries

section .text
%include "vectors.inc"           ; entry_0 … entry_31: error code, vector, jmp enter_c

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
