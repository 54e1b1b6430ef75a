/* libFuzzer: whatever is typed at the monitor, words lie in their line and numbers are libc's.
   SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/words.h"

enum { MAX_WORDS = 8 };

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* strtoull() takes more than the monitor does: signs, blanks, octal. */
static bool libc_number(const char *word, unsigned long long *number)
{
    bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
    if (!(hex ? isxdigit((unsigned char)word[2]) : isdigit((unsigned char)word[0])))
        return false;
    char *end;
    errno = 0;
    *number = strtoull(word, &end, hex ? 16 : 10);
    return !errno && !*end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = malloc(size + 1), *copy = malloc(size + 1);
    memcpy(line, data, size);
    line[size] = '\0';
    strcpy(copy, line);

    char *word[MAX_WORDS];
    size_t n = words_split(line, word, MAX_WORDS);
    char *rest = copy, *expected;
    for (size_t i = 0; i < n; i++) {
        expected = strtok_r(rest, " \t", &rest);
        require(expected && strcmp(word[i], expected) == 0 && words_equal(word[i], expected));
        require(i == 0 || !words_equal(word[i], word[i - 1]) || !strcmp(word[i], word[i - 1]));
        unsigned long long ours, theirs;
        bool is_number = words_number(word[i], &ours);
        require(is_number == libc_number(word[i], &theirs) && (!is_number || ours == theirs));
    }
    require(n == MAX_WORDS || !strtok_r(rest, " \t", &rest));
    free(copy);
    free(line);
    return 0;
}
