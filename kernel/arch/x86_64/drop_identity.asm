; The kernel's very first instructions where the identity map ends at once, 4-level paging: before
; the first line of C there is nothing below the kernel. SPDX-License-Identifier: MIT
bits 64
extern LINK_OFFSET                      ; kernel.ld: linked address less physical address
global drop_identity

section .text.enter progbits alloc exec nowrite align=1
; In:  at the image's first byte, at its linked address; paging on; entry 0 of the PML4 maps
;      physical memory from 0 where it is, for the code that turned paging on, and nothing else; the
;      PML4 lies where the linked addresses show physical memory; no PCID, so CR3 is its address:
;      bits 3 and 4 are 0, table 4-12 of [intel/vol3] 4.5. Any stack, none is used: interrupts are
;      off, and the GDT that the loader made is out of reach from here on.
; Out: nothing is mapped in the lower half, nor does the TLB remember that it was; falls through to
;      what is linked next. All registers but rax, rcx and the flags are as they were.
drop_identity:
        mov     rax, cr3
        mov     rcx, LINK_OFFSET
        mov     qword [rax + rcx], 0
        mov     cr3, rax                ; no entry is global: all are forgotten. 4.10.4.1
