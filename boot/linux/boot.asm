; The image's first sectors: a boot sector that says what the image is, and the header by which a
; Linux boot loader knows it. The numbers are offsets in the boot protocol's own words.
; [linux/boot] Documentation/x86/boot.rst; version 2.04 ends at 230h. SPDX-License-Identifier: MIT
bits 16
%include "layout.inc"
extern setup_sectors                    ; setup.ld counts
extern image_paragraphs
extern setup

HEADER       equ 0x1f1
VIDEO_NORMAL equ 0xffff                 ; text mode, as it is
LOADED_HIGH  equ 1                      ; loadflags: the protected-mode code belongs at 1 MiB
RAMDISK_MAX  equ 0x37ffffff             ; what a loader assumes of version 2.02, too

section .text
; In:  real mode at 0:7c00 or 7c0:0: somebody boots the image as a disk. Boot loaders skip this.
sector: jmp     0x7c0:.here
.here:  push    cs
        pop     ds
        cld
        mov     si, no_disk
        mov     dx, 0x3fb
        mov     al, 3                   ; line control: 8N1
        out     dx, al
; As say16.asm does it, which is not in this sector.
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

no_disk: db "boot sector: this image needs a Linux boot loader (boot protocol 2.04)", 13, 10, 0

        times HEADER - ($ - $$) db 0
        db      setup_sectors
        dw      0                       ; root_flags
        dd      image_paragraphs        ; syssize: of what belongs at 1 MiB, in 16 bytes
        dw      0                       ; ram_size
        dw      VIDEO_NORMAL
        dw      0                       ; root_dev
        dw      0xaa55
        db      0xeb, .end - .magic     ; a jump over the header; its length tells the header's
.magic: db      "HdrS"
        dw      0x0204
        dd      0                       ; realmode_swtch: none
        dw      0                       ; start_sys_seg: obsolete
        dw      version - 0x200
        db      0                       ; type_of_loader, filled in by the loader
        db      LOADED_HIGH
        dw      0                       ; setup_move_size: for loaders of version 2.00
        dd      SETUP32_START           ; code32_start
        dd      0, 0                    ; ramdisk_image, ramdisk_size, by the loader
        dd      0                       ; bootsect_kludge: obsolete
        dw      0                       ; heap_end_ptr, by the loader
        db      0, 0                    ; ext_loader_ver, ext_loader_type
        dd      0                       ; cmd_line_ptr, by the loader
        dd      RAMDISK_MAX
.end:   jmp     setup

version: db "jinue, a workbook's kernel", 0
