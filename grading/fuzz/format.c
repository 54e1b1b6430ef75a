/* libFuzzer: any format, buffer and arguments: the text stays in its buffer, is terminated, and is
   the start of the text that a larger buffer gets. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/print.h"

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* A width of many digits only asks for many blanks: keep it to three. */
static void shorten_widths(char *f)
{
    for (unsigned digits = 0; *f; f++) {
        digits = *f >= '0' && *f <= '9' ? digits + 1 : 0;
        if (digits > 3)
            *f = '%';
    }
}

/* The arguments must fit the conversions: an argument of 8 bytes fits every one but %s. */
static void remove_strings(char *f)
{
    for (; *f; f++)
        if (*f == 's')
            *f = 'c';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 9 || size > 200)
        return 0;
    size_t room = 1 + data[0];
    unsigned long long n;
    memcpy(&n, data + 1, sizeof n);
    char f[200] = "";
    memcpy(f, data + 9, size - 9);
    shorten_widths(f);
    remove_strings(f);
    size_t conversions = 0;
    for (const char *p = f; *p; p++)
        conversions += *p == '%';
    if (conversions > 8)
        return 0;

    static char large[65536];
    char *small = malloc(room);
    size_t length = format(small, room, f, n, n, n, n, n, n, n, n);
    require(format(large, sizeof large, f, n, n, n, n, n, n, n, n) == length);
    size_t shown = length < room ? length : room - 1;
    require(memcmp(small, large, shown) == 0 && small[shown] == '\0');
    free(small);
    return 0;
}
