; Accesses that may fault: the way back is written down first. SPDX-License-Identifier: MIT
bits 32
global probe_read
global probe_write
global probe_run
global probe_failed
global probe_sp

section .bss
probe_sp: resd 1                        ; not 0: a probe is under way, trap() goes to probe_failed

section .text
%macro BEGIN 0
        push    ebx
        push    ebp
        push    esi
        push    edi
        mov     [probe_sp], esp
        mov     edi, [esp + 20]         ; the low half of va
%endmacro

; bool probe_read(vaddr_t va, uint8_t *byte)
probe_read:
        BEGIN
        mov     esi, [esp + 28]
        mov     al, [edi]
        mov     [esi], al
        jmp     succeeded

; bool probe_write(vaddr_t va, uint8_t byte)
probe_write:
        BEGIN
        mov     al, [esp + 28]
        mov     [edi], al
        jmp     succeeded

; bool probe_run(vaddr_t va)
probe_run:
        BEGIN
        call    edi
succeeded:
        mov     eax, 1
        jmp     finished

; In:  trap() came here instead of going back to the faulting instruction; any registers.
probe_failed:
        mov     esp, [probe_sp]
        xor     eax, eax
finished:
        mov     dword [probe_sp], 0
        pop     edi
        pop     esi
        pop     ebp
        pop     ebx
        ret
