/* No solution is made of another one: what a submission's files may include.
   SPDX-License-Identifier: MIT */
#ifndef INCLUDES_H
#define INCLUDES_H
#include "grading/check.h"
#include "grading/text.h"

/* Whether the lab's files in `from`, whose objects and dependency files (*.d) lie in `objects`,
   were built from themselves and from headers of kernel/, boot/, build/ and the compiler alone.
   False: trouble names the first other file. The sources' words are looked at as well, for incbin
   and NASM's %include, which no dependency file lists. */
bool includes_allowed(const struct lab *lab, const char *from, const char *objects,
                      struct text *trouble) MUST_CHECK;
#endif
