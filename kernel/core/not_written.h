/* What a skeleton does where the student has not written anything yet.
   SPDX-License-Identifier: MIT */
#ifndef NOT_WRITTEN_H
#define NOT_WRITTEN_H

/* Says "not written yet: lab N: what" on the serial line, and switches the machine off. */
_Noreturn void not_written(int lab, const char *what);
#endif
