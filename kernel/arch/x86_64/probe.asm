; Accesses that may fault: the way back is written down first. SPDX-License-Identifier: MIT
bits 64
global probe_read
global probe_write
global probe_run
global probe_failed
global probe_sp

section .bss
probe_sp: resq 1                        ; not 0: a probe is under way, trap() goes to probe_failed

section .text
%macro BEGIN 0
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     [rel probe_sp], rsp
%endmacro

; bool probe_read(vaddr_t va = rdi, uint8_t *byte = rsi)
probe_read:
        BEGIN
        mov     al, [rdi]
        mov     [rsi], al
        jmp     succeeded

; bool probe_write(vaddr_t va = rdi, uint8_t byte = esi)
probe_write:
        BEGIN
        mov     [rdi], sil
        jmp     succeeded

; bool probe_run(vaddr_t va = rdi)
probe_run:
        BEGIN
        call    rdi
succeeded:
        mov     eax, 1
        jmp     finished

; In:  trap() came here instead of going back to the faulting instruction; any registers.
probe_failed:
        mov     rsp, [rel probe_sp]
        xor     eax, eax
finished:
        mov     qword [rel probe_sp], 0
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
