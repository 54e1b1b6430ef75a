/* Memory that the boot loader's map may call usable and that something else than RAM answers for.
   The layout decides who is asked. SPDX-License-Identifier: MIT */
#ifndef RESERVED_H
#define RESERVED_H
#include "mm/range.h"

enum {
    MAX_RESERVED = 128, /* so many ranges can be split by what is found */
};

/* Takes the whole pages that devices claim out of the set. False: it would need more ranges than it
   has room for. */
bool reserved_remove(struct range_set *usable) MUST_CHECK;
#endif
