; Files of the boot floppy, through the BIOS: stage 2's own reader, with buffers inside stage 2, so
; that fact C3's area is free for the memory map. SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
extern stop16
extern unreal
global disk_open
global file_load

SECTOR        equ 512
NAME_LENGTH   equ 11
ENTRY_SIZE    equ 32
ENTRY_CLUSTER equ 26
ENTRY_BYTES   equ 28
LAST_LINK     equ 0xff8

; The file system's parameters, in the boot sector.
ROOT_ENTRIES  equ STAGE1_START + 17
FAT_SECTORS   equ STAGE1_START + 22
PER_TRACK     equ STAGE1_START + 24
HEADS         equ STAGE1_START + 26
FATS          equ STAGE1_START + 16
RESERVED      equ STAGE1_START + 14
MAX_FAT       equ 9

section .text
; In: dl = drive.  Reads the FAT; finds out where the root directory and the files begin.
disk_open:
        mov     [drive], dl
        mov     ax, [RESERVED]
        mov     cx, [FAT_SECTORS]
        cmp     cx, MAX_FAT
        ja      .strange
        cmp     word [PER_TRACK], DISK_BUFFER_SIZE / SECTOR
        ja      .strange
        mov     bx, fat
.read:  push    cx
        mov     cx, 1
        call    read
        pop     cx
        inc     ax
        add     bx, SECTOR
        loop    .read
        mov     al, [FATS]
        xor     ah, ah
        mul     word [FAT_SECTORS]
        add     ax, [RESERVED]
        mov     [root], ax
        mov     bx, [ROOT_ENTRIES]
        shr     bx, 4                   ; 16 entries a sector
        add     ax, bx
        sub     ax, 2                   ; clusters count from 2
        mov     [cluster0], ax
        ret
.strange:
        mov     si, strange
        jmp     stop16

; In:  si = name, 8 + 3 characters; edi = where to; ebp = where the file must have ended.
; Out: carry: there is no such file. Else eax = its size in bytes. Keeps nothing.
file_load:
        call    find
        jc      .done
        mov     eax, [bx + ENTRY_BYTES]
        mov     [size], eax
        add     eax, edi
        jc      .too_large
        cmp     eax, ebp
        ja      .too_large
        mov     [end], eax
        mov     dx, [bx + ENTRY_CLUSTER]
; Loop: dx = first cluster not yet read, edi = where its bytes go.
.run:   cmp     dx, 2
        jb      .end                    ; an empty file has cluster 0
        cmp     dx, LAST_LINK
        jae     .end
        mov     ax, dx
        add     ax, [cluster0]
        call    contiguous
        mov     bx, DISK_BUFFER_START >> 4
        mov     es, bx
        xor     bx, bx
        call    read
        mov     es, bx                  ; 0 again
        call    copy_up
        cmp     edi, ebp                ; a broken chain must not run away
        jbe     .run
.too_large:
        mov     si, too_large
        jmp     stop16
.end:   cmp     edi, [end]
        jb      .too_short
        mov     eax, [size]
        clc
.done:  ret
.too_short:
        mov     si, too_short
        jmp     stop16

; In:  si = name.  Out: bx = its directory entry in `sector`, or carry. Keeps edi, ebp.
find:   push    di
        mov     ax, [root]
        mov     cx, [ROOT_ENTRIES]
.sector:
        push    cx
        mov     bx, sector
        mov     cx, 1
        call    read
        pop     cx
.entry: push    si
        push    cx
        mov     di, bx
        mov     cx, NAME_LENGTH
        repe cmpsb
        pop     cx
        pop     si
        clc
        je      .done
        dec     cx
        jz      .none
        add     bx, ENTRY_SIZE
        cmp     bx, sector + SECTOR
        jb      .entry
        inc     ax
        jmp     .sector
.none:  stc
.done:  pop     di
        ret

; In:  dx = cluster, ax = its sector.  Out: cx = how many sectors from there on are the file's, in
; order and on one track; dx = the cluster after them. Keeps ax.
contiguous:
        push    ax
        push    bx
        xor     cx, cx
.next:  inc     cx
        inc     ax
        mov     bx, dx                  ; bx = dx's link: 12 bits at dx * 3 / 2
        shr     bx, 1
        add     bx, dx
        mov     bx, [fat + bx]
        test    dl, 1
        jz      .even
        shr     bx, 4
.even:  and     bx, 0xfff
        inc     dx
        cmp     bx, dx
        mov     dx, bx
        jne     .done
        push    ax
        push    dx
        xor     dx, dx
        div     word [PER_TRACK]
        test    dx, dx                  ; ax is the first of the next track
        pop     dx
        pop     ax
        jnz     .next
.done:  pop     bx
        pop     ax
        ret

; In:  cx sectors in the disk buffer, edi = where they go.  Out: edi behind them.
copy_up:
        call    unreal
        push    cx
        mov     esi, DISK_BUFFER_START
        movzx   ecx, cx
        shl     ecx, 7                  ; 128 double words a sector
.copy:  mov     eax, [fs:esi]
        mov     [fs:edi], eax
        add     esi, 4
        add     edi, 4
        loop    .copy, ecx
        pop     cx
        ret

; In:  ax = first sector, cx = how many, on one track, es:bx = where to.  Keeps all registers.
read:   pusha
        mov     si, cx
        xor     dx, dx
        div     word [PER_TRACK]
        mov     cl, dl
        inc     cx                      ; sector of the track, from 1
        xor     dx, dx
        div     word [HEADS]
        mov     ch, al                  ; cylinder
        mov     dh, dl                  ; head
        mov     dl, [drive]
        mov     di, 3
.try:   mov     ax, si
        mov     ah, 0x02                ; int 13h: read al sectors
        int     0x13
        jnc     .done
        xor     ax, ax                  ; reset the drive
        int     0x13
        dec     di
        jnz     .try
        mov     si, bad_disk
        jmp     stop16
.done:  popa
        ret

section .rodata
strange:   db "stage 2: the disk's file system is not the one it was made with", 13, 10, 0
too_large: db "stage 2: a file exceeds its place: KERNEL.BIN 896 KiB, MEMMAP.BIN 6 KiB", 13, 10, 0
too_short: db "stage 2: a file ends before its size", 13, 10, 0
bad_disk:  db "stage 2: disk read error", 13, 10, 0

section .bss
drive:    resb 1
alignb 4
size:     resd 1
end:      resd 1                        ; where the file ends in memory
root:     resw 1                        ; the root directory's first sector
cluster0: resw 1                        ; the sector of cluster 0, were there one
sector:   resb SECTOR
fat:      resb MAX_FAT * SECTOR
