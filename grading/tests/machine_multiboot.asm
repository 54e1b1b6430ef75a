; A Multiboot guest for the machine layer's test: turns on 32-bit paging, runs at 3 GiB + 1 MiB with
; nothing mapped at 0, says "ready:" and obeys one letter at a time. SPDX-License-Identifier: MIT
;   e: says "echo"   t: page fault without an IDT, a triple fault   h: cli, hlt   o: power off
;   m: writes 0x5a a5 c3 3c at physical 0x300000 and says "done"
;   c: says its command line   i: says what its modules begin with   n: the planted map's count
        bits    32
%define HIGH(address) (address + 0xc0000000)
DIRECTORY equ 0x200000          ; page directory, one page table behind it: 0 to 4 MiB
STACK     equ 0x280000
PATTERN   equ 0x300000

        section .text
        align   4
header: dd      0x1badb002, 0, -0x1badb002      ; [multiboot1] 3.1.1
        global  start, echo, fault, resting, gdt, map
start:  mov     esp, STACK      ; protected mode, no paging, EBX: Multiboot information
        cld
        lgdt    [gdtr]
        jmp     8:flat
flat:   mov     eax, 16
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        call    keep_information
        mov     edi, DIRECTORY
        mov     ecx, 1024
        xor     eax, eax
        rep stosd
        mov     eax, 3          ; present, writable
page:   stosd
        add     eax, 0x1000
        cmp     eax, 0x400003
        jb      page
        mov     dword [DIRECTORY], DIRECTORY + 0x1003
        mov     dword [DIRECTORY + 768 * 4], DIRECTORY + 0x1003
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80010000 ; PG, WP
        mov     cr0, eax
        mov     eax, HIGH(high)
        jmp     eax
high:   mov     esp, HIGH(STACK)
        mov     dword [HIGH(DIRECTORY)], 0
        mov     eax, cr3
        mov     cr3, eax
        lgdt    [HIGH(high_gdtr)]

        mov     edx, 0x3fb      ; LCR: DLAB, divisor 1, then 8N1
        mov     al, 0x83
        out     dx, al
        mov     edx, 0x3f8
        mov     al, 1
        out     dx, al
        inc     edx
        dec     al
        out     dx, al
        mov     edx, 0x3fb
        mov     al, 3
        out     dx, al
        mov     esi, HIGH(ready)
        call    say

next:   call    get
        mov     esi, HIGH(command_line)
        cmp     al, 'c'
        je      words
        mov     esi, HIGH(modules)
        cmp     al, 'i'
        je      words
        cmp     al, 'n'
        je      count
        cmp     al, 'e'
        je      echo
        cmp     al, 't'
        je      triple
        cmp     al, 'h'
        je      halt
        cmp     al, 'o'
        je      off
        cmp     al, 'm'
        jne     next
        mov     dword [HIGH(PATTERN)], 0x3cc3a55a
        mov     esi, HIGH(done)
        call    say
        jmp     next
count:  mov     al, [HIGH(map)]
        add     al, '0'
        mov     [HIGH(number)], al
        mov     esi, HIGH(number)
words:  call    say
        mov     esi, HIGH(line_end)
        call    say
        jmp     next
echo:   mov     esi, HIGH(echoed)
        call    say
        jmp     next
triple: lidt    [HIGH(no_idt)]
fault:  mov     eax, [0x1234]   ; not mapped any more
halt:   cli
        hlt
resting: jmp    halt
off:    mov     esi, HIGH(shutdown)
        mov     ecx, 8
        mov     edx, 0x8900     ; Bochs
        rep outsb
        mov     edx, 0x604      ; QEMU's pc and q35
        mov     eax, 0x2000
        out     dx, ax
        jmp     halt

; [multiboot1] 3.3: the command line, and the first 8 bytes of each of at most 7 modules.
keep_information:
        mov     edi, command_line
        test    byte [ebx], 4   ; flags: there is a command line
        jz      .modules
        mov     esi, [ebx + 16]
        mov     ecx, 63
.copy:  lodsb
        stosb
        test    al, al
        loopnz  .copy
.modules:
        mov     edi, modules
        test    byte [ebx], 8   ; flags: there are modules
        jz      .end
        mov     ecx, [ebx + 20]
        mov     edx, [ebx + 24]
        jecxz   .end
.next:  mov     esi, [edx]
        movsd
        movsd
        add     edx, 16
        loop    .next
.end:   ret

get:    mov     edx, 0x3fd
.wait:  in      al, dx
        test    al, 1
        jz      .wait
        mov     edx, 0x3f8
        in      al, dx
        ret

say:    lodsb
        test    al, al
        jz      .drain
        call    put
        jmp     say
.drain: mov     edx, 0x3fd      ; Bochs loses what is still in the shift register at the end
.empty: in      al, dx
        test    al, 0x40
        jz      .empty
        ret

put:    mov     ah, al
        mov     edx, 0x3fd
.wait:  in      al, dx
        test    al, 0x20
        jz      .wait
        mov     edx, 0x3f8
        mov     al, ah
        out     dx, al
        ret

        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw      23
        dd      gdt
high_gdtr: dw   23
        dd      HIGH(gdt)
no_idt: dw      0, 0, 0
shutdown: db    "Shutdown"
ready:  db      "ready: 32-bit paging", 13, 10, "> ", 0
echoed: db      "echo", 13, 10, 0
done:   db      "done", 13, 10, 0
line_end: db    ".", 13, 10, 0
number: db      0, 0
command_line: times 64 db 0
modules: times 64 db 0

; The signature in code that looks for it: nothing is planted before this one.
        db      "MEMMAP override", 0
map:    times 6128 db 0
        db      "MEMMAP override", 0
