/* Range algebra. Ranges that a change meets are found first; the array moves once.
   SPDX-License-Identifier: MIT */
#include "mm/range.h"

/* The first range that ends at or after `at`; s->n when none does. */
static size_t first_reaching(const struct range_set *s, uint64_t at)
{
    size_t i = 0;
    while (i < s->n && s->range[i].end < at)
        i++;
    return i;
}

/* Replaces the ranges first … last - 1 by `with`. */
static bool replace(struct range_set *s, size_t first, size_t last, const struct range *with,
                    size_t nwith)
{
    size_t n = s->n - (last - first) + nwith;
    if (n > s->capacity)
        return false;
    if (first + nwith <= last) /* closing up: from the left */
        for (size_t i = last; i < s->n; i++)
            s->range[i - last + first + nwith] = s->range[i];
    else /* making room: from the right */
        for (size_t i = s->n; i-- > last;)
            s->range[i - last + first + nwith] = s->range[i];
    for (size_t i = 0; i < nwith; i++)
        s->range[first + i] = with[i];
    s->n = n;
    return true;
}

bool range_add(struct range_set *s, uint64_t start, uint64_t end)
{
    if (start >= end)
        return true;
    size_t first = first_reaching(s, start), last = first;
    struct range merged = { start, end };
    for (; last < s->n && s->range[last].start <= end; last++) {
        if (s->range[last].start < merged.start)
            merged.start = s->range[last].start;
        if (s->range[last].end > merged.end)
            merged.end = s->range[last].end;
    }
    return replace(s, first, last, &merged, 1);
}

bool range_remove(struct range_set *s, uint64_t start, uint64_t end)
{
    if (start >= end)
        return true;
    size_t first = first_reaching(s, start + 1), last = first; /* touching is not meeting */
    struct range left[2]; /* what stays of the first and the last range that we meet */
    size_t nleft = 0;
    for (; last < s->n && s->range[last].start < end; last++) {
        if (s->range[last].start < start)
            left[nleft++] = (struct range){ s->range[last].start, start };
        if (s->range[last].end > end)
            left[nleft++] = (struct range){ end, s->range[last].end };
    }
    return replace(s, first, last, left, nleft);
}

bool range_contains(const struct range_set *s, uint64_t start, uint64_t end)
{
    if (start >= end)
        return true;
    for (size_t i = 0; i < s->n; i++)
        if (s->range[i].start <= start && end <= s->range[i].end)
            return true;
    return false;
}

uint64_t range_total(const struct range_set *s)
{
    uint64_t total = 0;
    for (size_t i = 0; i < s->n; i++)
        total += s->range[i].end - s->range[i].start;
    return total;
}
