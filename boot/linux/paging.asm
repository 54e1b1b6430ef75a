; The initial page tables, facts E9 to E12: 32-bit paging, no PAE. SPDX-License-Identifier: MIT
bits 32
%include "layout.inc"
global paging_on

PAGE   equ 0x1000
P      equ 1                            ; [intel/vol3] 4.3, tables 4-5 and 4-6
W      equ 2
U      equ 4                            ; in links: the leaf alone decides
CR0_PG equ 1 << 31
KLIMIT equ BOOT_IMAGE_VA

section .text
; In:  no paging; esi = struct kernel_file; a stack below 2 MiB.
; Out: paging on: 0 to 2 MiB and MAP2 at their own addresses, the image and the allocations before
;      the page tables at KLIMIT; this code runs on where it is. Keeps esi.
paging_on:
        mov     edi, PT_1MB_START       ; six tables, one after the other
        mov     ecx, (PD_END - PT_1MB_START) / 4
        xor     eax, eax
        rep     stosd

        ; Map 1. The image, a part of it, is read-only.
        mov     edi, PT_1MB_START
        mov     eax, P | W
        mov     ecx, IDENTITY_REST_VA_END / PAGE
        call    fill
        mov     edi, PT_1MB_START + SETUP32_START / PAGE * 4
        mov     eax, SETUP32_START | P
        mov     ecx, (PROC_END - SETUP32_START) / PAGE
        call    fill

        ; Map 2: three tables, whose entries are one row.
        mov     edi, PT_16MB_START
        mov     eax, MAP2_VA | P | W
        mov     ecx, (MAP2_VA_END - MAP2_VA) / PAGE
        call    fill

        ; Map 3: the image read-only, what was allocated after it read/write.
        mov     edi, PT_KLIMIT_START
        mov     eax, SETUP32_START | P
        mov     ecx, (PROC_END - SETUP32_START) / PAGE
        call    fill
        or      eax, W
        mov     ecx, (PT_1MB_START - PROC_END) / PAGE
        call    fill
        ; In the place of the data segment its copy.
        mov     edi, [esi + 4]          ; data_place
        shr     edi, 10                 ; four bytes a page
        add     edi, PT_KLIMIT_START + (KERNEL_START - SETUP32_START) / PAGE * 4
        mov     eax, DATA_START | P | W
        mov     ecx, [esi + 8]          ; data_pages
        call    fill

        mov     edi, PD_START
        mov     dword [edi], PT_1MB_START | P | W | U
        mov     dword [edi + (KLIMIT >> 22) * 4], PT_KLIMIT_START | P | W | U
        add     edi, (MAP2_VA >> 22) * 4
        mov     eax, PT_16MB_START | P | W | U
        mov     ecx, (PT_KLIMIT_START - PT_16MB_START) / PAGE
        call    fill

        mov     eax, PD_START
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax
        ret

; In: edi = an entry, eax = its value, ecx = how many.  Out: each entry is a page beyond the one
; before it; edi and eax are the next one's.
fill:   stosd
        add     eax, PAGE
        loop    fill
        ret
