; Right: the entry keeps all but P, and is written through the map that it removes; INVLPG for each
; of its pages. SPDX-License-Identifier: MIT
bits 32
global drop_identity

section .text.enter progbits alloc exec nowrite align=1
drop_identity:
        mov     eax, cr3
        shr     eax, 12
        shl     eax, 12
        btr     dword [eax], 0
        mov     eax, 4 << 20
.page:  sub     eax, 4096
        invlpg  [eax]
        jnz     .page
