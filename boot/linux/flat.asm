; Chapter 0 has no paging. SPDX-License-Identifier: MIT
global paging_on

section .text
paging_on:
        ret
