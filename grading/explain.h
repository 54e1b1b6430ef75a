/* Why a guest died, in the architecture's terms. SPDX-License-Identifier: MIT */
#ifndef EXPLAIN_H
#define EXPLAIN_H
#include "grading/check.h"
#include "grading/text.h"

/* Adds lines: what the guest itself said last (a panic, "not written yet: …"), where it stood
   (function, file and line), and which level of its page tables was missing. */
void explain_stop(struct text *t, const struct subject *s, struct machine *m, enum stop stop);

/* Adds "0xffffffff80120f3e (kmain, chapters/03…/kmain.c:41)", as far as it is known. */
void explain_address(struct text *t, const struct subject *s, vaddr_t va);
#endif
