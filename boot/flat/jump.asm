; Chapter 0: the kernel is 32-bit code without paging, one jump away. SPDX-License-Identifier: MIT
bits 32
extern KERNEL_ENTRY
extern KERNEL_STACK_TOP
global jump_kernel

section .text
; void jump_kernel(uint32_t boot_info, uint32_t root)
; In:  protected mode, flat segments, interrupts off.  Out: at the kernel, edi = boot_info.
jump_kernel:
        mov     edi, [esp + 4]
        mov     esp, KERNEL_STACK_TOP
        jmp     KERNEL_ENTRY
