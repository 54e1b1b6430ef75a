; The 16-bit setup: asks the BIOS for the memory map, opens A20, and jumps to the 32-bit setup at
; 1 MiB. What it finds out goes into the zero page, the first 4 KiB of the memory that the boot
; sector and setup were loaded to. SPDX-License-Identifier: MIT
bits 16
extern stop16
global setup

; The zero page. [linux/boot] Documentation/x86/zero-page.rst
ZP_SCRATCH      equ 0x1e4               ; the setup's own: where a planted map is
ZP_E820_COUNT   equ 0x1e8
ZP_CODE32_START equ 0x214
ZP_E820         equ 0x2d0
ENTRY_SIZE      equ 20
MAX_ENTRIES     equ 128

STACK_END   equ 0x9000                  ; [linux/boot] "Sample Boot Configuration": heap and stack
A20_TEST    equ 0x200                   ; interrupt 80h's vector, which no BIOS uses
SMAP        equ 0x534d4150
CR0_PE      equ 1

section .text
; In:  real mode, cs = the boot sector's segment + 20h, interrupts off.
; Out: the 32-bit boot protocol's state at code32_start: flat segments, esi = the zero page, ebp =
;      edi = ebx = 0, interrupts off, no paging. [linux/boot] "32-bit Boot Protocol"
setup:  mov     ax, cs
        sub     ax, 0x20
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, STACK_END
        cld
        sti
        push    ax
        push    word .here
        retf                            ; cs = ds: one number for code and data
.here:  call    a20_open
        call    high_memory
        cmp     dword [memmap_given], 0
        je      .firmware
        mov     eax, memmap_given       ; a map planted in the image goes before the firmware's
        call    linear
        mov     [ZP_SCRATCH], eax
        jmp     enter32
.firmware:
        call    e820_collect
        jnc     enter32
        mov     si, no_e820
        jmp     stop16

; Out: the entries at ZP_E820, their number at ZP_E820_COUNT; carry: none, or more than have room.
e820_collect:
        mov     di, ZP_E820
        xor     ebx, ebx                ; the BIOS's place in its list: 0 begins
        xor     bp, bp                  ; entries so far
.next:  mov     eax, 0xe820
        mov     ecx, ENTRY_SIZE
        mov     edx, SMAP
        int     0x15
        jc      .end                    ; at the first call: unknown; later: the list is over
        cmp     eax, SMAP
        jne     .end
        inc     bp
        add     di, ENTRY_SIZE
        test    ebx, ebx
        jz      .end
        cmp     bp, MAX_ENTRIES
        jb      .next
        xor     bp, bp                  ; a map cut short is none: what would it reserve?
.end:   mov     ax, bp
        mov     [ZP_E820_COUNT], al
        cmp     bp, 1
        ret

; Opens the gate on address line 20, through the BIOS or through port 92h, unless it is open.
a20_open:
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

; Out: zero flag clear when ffff:210h, at 1 MiB + 200h, is other memory than 0:200h.
a20_test:
        xor     ax, ax
        mov     fs, ax
        dec     ax
        mov     gs, ax
        mov     bx, [fs:A20_TEST]
        mov     ax, [gs:A20_TEST + 16]
        not     ax
        mov     [fs:A20_TEST], ax
        cmp     [gs:A20_TEST + 16], ax  ; the same already: seen through the closed gate
        mov     [fs:A20_TEST], bx
        ret

; Stops unless there is memory at 1 MiB. In: gs = ffffh, the gate open.
high_memory:
        mov     ax, [gs:A20_TEST + 16]
        not     word [gs:A20_TEST + 16]
        cmp     [gs:A20_TEST + 16], ax  ; unchanged: nothing is there
        mov     [gs:A20_TEST + 16], ax
        jne     .there
        mov     si, no_high
        jmp     stop16
.there: ret

; In: eax = an offset in our segment, upper half 0.  Out: the physical address.
linear: push    edx
        xor     edx, edx
        mov     dx, ds
        shl     edx, 4
        add     eax, edx
        pop     edx
        ret

enter32:
        cli
        mov     eax, gdt
        call    linear
        mov     [gdt_register + 2], eax
        lgdt    [gdt_register]
        xor     eax, eax
        call    linear
        mov     esi, eax
        mov     edi, [ZP_CODE32_START]  ; a boot loader may have put another address there
        mov     eax, .protected
        call    linear
        mov     [far_pointer], eax
        mov     eax, cr0
        or      al, CR0_PE
        mov     cr0, eax
        jmp     dword far [far_pointer] ; a far jump loads CS. [intel/vol3] 9.9.1
bits 32
.protected:
        mov     ax, BOOT_DS
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     eax, edi
        xor     ebp, ebp
        xor     edi, edi
        xor     ebx, ebx
        jmp     eax

section .rodata
align 8
BOOT_CS equ 0x10                        ; the numbers are the protocol's
BOOT_DS equ 0x18
gdt:    dq 0, 0
        dq 0x00cf9a000000ffff           ; code, base 0, limit 4 GiB, 32-bit
        dq 0x00cf92000000ffff           ; data
gdt_register:
        dw $ - gdt - 1
        dd 0                            ; where the segment's base has been added
far_pointer:
        dd 0                            ; likewise
        dw BOOT_CS

no_a20:  db "setup: address line 20 stays closed", 13, 10, 0
no_high: db "setup: no memory at 1 MiB, fact E2", 13, 10, 0
no_e820: db "setup: the BIOS gives no memory map of 1 to 128 entries (int 15h, E820h)"
         db ", fact E5", 13, 10, 0

; As MEMMAP.BIN on a boot floppy: a map planted here takes the place of the firmware's.
align 8
memmap_given:
        times 6128 db 0
        db "MEMMAP override", 0
