; The grader's own boot sectors: a witness, and a firmware whose list is too long.
; SPDX-License-Identifier: MIT

; A witness: asks the firmware for its memory map and waits. Its own boot sector, so that the map a
; student's stage 2 collects is compared with what this very machine delivers to someone else.

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

; A firmware with LONG_LIST map entries, more than fact C4's area holds: a boot sector that puts a
; handler before int 15h's and then runs the real boot sector, which lies in the floppy's last one.
%define LONG_LIST 300                   ; 256 would do; with these, 1 KiB behind the area is hit
%define HANDLER   0x800                 ; its place, in memory nobody uses
%define LOADER    0x700                 ; reading the real sector goes on below 0x7c00

global long_list_sector
long_list_sector:
; Entry: as above, dl = drive.
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov sp, 0x7000
    cld
    mov si, LOAD + handler - long_list_sector
    mov di, HANDLER
    mov cx, handler_end - handler
    rep movsb
    mov eax, [0x15 * 4]
    mov [HANDLER + old - handler], eax
    mov si, LOAD + loader - long_list_sector
    mov di, LOADER
    mov cx, loader_end - loader
    rep movsb
    jmp 0:LOADER

; Copied to LOADER: overwrites LOAD with the real boot sector. Exit: there, dl = drive.
loader:
    mov ax, 0x0201
    mov bx, LOAD
    mov cx, 79 << 8 | 18                ; cylinder 79, sector 18
    mov dh, 1
    int 0x13
    mov dword [0x15 * 4], HANDLER
    jmp 0:LOAD
loader_end:

; Copied to HANDLER. E820h: entry EBX is a reserved page at EBX * 4 GiB. Exit: ebx the next one or
; 0, eax SMAP, ecx 24, carry clear in the flags that iret restores.
handler:
    cmp eax, 0xe820
    jne .chain
    mov dword [es:di], 0
    mov [es:di + 4], ebx
    mov dword [es:di + 8], 0x1000
    mov dword [es:di + 12], 0
    mov dword [es:di + 16], 2
    mov dword [es:di + 20], 1
    mov eax, SMAP
    mov ecx, 24
    inc ebx
    cmp ebx, LONG_LIST
    jb .more
    xor ebx, ebx
.more:
    push bp
    mov bp, sp
    and byte [bp + 6], ~1
    pop bp
    iret
.chain:
    db 0xea                             ; jmp far
old:
    dd 0
handler_end:
    times 510 - ($ - long_list_sector) db 0
    dw 0xaa55
