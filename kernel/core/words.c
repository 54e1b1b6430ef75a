/* Words and numbers. SPDX-License-Identifier: MIT */
#include "core/words.h"

size_t words_split(char *line, char **word, size_t max)
{
    size_t n = 0;
    for (;;) {
        while (*line == ' ' || *line == '\t')
            *line++ = '\0';
        if (!*line || n == max)
            return n;
        word[n++] = line;
        while (*line && *line != ' ' && *line != '\t')
            line++;
    }
}

bool words_equal(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

bool words_number(const char *word, unsigned long long *number)
{
    bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
    unsigned long long n = 0;
    if (hex)
        word += 2;
    if (!*word)
        return false;
    for (; *word; word++) {
        int digit = digit_value(*word);
        if (digit >= (hex ? 16 : 10))
            return false;
        if (__builtin_mul_overflow(n, hex ? 16ull : 10ull, &n) ||
            __builtin_add_overflow(n, (unsigned long long)digit, &n))
            return false;
    }
    *number = n;
    return true;
}
