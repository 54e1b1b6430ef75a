; The kernel's first instructions, 32 bits. SPDX-License-Identifier: MIT
bits 32
extern kmain
extern bss_start
extern bss_end
extern kernel_stack_top
global _start

; In:  protected mode, flat segments, interrupts off, edi = physical address of the boot
;      information, any stack. The loader left the BSS as it found it.
; Out: in kmain(edi, 0): paddr_t has 64 bits; a return address of 0 ends backtraces.
section .text.start
_start:
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
