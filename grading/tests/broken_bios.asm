; A boot sector that breaks a BIOS call and then runs the real one, which lies in the floppy's last
; sector. nasm -D VECTOR=0x15 -D HANDLER=no_e820, or 0x13 and bad_disk with -D CYLINDER=n.
; SPDX-License-Identifier: MIT
%ifndef CYLINDER
  %define CYLINDER 0
%endif
bits 16
org 0x7c00

HOOK equ 0x800                          ; the handler's place, in memory nobody uses

start:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     si, HANDLER
        mov     di, HOOK
        mov     cx, end - HANDLER
        rep movsb
        mov     eax, [VECTOR * 4]
        mov     [HOOK + old - HANDLER], eax
        mov     si, load                ; reading the real sector goes on below 0x7c00
        mov     di, 0x700
        mov     cx, load_end - load
        rep movsb
        jmp     0:0x700

; Copied to 0x700: overwrites 0x7c00 with the real boot sector.
load:   mov     ax, 0x0201
        mov     bx, 0x7c00
        mov     cx, 79 << 8 | 18        ; cylinder 79, sector 18
        mov     dh, 1
        int     0x13
        mov     dword [VECTOR * 4], HOOK
        jmp     0:0x7c00
load_end:

; Each handler ends in the old one; `old` is found from the start of the chosen one.
no_e820:
        cmp     eax, 0xe820
        jne     chain
        jmp     fail
bad_disk:
        cmp     ah, 2                   ; reads from this cylinder on fail
        jne     chain
        cmp     ch, CYLINDER
        jb      chain
fail:   push    bp
        mov     bp, sp
        or      byte [bp + 6], 1        ; carry, in the flags that iret restores
        pop     bp
        iret
chain:  db 0xea                         ; jmp far
old:    dd 0
end:

        times 510 - ($ - $$) db 0
        dw 0xaa55
