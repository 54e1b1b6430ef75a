; The kernel moves itself, 32-bit paging. SPDX-License-Identifier: MIT
bits 32
global image_move

P       equ 1                           ; [intel/vol3] 4.3, table 4-6
ENTRIES equ 1024

section .text
; void image_move(uintptr_t from, uintptr_t to, uintptr_t size, uintptr_t table)
; The stack is part of what is moved: from the first byte copied until the TLB has forgotten the old
; pages nothing is pushed, so that the copy is never behind. Code is fetched from old pages and from
; new ones meanwhile, which hold the same.
image_move:
        push    esi
        push    edi
        push    ebx
        mov     esi, [esp + 16]
        mov     edi, [esp + 20]
        mov     ecx, [esp + 24]
        mov     ebx, [esp + 28]
        mov     edx, edi
        sub     edx, esi                ; how far
        shr     ecx, 2
        cld
        rep     movsd
        mov     ecx, ENTRIES
.entry: test    byte [ebx], P
        jz      .next
        add     [ebx], edx              ; whole pages: the entry's flags stay
.next:  add     ebx, 4
        loop    .entry
        mov     eax, cr3
        mov     cr3, eax                ; no entry is global: all are forgotten. 4.10.4.1
        pop     ebx
        pop     edi
        pop     esi
        ret
