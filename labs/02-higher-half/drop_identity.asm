; The kernel's very first instructions where the identity map ends at once, 32-bit paging: before
; the first line of C there is nothing below the kernel. SPDX-License-Identifier: MIT
bits 32
extern LINK_OFFSET                      ; kernel.ld: linked address less physical address
global drop_identity

CR3_DIRECTORY equ 0xfffff000            ; [intel/vol3] 4.3, table 4-3

section .text.enter progbits alloc exec nowrite align=1
; In:  at the image's start, at its linked address; paging on; entry 0 of the page directory maps
;      physical memory from 0 where it is, for the code that turned paging on; the directory lies
;      where the linked addresses show physical memory. Any stack, none is used: interrupts are off,
;      and the GDT that the loader made is out of reach from here on.
; Out: nothing is mapped in the first 4 MiB, nor does the TLB remember that it was; falls through to
;      what is linked next. All registers but eax, ecx and the flags are as they were.
drop_identity:
        ; Exercise 4: entry 0 of the page directory, and the TLB.
