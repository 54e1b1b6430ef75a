; A guest for the machine layer's test: says hello, then obeys one letter at a time.
; SPDX-License-Identifier: MIT
;   e: says "echo"   t: triple fault   h: cli, hlt   s: spins   o: power off   f: floods the line
;   m: writes 0x5a a5 c3 3c at 0x8000 and says "done"   p: DLAB set, says "done"
        org     0x7c00
        bits    16
start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        cld
        mov     dx, 0x3fb       ; LCR: DLAB, divisor 1, then 8N1
        mov     al, 0x83
        out     dx, al
        mov     dx, 0x3f8
        mov     al, 1
        out     dx, al
        inc     dx
        dec     al
        out     dx, al
        mov     dx, 0x3fb
        mov     al, 3
        out     dx, al
        mov     si, hello
        call    say

next:   call    get
        cmp     al, 'e'
        je      echo
        cmp     al, 't'
        je      triple
        cmp     al, 'h'
        je      halt
        cmp     al, 's'
        je      spin
        cmp     al, 'o'
        je      off
        cmp     al, 'f'
        je      flood
        cmp     al, 'm'
        jne     next
        mov     dword [0x8000], 0x3cc3a55a
        mov     si, done
        call    say
        jmp     next
echo:   mov     si, echoed      ; 0x7c00 + a fixed place: see the breakpoint test
        call    say
        jmp     next
triple: lidt    [noidt]
fault:  int3
halt:   cli
        hlt
spin:   jmp     spin
flood:  mov     al, 'x'
        call    put
        jmp     flood
off:    mov     si, shutdown
        mov     cx, 8
        mov     dx, 0x8900      ; Bochs
        rep outsb
        mov     dx, 0x604       ; QEMU's pc and q35
        mov     ax, 0x2000
        out     dx, ax
        jmp     spin

get:    mov     dx, 0x3fd
.wait:  in      al, dx
        test    al, 1
        jz      .wait
        mov     dx, 0x3f8
        in      al, dx
        ret

say:    lodsb
        test    al, al
        jz      .drain
        call    put
        jmp     say
.drain: mov     dx, 0x3fd       ; Bochs loses what is still in the shift register at the end
.empty: in      al, dx
        test    al, 0x40
        jz      .empty
        ret

put:    mov     ah, al
        mov     dx, 0x3fd
.wait:  in      al, dx
        test    al, 0x20
        jz      .wait
        mov     dx, 0x3f8
        mov     al, ah
        out     dx, al
        ret

noidt:    dw 0, 0, 0
shutdown: db "Shutdown"
hello:    db "hello", 13, 10, 0
echoed:   db "echo", 13, 10, 0
done:     db "done", 13, 10, 0

        times 0x1e0 - ($ - $$) db 0xcc
        dw      echo, fault     ; where the test finds its addresses
        times 510 - ($ - $$) db 0
        dw      0xaa55
