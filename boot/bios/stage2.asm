; Stage 2: gathers what only the BIOS knows, loads the kernel above 1 MiB, leaves real mode.
; SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
extern bss_start
extern bss_end
extern disk_open
extern file_load
extern e820_collect
extern enter32
extern screen_print, say16
extern stop16, halt16
global start
global not_written16
global image_size
global unreal

section .text.start exec
; In:  real mode, segments 0, sp = REAL_STACK_END, dl = boot drive.
start:
        mov     di, bss_start
        mov     cx, bss_end
        sub     cx, di
        xor     ax, ax
        rep     stosb
        mov     si, hello
        call    screen_print
        call    disk_open               ; dl = drive
        call    a20_enable
        call    given_map
        jnc     .map
        call    e820_collect
        jnc     .map
        mov     si, no_e820
        jmp     stop16
.map:
        mov     si, kernel_name
        mov     edi, KERNEL_START
        mov     ebp, KERNEL_END
        call    file_load
        jnc     .loaded
        mov     si, no_kernel
        jmp     stop16
.loaded:
        mov     [image_size], eax
        jmp     enter32

; A file MEMMAP.BIN whose count is not 0 takes the place of the firmware's map: strange maps can be
; tried on any machine. Out: carry: there is none.
given_map:
        mov     si, map_name
        mov     edi, MAP_FILE_START
        mov     ebp, MAP_FILE_END
        call    file_load
        jc      .none
        call    unreal
        mov     esi, MAP_FILE_START
        cmp     dword [fs:esi], 1       ; carry when the count is 0
        jc      .none
        mov     edi, E820_START
        mov     ecx, E820_SIZE / 4
.copy:  mov     eax, [fs:esi]
        mov     [fs:edi], eax
        add     esi, 4
        add     edi, 4
        loop    .copy, ecx
        clc
.none:  ret

; Opens the gate on address line 20, through the BIOS or through port 92h.
a20_enable:
        call    a20_test
        jne     .open
        mov     ax, 0x2401
        int     0x15
        call    a20_test
        jne     .open
        in      al, 0x92
        or      al, 2
        and     al, 0xfe                ; bit 0 resets the machine
        out     0x92, al
        call    a20_test
        jne     .open
        mov     si, no_a20
        jmp     stop16
.open:  ret

; Out: zero flag clear when 1 MiB and 0 are different bytes. [fs:0x100600] aliases 0x600; both
; are free at this time.
a20_test:
        call    unreal
        mov     edi, 0x100600
        mov     byte [0x600], 0x55
        mov     byte [fs:edi], 0xaa
        cmp     byte [0x600], 0xaa
        ret

; "Unreal" mode: FS keeps a limit of 4 GiB after a visit to protected mode. The BIOS may undo it,
; so it is set again before each use. [intel/vol3] 9.9.2. A timer tick while PE is set would take a
; real-mode vector for a gate. Keeps all registers.
unreal:
        pushfd
        cli
        pushad
        lgdt    [gdt_register]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     .protected              ; [intel/vol3] 9.9.1: a jump right after PE changes
.protected:
        mov     bx, 8
        mov     fs, bx
        and     al, 0xfe
        mov     cr0, eax
        jmp     .real
.real:  xor     bx, bx
        mov     fs, bx
        popad
        popfd
        ret

; In: si = what.  Says that it is not written yet, and switches the machine off.
not_written16:
        push    si
        mov     si, unwritten
        call    say16
        pop     si
        call    say16
        mov     dx, 0x604               ; QEMU: SLP_EN in ACPI's PM1a control register
        mov     ax, 0x2000
        out     dx, ax
        mov     dx, 0x8900              ; Bochs
        mov     si, shutdown
        mov     cx, 8
        rep outsb
        jmp     halt16

section .rodata
align 8
gdt:    dq 0
        dq 0x00cf92000000ffff           ; 8: data, base 0, limit 4 GiB
gdt_register:
        dw $ - gdt - 1
        dd gdt

unwritten:   db "not written yet: ", 0
shutdown:    db "Shutdown"
hello:       db "stage 2", 13, 10, 0
no_e820:     db "stage 2: the BIOS gives no memory map of 1 to 255 entries"
             db " (int 15h, E820h), fact C4", 13, 10, 0
no_a20:      db "stage 2: address line 20 stays closed", 13, 10, 0
no_kernel:   db "stage 2: no KERNEL.BIN on the disk", 13, 10, 0
kernel_name: db "KERNEL  BIN"
map_name:    db "MEMMAP  BIN"

section .bss
image_size: resd 1
