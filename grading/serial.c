/* The guest's serial line, received and searched. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/serial.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

void serial_receive(struct serial *s)
{
    char buffer[4096];
    ssize_t n;
    while (!s->flooded && (n = read(s->fd, buffer, sizeof buffer)) > 0) {
        text_add_bytes(&s->all, buffer, (size_t)n);
        s->flooded = s->all.size > SERIAL_MOST;
    }
}

bool serial_heard(struct serial *s, const char *text, size_t *searched)
{
    size_t n = strlen(text);
    size_t from = *searched > s->heard ? *searched : s->heard;
    const char *all = text_string(&s->all);
    const char *at = memmem(all + from, s->all.size - from, text, n);
    if (at)
        s->heard = (size_t)(at - all) + n;
    else if (s->all.size >= n)
        *searched = s->all.size - n + 1;
    return at != NULL;
}

static size_t line_start(const char *bytes, size_t at)
{
    while (at > 0 && bytes[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_length(const char *bytes, size_t size, size_t at)
{
    size_t end = at;
    while (end < size && bytes[end] != '\n' && bytes[end] != '\r')
        end++;
    return end - at;
}

const char *serial_last_line(const char *bytes, size_t size, size_t *n)
{
    *n = 0;
    size_t end = size;
    while (end > 0 && !isgraph((unsigned char)bytes[end - 1]))
        end--;
    if (end == 0)
        return bytes;
    size_t start = line_start(bytes, end - 1);
    *n = end - start;
    return bytes + start;
}

const char *serial_line_starting(const char *bytes, size_t size, const char *word, size_t *n)
{
    for (size_t at = 0; at < size; at++) {
        *n = line_length(bytes, size, at);
        if (*n >= strlen(word) && memcmp(bytes + at, word, strlen(word)) == 0)
            return bytes + at;
        const char *end = memchr(bytes + at, '\n', size - at);
        if (!end)
            break;
        at = (size_t)(end - bytes);
    }
    return NULL;
}

const char *serial_line_with(const char *bytes, size_t size, const char *word, size_t *n)
{
    const char *last = NULL;
    for (const char *p = bytes; (p = memmem(p, size - (size_t)(p - bytes), word, strlen(word)));
         p++)
        last = p;
    if (last)
        *n = line_length(bytes, size, (size_t)(last - bytes));
    return last;
}
