/* Bochs' answers, made fit to read. SPDX-License-Identifier: MIT */
#ifndef ANSWER_H
#define ANSWER_H
#include "grading/text.h"
#include "types.h"

/* Where the machine stands, from the last line of what Bochs prints when it stops:
   "(0) [0x00000000a76a] 0008:000000000000a76a (jump_kernel+2a): mov cr0, eax   ; 0f22c0" */
struct place {
    paddr_t pa;
    vaddr_t offset;       /* of CS: the linear address where the segment is flat */
    char cs_ip[40];       /* "0008:000000000000a76a" */
    char instruction[80]; /* "mov cr0, eax" */
};

/* False: there is no such line. */
bool answer_place(const char *answer, struct place *place) MUST_CHECK;

/* The command as Bochs is to get it. Its own "xp /4gx" prints words, and "x /4gx" drops leading
   zeros, so that both become "/8wx", which answer_print() joins again. */
void answer_command(const char *command, struct text *for_bochs);

/* Prints the answer to a command, indented, folded to the page's width, without what only Bochs'
   authors need. words: NULL or "", or the names of the lines to show: "CR0 CR3", "rip rsp". */
void answer_print(const char *command, const char *words, const char *answer);
#endif
