; The user-space loader, the last part of the image: an ELF program. SPDX-License-Identifier: MIT
;
; In stage 8 the kernel maps it into the first process and gives it control last, fact E25: it is to
; unpack the RAM disk, find the first program, load it and run it. Until then it is loaded with the
; image and lies at proc_start.
bits 32
global _start

SYSTEM_CALL equ 0x80

section .text
; In:  user mode, a stack with arguments and environment.
_start: xor     eax, eax                ; system call 0: the loader has begun
        int     SYSTEM_CALL
.wait:  jmp     .wait
