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

; A witness: asks PCI's configuration space which addresses devices answer at, and waits.
; PCI 3.0, 3.2.2.3.2: the address port and the data port; 6.2.5.1: how an address tells its size.
%define ADDRESS_PORT 0xcf8
%define DATA_PORT    0xcfc
%define ENABLE       0x80000000         ; function 0 of device 0 on bus 0
%define FUNCTION     0x100              ; from one to the next
%define BUS          0x10000
%define COMMAND      0x04               ; registers: bit 1 lets the device answer
%define HEADER       0x0c               ; bits 16 to 22: the kind of header
%define FIRST_BAR    0x10
%define BARS_END     0x28
%define ROM_BAR      0x30
%define ADDRESS_BITS 0xfffff800         ; less than a page matters to nobody here

global pci_sector
pci_sector:
; Entry: as above. Out: at MAP a count, then ranges of a u64 base and a u64 size.
    cli
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov sp, LOAD
    cld
    mov di, MAP
    xor eax, eax
    stosd
    stosd
    mov ebx, ENABLE
.function:                              ; ebx = its address; di = the next range's place
    xor esi, esi
    call .read
    cmp ax, 0xffff                      ; no vendor: nobody is there
    je .next
    mov si, HEADER
    call .read
    shl eax, 9
    shr eax, 25
    jnz .next                           ; a bridge, which has ranges of another kind
    mov si, COMMAND
    call .read
    push eax
    and al, ~2
    call .write                         ; nothing answers while the addresses are nonsense
    mov si, FIRST_BAR
.bar:
    call .read
    mov ebp, eax
    cmp si, ROM_BAR
    je .memory
    test al, 1
    jnz .next_bar                       ; ports
.memory:
    mov eax, ADDRESS_BITS
    call .write
    call .read
    and eax, ADDRESS_BITS
    neg eax
    mov ecx, eax                        ; the size
    mov eax, ebp
    call .write
    and al, 0xf0
    jecxz .next_bar
    test eax, eax
    jz .next_bar
    stosd
    xor eax, eax
    stosd
    mov eax, ecx
    stosd
    xor eax, eax
    stosd
    inc word [MAP]
    and bp, 6
    cmp bp, 4                           ; 64 bits: the upper half is the next register
    jne .next_bar
    add si, 4
    call .read
    mov [di - 12], eax
.next_bar:
    add si, 4
    cmp si, BARS_END
    jb .bar
    cmp si, ROM_BAR
    mov si, ROM_BAR
    jb .bar
    mov si, COMMAND
    pop eax
    call .write
.next:
    add ebx, FUNCTION
    cmp ebx, ENABLE + BUS
    jne .function
    jmp 0:LOAD + 0x1f0

; eax = the register si of the function ebx.
.read:
    call .select
    in eax, dx
    ret
; Sets it.
.write:
    push eax
    call .select
    pop eax
    out dx, eax
    ret
.select:
    lea eax, [ebx + esi]
    mov dx, ADDRESS_PORT
    out dx, eax
    mov dx, DATA_PORT
    ret

; Exit: the grader's breakpoint.
    times 0x1f0 - ($ - pci_sector) db 0
.stop:
    hlt
    jmp .stop
    times 510 - ($ - pci_sector) db 0
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
