; The kernel's first instructions, 32 bits. SPDX-License-Identifier: MIT
bits 32
extern kmain
extern bss_start
extern bss_end
extern kernel_stack_top
global _start

; In:  protected mode, flat segments, interrupts off, edi = physical address of the boot
;      information, any stack. The loader left the BSS as it found it.
; Out: in kmain(edi, 0): paddr_t has 64 bits; a return address of 0 ends backtraces; CR0.WP set.
CR0_WP equ 1 << 16

section .text.start exec
_start:
        mov     eax, cr0
        or      eax, CR0_WP             ; read-only pages are so for the kernel too
        mov     cr0, eax
        mov     esp, kernel_stack_top
        mov     esi, edi
        mov     edi, bss_start
        mov     ecx, bss_end
        sub     ecx, edi
        xor     eax, eax
        cld
        rep     stosb
        xor     ebp, ebp
        push    ebp
        push    esi
        push    ebp
        jmp     kmain
