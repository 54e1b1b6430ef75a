; The 32-bit setup: one page at 1 MiB, fact E4. From a boot loader's protected mode to the kernel.
; SPDX-License-Identifier: MIT
bits 32
%include "layout.inc"
extern setup_main
extern paging_on
global setup32

CR0_NW equ 1 << 29
CR0_CD equ 1 << 30

section .text.start exec
; In:  protected mode, flat segments, no paging, interrupts off, esi = physical address of the zero
;      page, no stack: from our 16-bit setup or straight from a boot loader. [linux/boot] "32-bit
;      Boot Protocol"
; Out: at the kernel's entry: edi = physical address of the boot information, E7; esp = the top of
;      the boot stack, physical; paging as the chapter has it.
setup32:
        cld
        mov     esp, KERNEL_STACK_END
        lgdt    [gdt_register]          ; the loader's lies anywhere below 1 MiB
        lidt    [no_idt]
        jmp     8:.segments
.segments:
        mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     eax, cr0
        and     eax, ~(CR0_CD | CR0_NW) ; set by reset; Bochs' BIOS leaves them
        mov     cr0, eax
        xor     ebp, ebp
        push    esi
        call    setup_main
        pop     esi
        mov     esi, eax                ; struct kernel_file
        call    paging_on
        mov     edi, BOOT_HEAP_START
        jmp     [esi]

section .rodata
align 8
gdt:    dq 0
        dq 0x00cf9a000000ffff           ; 8: code, base 0, limit 4 GiB, 32-bit
        dq 0x00cf92000000ffff           ; 16: data
gdt_register:
        dw $ - gdt - 1
        dd gdt
no_idt: dw 0
        dd 0
