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
        ; Exercise 3: PAE, CR3, EFER, then paging, in this order; a GDT with a 64-bit code
        ; segment and a far jump into it; KERNEL_STACK_TOP and KERNEL_ENTRY through registers:
        ; they have 64 bits.
        push    name
        push    1
        call    not_written

section .rodata
name: db "jump_kernel", 0
