; One page table for two entries of the page directory: what is mapped around the kernel's code
; shows up a second time, where the layout's row CORE says. Later changes of the table are seen
; through both. SPDX-License-Identifier: MIT
bits 32
extern LINK_OFFSET
extern KERNEL_HIGH                      ; layout.ld: where the image runs
extern CORE_VA                          ; where else
global share_table

CR3_DIRECTORY equ 0xfffff000

section .text.enter progbits alloc exec nowrite align=1
; In:  at the kernel's linked address, paging on; the page directory lies where the linked addresses
;      show physical memory; CORE's entry is not present, so the TLB knows nothing of it.
; Out: CORE's 4 MiB map what the kernel's 4 MiB map; falls through to what is linked next. All
;      registers but eax, ebx, ecx and the flags are as they were.
share_table:
        mov     eax, cr3
        and     eax, CR3_DIRECTORY
        mov     ecx, KERNEL_HIGH
        shr     ecx, 22                 ; [intel/vol3] 4.3: bits 31:22 select the entry
        mov     ebx, [eax + ecx * 4 + LINK_OFFSET]
        mov     ecx, CORE_VA
        shr     ecx, 22
        mov     [eax + ecx * 4 + LINK_OFFSET], ebx
