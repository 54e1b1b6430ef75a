; The memory map, as the BIOS tells it. SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
extern not_written16
global e820_collect

SMAP        equ 0x534d4150              ; "SMAP"
ENTRY_SIZE  equ 24
ATTRIBUTES  equ 20                      ; in an entry; ACPI 6.4, table 15.1
FIRST_ENTRY equ E820_START + 8          ; the count is 8 bytes
MAX_ENTRIES equ (E820_SIZE - 8) / ENTRY_SIZE

section .text
; In:  real mode, ds = es = 0.
; Out: at E820_START a count of 8 bytes, then as many entries of 24 bytes in the BIOS's order;
;      nothing beyond E820_END is touched. Carry: the BIOS does not know this call, or its list
;      is longer. Keeps nothing.
e820_collect:
;@lab 0
        mov     di, FIRST_ENTRY
        xor     ebx, ebx                ; the BIOS's place in its list: 0 begins
        xor     bp, bp                  ; entries so far
.next:  mov     dword [di + ATTRIBUTES], 1 ; for a BIOS that writes only 20 bytes: enabled
        mov     eax, 0xe820
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
.end:   xor     eax, eax
        mov     [E820_START + 4], eax
        mov     ax, bp
        mov     [E820_START], eax
        cmp     bp, 1                   ; carry when there is no entry
        ret
;@stub
;          ; Exercise 1: int 15h with EAX = E820h, EBX = 0 at first and then what it returned,
;          ; until EBX is 0 again. What is the count's size? What if an entry has 20 bytes?
;          mov     si, name
;          jmp     not_written16
;  
;  section .rodata
;  name: db "lab 0: e820_collect", 13, 10, 0
;@end
