; Words from real mode, on the screen and the serial line. SPDX-License-Identifier: MIT
bits 16
global screen_print
global say16
global stop16
global halt16

section .text
; In: ds:si = text.  Keeps dx: not every BIOS does.
screen_print:
        push    dx
.next:  lodsb
        test    al, al
        jz      .done
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        jmp     .next
.done:  pop     dx
        ret

; In: ds:si = text.  Prints it on the screen and the serial line, and halts.
stop16: call    say16
halt16: cli
        hlt
        jmp     halt16

; In: ds:si = text.  Out: it is on the screen, and the serial line has sent its last bit.
say16:  push    si
        call    screen_print
        pop     si
        mov     dx, 0x3fb
        mov     al, 3                   ; line control: 8N1
        out     dx, al
        mov     dx, 0x3fd
.next:  lodsb
        mov     ah, al
.wait:  in      al, dx
        and     al, 0x60                ; THRE and TEMT: all that came before is sent
        cmp     al, 0x60
        jne     .wait
        test    ah, ah
        jz      .done
        mov     al, ah
        mov     dl, 0xf8
        out     dx, al
        mov     dl, 0xfd
        jmp     .next
.done:  ret
