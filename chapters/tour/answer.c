/* From Bochs' words to the reader's. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "chapters/tour/answer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 94,
    INDENT = 4,
};

bool answer_place(const char *answer, struct place *place)
{
    const char *line = NULL;
    for (const char *p = answer; (p = strstr(p, "(0) [0x")); p++)
        line = p;
    if (!line)
        return false;
    char *end;
    place->pa = strtoull(line + strlen("(0) ["), &end, 16);
    if (sscanf(end, "] %39s", place->cs_ip) != 1)
        return false;
    const char *colon = strchr(place->cs_ip, ':');
    const char *text = strstr(end, "): ");
    if (!colon || !text)
        return false;
    place->offset = strtoull(colon + 1, NULL, 16);
    text += strlen("): ");
    int n = (int)strcspn(text, ";\n");
    while (n > 0 && text[n - 1] == ' ')
        n--;
    snprintf(place->instruction, sizeof place->instruction, "%.*s", n, text);
    return true;
}

/* Whether the command dumps 8-byte numbers, and how many. */
static bool is_giant(const char *command, unsigned *count, const char **rest)
{
    *count = 1;
    const char *p = command + (command[0] == 'x') + (command[0] == 'x' && command[1] == 'p');
    if (p == command)
        return false;
    p += strspn(p, " ");
    if (*p++ != '/')
        return false;
    if (isdigit((unsigned char)*p))
        *count = (unsigned)strtoul(p, (char **)&p, 10);
    const char *letters = p;
    p += strspn(p, "gx");
    *rest = p;
    return memchr(letters, 'g', (size_t)(p - letters)) && (*p == ' ' || *p == '\0');
}

void answer_command(const char *command, struct text *for_bochs)
{
    unsigned count;
    const char *rest;
    text_clear(for_bochs);
    if (is_giant(command, &count, &rest))
        text_add(for_bochs, "%s /%uwx%s", command[1] == 'p' ? "xp" : "x", 2 * count, rest);
    else
        text_add(for_bochs, "%s", command);
}

/* Names of symbols that are only the last one before an address far away: " <bss_end+8da20>". */
static bool is_far_name(const char *p, size_t *n)
{
    char end = *p == '<' ? '>' : ')';
    *n = strcspn(p, *p == '<' ? ">\n" : ")\n") + 1;
    if ((*p != '<' && *p != '(') || p[*n - 1] != end)
        return false;
    const char *plus = memchr(p, '+', *n);
    return end == '>' || strncmp(p, "(<unknown>)", *n) == 0 ||
           (plus && strspn(plus + 1, "0123456789abcdef") > 3);
}

/* One line of a dump, "0x…9c000:  0x00095027  0x00000000": two words make a number. */
static void join_words(struct text *line)
{
    struct text joined = { 0 };
    char *p = strchr(line->bytes, ':');
    text_add_bytes(&joined, line->bytes, p ? (size_t)(p + 1 - line->bytes) : 0);
    while (p && *++p) {
        unsigned low, high;
        int n = 0;
        if (sscanf(p, " 0x%8x 0x%8x%n", &low, &high, &n) != 2)
            break;
        text_add(&joined, "  0x%08x%08x", high, low);
        p += n - 1;
    }
    text_free(line);
    *line = joined;
}

static void tidy(const char *from, size_t n, bool giant, struct text *line)
{
    text_clear(line);
    const char *code = memmem(from, n, "): ", 3) ? memmem(from, n, " ; ", 3) : NULL;
    if (code)
        n = (size_t)(code - from); /* the bytes of an instruction */
    while (n && from[n - 1] == ' ')
        n--;
    for (size_t i = 0; i < n; i++) {
        size_t name;
        if (is_far_name(from + i, &name)) {
            i += name - 1;
            while (line->size && line->bytes[line->size - 1] == ' ')
                line->bytes[--line->size] = '\0';
        } else if (from[i] == '\t') {
            text_add(line, "%s", "  ");
        } else {
            text_add_bytes(line, from + i, 1);
        }
    }
    if (giant && line->size)
        join_words(line);
}

/* Whether a line is called by one of the words: "CR0=…", "rip: …", "cs:0x…". */
static bool is_named(const char *line, const char *words)
{
    size_t n = strcspn(line, "=: ");
    for (const char *w = words; *w; w += strspn(w, " ")) {
        size_t length = strcspn(w, " ");
        if (length == n && strncmp(line, w, n) == 0)
            return true;
        w += length;
    }
    return false;
}

static void print_folded(const char *line)
{
    int indent = INDENT;
    const char *colon = strstr(line, ": "); /* "CR4=0x00000020: pks cet …" */
    int hanging = colon && colon - line < 20 ? INDENT + 2 + (int)(colon - line) : 3 * INDENT;
    while ((int)strlen(line) > WIDTH - indent) {
        int at = WIDTH - indent;
        while (at > 0 && line[at] != ' ')
            at--;
        if (at == 0)
            break;
        printf("%*s%.*s\n", indent, "", at, line);
        line += at + 1;
        indent = hanging;
    }
    printf("%*s%s\n", indent, "", line);
}

void answer_print(const char *command, const char *words, const char *answer)
{
    unsigned count;
    const char *rest;
    bool giant = is_giant(command, &count, &rest);
    bool is_shown = true;
    struct text line = { 0 };
    for (const char *p = answer; *p;) {
        size_t n = strcspn(p, "\n");
        bool is_detail = *p == ' ', continues = *p == '\t' || is_detail;
        bool is_noise = strncmp(p, "[bochs]:", 8) == 0 || strncmp(p, "CPU0:", 5) == 0 ||
                        strncmp(p, "Next at t=", 10) == 0;
        if (words && *words)
            is_shown = continues ? is_shown && !is_detail : is_named(p, words);
        tidy(p, n, giant, &line);
        if (is_shown && !is_noise)
            print_folded(text_string(&line));
        p += n + (p[n] == '\n');
    }
    text_free(&line);
}
