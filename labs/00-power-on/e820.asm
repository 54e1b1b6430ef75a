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
        ; Exercise 1: int 15h with EAX = E820h, EBX = 0 at first and then what it returned,
        ; until EBX is 0 again. What is the count's size? What if an entry has 20 bytes?
        mov     si, name
        jmp     not_written16

section .rodata
name: db "lab 0: e820_collect", 13, 10, 0
