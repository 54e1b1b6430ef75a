; The last look at the boot information where the boot code left it, before the identity map goes.
; In layouts that drop it later, chapter 2's kmain does this. SPDX-License-Identifier: MIT
bits 32
global read_low

CR0_WP     equ 1 << 16
MEMORY_MAP equ 16                       ; offset in struct boot_info

section .text.enter progbits alloc exec nowrite align=1
; In:  the image's first byte, at its linked address; paging on; edi = physical address of the boot
;      information, which the identity map maps. Any stack, none is used.
; Out: the memory map's first byte has been read at its physical address, so the TLB knows that
;      page: who drops the identity map has something to make it forget. CR0.WP is set, as _start
;      will have it: emulators empty the TLB when it changes. Falls through to what is linked
;      next. All registers but eax and the flags are as they were.
read_low:
        mov     eax, cr0
        or      eax, CR0_WP
        mov     cr0, eax
        mov     eax, [edi + MEMORY_MAP]
        mov     al, [eax]
