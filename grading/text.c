/* Growing strings and the cleaning of untrusted bytes. SPDX-License-Identifier: MIT */
#include "grading/text.h"

#include "types.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct text *t, size_t more)
{
    if (t->capacity - t->size > more)
        return;
    t->capacity = (t->size + more + 1) * 2;
    t->bytes = realloc(t->bytes, t->capacity);
    if (!t->bytes)
        abort();
}

void text_add_bytes(struct text *t, const void *bytes, size_t n)
{
    reserve(t, n);
    if (n)
        memcpy(t->bytes + t->size, bytes, n);
    t->size += n;
    t->bytes[t->size] = '\0';
}

void text_add_list(struct text *t, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0)
        return;
    reserve(t, (size_t)n + 1);
    vsnprintf(t->bytes + t->size, (size_t)n + 1, format, list);
    t->size += (size_t)n;
}

void text_add(struct text *t, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    text_add_list(t, format, list);
    va_end(list);
}

/* The code point that starts at p and its length; 0 when the bytes are not UTF-8 in its shortest
   form. [unicode] 15.0, table 3-7 */
static size_t decode(const unsigned char *p, size_t n, uint32_t *code)
{
    static const struct {
        unsigned char mask, lead;
        size_t length;
        uint32_t least;
    } form[] = {
        { 0x80, 0x00, 1, 0 },
        { 0xe0, 0xc0, 2, 0x80 },
        { 0xf0, 0xe0, 3, 0x800 },
        { 0xf8, 0xf0, 4, 0x10000 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(form); i++) {
        if ((p[0] & form[i].mask) != form[i].lead)
            continue;
        if (form[i].length > n)
            return 0;
        *code = p[0] & (unsigned char)~form[i].mask;
        for (size_t k = 1; k < form[i].length; k++) {
            if ((p[k] & 0xc0) != 0x80)
                return 0;
            *code = *code << 6 | (p[k] & 0x3f);
        }
        return *code >= form[i].least ? form[i].length : 0;
    }
    return 0;
}

/* What a terminal, a browser or an XML reader might take for more than a letter. */
static int is_harmless(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } bad[] = {
        { 0x00, 0x1f },     /* C0 controls, ESC among them */
        { 0x7f, 0x9f },     /* DEL, C1 controls */
        { 0xad, 0xad },     /* soft hyphen */
        { 0x61c, 0x61c },   /* Arabic letter mark */
        { 0x200b, 0x200f }, /* zero width, directional marks */
        { 0x2028, 0x202e }, /* line separators, bidirectional overrides */
        { 0x2060, 0x206f }, /* joiners, isolates */
        { 0xd800, 0xdfff }, /* surrogates */
        { 0xfeff, 0xfeff }, /* byte order mark */
        { 0xfff0, 0xffff }, /* specials, not characters */
        { 0x1fffe, 0x1ffff }, { 0xe0000, 0xffffffff }, /* tags, private use, beyond Unicode */
    };
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        if (code >= bad[i].first && code <= bad[i].last)
            return 0;
    return 1;
}

void text_add_untrusted(struct text *t, const char *bytes, size_t n, size_t limit, int lines)
{
    size_t end = n < limit ? n : limit;
    for (size_t i = 0; i < end;) {
        const unsigned char *p = (const unsigned char *)bytes + i;
        uint32_t code = 0;
        size_t length = decode(p, n - i, &code);
        if (length && (is_harmless(code) || (code == '\n' && lines)))
            text_add_bytes(t, p, length);
        else if (*p != '\r')
            text_add(t, "\\x%02x", *p);
        i += length && is_harmless(code) ? length : 1;
    }
    if (n > limit)
        text_add(t, "…");
}

const char *text_string(const struct text *t)
{
    return t->bytes ? t->bytes : "";
}

void text_clear(struct text *t)
{
    t->size = 0;
    if (t->bytes)
        t->bytes[0] = '\0';
}

void text_free(struct text *t)
{
    free(t->bytes);
    *t = (struct text){ 0 };
}
