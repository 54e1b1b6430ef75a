/* The kernel's address space once it runs at its linked address. SPDX-License-Identifier: MIT */
#ifndef KSPACE_H
#define KSPACE_H

/* Makes the boot's page tables the kernel's: drops the identity map; gives every page that boot
   mapped the rights of its row, among the fixed rows alive in this chapter, and each section of the
   image its own: code is executed, constants are read, the rest is written, nothing is both written
   and executed; leaves nothing of the old mappings in the TLB. Rows that boot did not map stay
   unmapped: later chapters bring their tables. Requires EFER.NXE and CR0.WP. Once. */
void kspace_enter(void);
#endif
