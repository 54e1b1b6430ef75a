; A witness: asks the firmware for its memory map and waits. Its own boot sector, so that the map a
; student's stage 2 collects is compared with what this very machine delivers to someone else.
; SPDX-License-Identifier: MIT

%define LOAD    0x7c00                  ; where the BIOS puts a boot sector
%define MAP     0x8000                  ; u64 count, then entries
%define STRIDE  28                      ; 24 bytes as the BIOS left them, u32 how many it returned
%define LIMIT   128                     ; entries; firmware has 6 to 20
%define SMAP    0x534d4150

global probe_sector
section .rodata
bits 16
probe_sector:

; Entry: real mode, CS:IP somewhere on linear 0x7c00, the BIOS's stack. All addresses below are
; absolute numbers, so that no relocation is needed.
    cli
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov sp, LOAD
    sti
    cld
    mov di, MAP                         ; QEMU's and Bochs' RAM is zero, but why rely on it
    mov cx, (8 + LIMIT * STRIDE) / 2
    rep stosw

; ACPI 6.4, 15.1. EBX: the BIOS's cursor; 0 asks for the first entry, and ends the list.
    xor ebx, ebx
    mov di, MAP + 8
next:
    mov eax, 0xe820
    mov edx, SMAP
    mov ecx, 24
    int 0x15
    jc done
    cmp eax, SMAP
    jne done
    mov [di + 24], ecx
    add di, STRIDE
    inc word [MAP]
    cmp word [MAP], LIMIT
    je done
    test ebx, ebx
    jnz next
done:
    jmp 0:LOAD + 0x1f0

; Exit: the grader's breakpoint.
    times 0x1f0 - ($ - probe_sector) db 0
stop:
    hlt
    jmp stop
    times 510 - ($ - probe_sector) db 0
    dw 0xaa55
