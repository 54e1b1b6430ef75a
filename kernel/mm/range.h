/* Sets of addresses as sorted, disjoint ranges. Pure. SPDX-License-Identifier: MIT */
#ifndef RANGE_H
#define RANGE_H
#include "types.h"

struct range {
    uint64_t start, end; /* [start, end), start < end */
};

/* Invariant: ascending, disjoint, and no range ends where the next begins. The caller gives the
   array; the set never grows past it. */
struct range_set {
    struct range *range;
    size_t n, capacity;
};

/* Adds [start, end) to the set, merging what it meets or touches. An empty range changes
   nothing. False, and nothing is changed, when the set would need more than its capacity. */
bool range_add(struct range_set *s, uint64_t start, uint64_t end) MUST_CHECK;

/* Takes [start, end) out of the set, splitting a range that surrounds it. False, and nothing is
   changed, when the set would need more than its capacity. */
bool range_remove(struct range_set *s, uint64_t start, uint64_t end) MUST_CHECK;

/* Whether all of [start, end) is in the set. An empty range always is. */
bool range_contains(const struct range_set *s, uint64_t start, uint64_t end);

/* How many bytes the set holds. */
uint64_t range_total(const struct range_set *s);
#endif
