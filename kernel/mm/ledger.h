/* The ledger: one bit for every frame, set while it is handed out. It makes a double free and a
   foreign frame visible at once. In ledger.c a zero bit needs no memory: pages of the ledger exist
   only where a frame was once handed out. SPDX-License-Identifier: MIT */
#ifndef LEDGER_H
#define LEDGER_H
#include "types.h"

/* Notes that a frame is handed out. Requires that it is not. False: no memory for the ledger's
   page, nothing is noted. pa is a multiple of PAGE_SIZE below PHYS_LIMIT. */
bool ledger_hold(paddr_t pa) MUST_CHECK;

/* Notes that a frame has come back. False: it was not handed out. Any pa is allowed. */
bool ledger_release(paddr_t pa) MUST_CHECK;

/* The bits of the 64 frames from pa on, a multiple of 64 frames; ledger.c only. */
uint64_t ledger_word(paddr_t pa);
#endif
