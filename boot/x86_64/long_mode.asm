; Into long mode, and to the kernel. SPDX-License-Identifier: MIT
extern KERNEL_ENTRY
extern KERNEL_STACK_TOP
extern not_written
global jump_kernel

CR0_PG   equ 1 << 31
CR4_PAE  equ 1 << 5
EFER     equ 0xc0000080
EFER_LME equ 1 << 8
EFER_NXE equ 1 << 11

section .text
bits 32
; void jump_kernel(uint32_t boot_info, uint32_t root)
; In:  protected mode, flat segments, interrupts off, no paging; root = physical address of the
;      top table, which maps this code where it lies.
; Out: at the kernel's entry in 64-bit mode: edi = boot_info, upper half of rdi 0; rsp = the top of
;      the kernel's stack, C14; paging on with root, EFER.NXE set. [intel/vol3] 9.8.5
jump_kernel:
;@lab 1
        mov     edi, [esp + 4]
        mov     esi, [esp + 8]
        mov     eax, cr4
        or      eax, CR4_PAE
        mov     cr4, eax
        mov     cr3, esi
        mov     ecx, EFER
        rdmsr
        or      eax, EFER_LME | EFER_NXE
        wrmsr
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax                ; long mode is active, in a 32-bit code segment
        lgdt    [gdt_register]
        jmp     8:long_mode

bits 64
long_mode:
        mov     eax, 16
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        mov     edi, edi                ; clears the upper half
        mov     rsp, strict dword KERNEL_STACK_TOP ; sign-extended: low addresses and −2 GiB
        mov     rax, strict dword KERNEL_ENTRY
        jmp     rax

section .rodata
align 8
gdt:    dq 0
        dq 0x00af9a000000ffff           ; 8: 64-bit code: the L bit
        dq 0x00cf92000000ffff           ; 16: data
gdt_register:
        dw $ - gdt - 1
        dd gdt
;@stub
;          ; Exercise 3: PAE, CR3, EFER, then paging, in this order; a GDT with a 64-bit code
;          ; segment and a far jump into it; KERNEL_STACK_TOP and KERNEL_ENTRY through registers:
;          ; they have 64 bits.
;          push    name
;          push    1
;          call    not_written
;  
;  section .rodata
;  name: db "jump_kernel", 0
;@end
