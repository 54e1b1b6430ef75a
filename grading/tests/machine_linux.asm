; A Linux image for the machine layer's test: boot sector, 16-bit setup, and 32-bit code at 1 MiB
; that says its command line and how many entries were planted in its memory map.
; [linux/boot] "The Linux/x86 Boot Protocol", 2.04. SPDX-License-Identifier: MIT
        org     0
        bits    16
        times 0x1f1 - ($ - $$) db 0
        db      1               ; setup_sects: the 16-bit code has one sector
        dw      0
        dd      (END - START) / 16
        dw      0, 0, 0, 0xaa55
        jmp     short setup
        db      "HdrS"
        dw      0x204
        dd      0
        dw      0x1000, 0
        db      0, 1            ; loadflags: the rest belongs at 1 MiB
        dw      0
        dd      START, 0, 0, 0
        dw      0xfe00, 0
command_line: dd 0
        dd      0x37ffffff

setup:  cli                     ; DS: where the boot sector lies, CS 0x20 more
        xor     eax, eax
        mov     ax, ds
        shl     eax, 4
        add     eax, gdt
        mov     [gdtr + 2], eax
        lgdt    [gdtr]
        mov     ebx, [command_line]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword 8:START

        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw      23
        dd      0
        times 1024 - ($ - $$) db 0

        section .high start=1024 vstart=0x100000
        bits    32
START:  cld
        mov     eax, 16
        mov     ds, eax
        mov     ss, eax
        mov     esp, 0x90000
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
        mov     esi, greeting
        call    say
        mov     esi, ebx
        call    say
        mov     al, [map]
        add     al, '0'
        mov     [number], al
        mov     esi, between
        call    say
halt:   cli
        hlt
        jmp     halt

say:    mov     edx, 0x3fd
.wait:  in      al, dx
        test    al, 0x40        ; empty: Bochs loses what is still in the shift register at the end
        jz      .wait
        mov     edx, 0x3f8
        lodsb
        test    al, al
        jz      .end
        out     dx, al
        jmp     say
.end:   ret

greeting: db    "linux: ", 0
between: db     ", "
number: db      "? entries", 13, 10, 0

map:    times 6128 db 0
        db      "MEMMAP override", 0
        align   16, db 0
END:
