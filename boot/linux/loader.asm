; The user-space loader, the image's last part: an ELF program of its own. In stage 8 the kernel
; maps it into the first process and gives it control last, fact E25: it is to unpack the RAM disk,
; find the first program, load it and run it. Until then it lies at proc_start.
; SPDX-License-Identifier: MIT
bits 32
global _start

SYSTEM_CALL equ 0x80

section .text
; In:  user mode, a stack with arguments and environment.
_start: xor     eax, eax                ; system call 0: the loader has begun
        int     SYSTEM_CALL
.wait:  jmp     .wait
