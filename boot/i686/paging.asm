; 32-bit paging, and to the kernel. SPDX-License-Identifier: MIT
bits 32
extern KERNEL_ENTRY
extern KERNEL_STACK_TOP
extern not_written
global jump_kernel

CR0_PG equ 1 << 31

section .text
; void jump_kernel(uint32_t boot_info, uint32_t root)
; In:  protected mode, flat segments, interrupts off, no paging; root = physical address of the page
;      directory, which maps this code where it lies.
; Out: at the kernel's entry: edi = boot_info, esp = the top of the kernel's stack, paging on with
;      root. [intel/vol3] 9.8.1: nothing but CR3 must be ready before CR0.PG
jump_kernel:
;@lab 1
        mov     edi, [esp + 4]
        mov     eax, [esp + 8]
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax
        mov     esp, KERNEL_STACK_TOP
        mov     eax, KERNEL_ENTRY       ; a jump to a number would be relative to here
        jmp     eax
;@stub
;          ; Exercise 4: the page directory, paging, KERNEL_STACK_TOP, KERNEL_ENTRY.
;          push    name
;          push    1
;          call    not_written
;  
;  section .rodata
;  name: db "jump_kernel", 0
;@end
