; The kernel's first instructions, 64 bits. SPDX-License-Identifier: MIT
bits 64
extern kmain
extern bss_start
extern bss_end
extern kernel_stack_top
global _start

; In:  long mode, interrupts off, rdi = physical address of the boot information,
;      any stack. The loader left the BSS as it found it.
; Out: in kmain(rdi), on the kernel's own stack, with a return address of 0 that ends backtraces;
;      CR0.WP set.
CR0_WP equ 1 << 16

section .text.start exec
_start:
        mov     rax, cr0
        or      eax, CR0_WP             ; read-only pages are so for the kernel too
        mov     cr0, rax
        mov     rsp, kernel_stack_top
        mov     rsi, rdi
        mov     rdi, bss_start
        mov     rcx, bss_end
        sub     rcx, rdi
        xor     eax, eax
        cld
        rep     stosb
        mov     rdi, rsi
        xor     ebp, ebp
        push    rbp
        jmp     kmain
