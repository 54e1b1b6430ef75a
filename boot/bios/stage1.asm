; Stage 1: the boot sector. Finds STAGE2.BIN in the floppy's root directory, loads it and jumps.
; 512 bytes, less the 62 that describe the file system. SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
org STAGE1_START

SECTOR        equ 512
FAT_SECTORS   equ 9                     ; one FAT, as the Makefile formats the disk
ROOT_SECTORS  equ 9                     ; 144 entries of 32 bytes
%if (FAT_SECTORS + ROOT_SECTORS) * SECTOR != FAT_SIZE
  %error "fact C3: the FAT and the root directory must fill the FAT buffer"
%endif
ROOT          equ FAT_START + FAT_SECTORS * SECTOR
ROOT_ENTRIES  equ ROOT_SECTORS * SECTOR / 32
FIRST_CLUSTER equ 1 + FAT_SECTORS + ROOT_SECTORS - 2 ; sector of cluster 0, were there one
LAST_LINK     equ 0xff8                 ; FAT12: this and above end a file
NAME_LENGTH   equ 11
ENTRY_CLUSTER equ 26                    ; in a directory entry

        jmp     short start
        nop
        times 11 - ($ - $$) db 0
        times 13 db 0                   ; bytes 11 to 23: mformat fills in the parameters
per_track: dw 0                         ; byte 24
heads:     dw 0                         ; byte 26
        times 62 - ($ - $$) db 0

; In:  real mode at 0:7c00 or 7c0:0, dl = boot drive, stack anywhere.
start:
        cli
        jmp     0:.here
.here:  xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, REAL_STACK_END
        sti
        cld
        mov     [drive], dl

        ; The FAT and the root directory follow the boot sector and each other.
        mov     ax, 1
        mov     bx, FAT_START
        mov     cx, FAT_SECTORS + ROOT_SECTORS
.read:  call    read_sector
        inc     ax
        add     bx, SECTOR
        loop    .read

        mov     bx, ROOT
        mov     dx, ROOT_ENTRIES
.find:  mov     si, name
        mov     di, bx
        mov     cx, NAME_LENGTH
        repe cmpsb
        je      .load
        add     bx, 32
        dec     dx
        jnz     .find
        mov     si, no_file
        jmp     stop

.load:  mov     si, [bx + ENTRY_CLUSTER]
        mov     bx, STAGE2_START
; Loop: si = a cluster of the file, bx = where its sector goes.
.next:  cmp     bx, STAGE2_END & 0xffff  ; at 64 KiB bx has wrapped
        je      .too_large
        lea     ax, [si + FIRST_CLUSTER]
        call    read_sector
        add     bx, SECTOR
        mov     di, si                  ; the link is 12 bits at si * 3 / 2
        shr     di, 1
        add     di, si
        mov     di, [FAT_START + di]
        shr     si, 1                   ; carry: an odd cluster, the upper 12 bits of the word
        jnc     .even
        shr     di, 4
.even:  and     di, 0xfff
        mov     si, di
        cmp     si, LAST_LINK
        jb      .next
        mov     dl, [drive]
        jmp     STAGE2_START            ; dl = drive, cs = ds = es = ss = 0

.too_large:
        mov     si, too_large
        jmp     stop

; In:  ax = sector from 0, es:bx = where to.  Out: all registers kept.
; Three tries: a real drive's motor may not be up to speed at the first.
read_sector:
        pusha
        xor     dx, dx
        div     word [per_track]
        mov     cl, dl
        inc     cx                      ; cl = sector of the track, from 1
        xor     dx, dx
        div     word [heads]
        mov     ch, al                  ; cylinder
        mov     dh, dl                  ; head
        mov     dl, [drive]
        mov     di, 3
.try:   mov     ax, 0x0201              ; int 13h, ah = 2: read al sectors
        int     0x13
        jnc     .done
        xor     ax, ax                  ; ah = 0: reset the drive
        int     0x13
        dec     di
        jnz     .try
        mov     si, bad_disk
        jmp     stop
.done:  popa
        ret

; In:  si = text.  Never returns. On the screen by int 10h, on the serial line by hand.
stop:   mov     dx, 0x3fb
        mov     al, 3                   ; line control: 8N1
        out     dx, al
.next:  lodsb
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        mov     ah, al
        mov     dx, 0x3fd
.wait:  in      al, dx
        test    al, 0x40                ; empty: all that came before is sent
        jz      .wait
        test    ah, ah
        jz      .halt
        mov     al, ah
        mov     dl, 0xf8
        out     dx, al
        jmp     .next
.halt:  cli
        hlt
        jmp     .halt

name:      db "STAGE2  BIN"
no_file:   db "stage 1: no STAGE2.BIN", 13, 10, 0
bad_disk:  db "stage 1: disk read error", 13, 10, 0
too_large: db "stage 1: STAGE2.BIN over 23 KiB", 13, 10, 0

%if $ - $$ > 509
  %error "fact C2: the boot sector's code does not fit"
%endif
        times 509 - ($ - $$) db 0
drive:  db 0
        dw 0xaa55
