/* not_written() for programs on the host. SPDX-License-Identifier: MIT */
#include "core/not_written.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void not_written(int lab, const char *what)
{
    fprintf(stderr, "not written yet: lab %d: %s\n", lab, what);
    exit(1);
}
