/* printf's formats that a kernel needs, without division by a 64-bit number: i686 has no
   instruction for it and no library here. SPDX-License-Identifier: MIT */
#include "core/print.h"

struct out {
    char *buf;
    size_t size, length;
};

static void put(struct out *o, char c)
{
    if (o->length + 1 < o->size)
        o->buf[o->length] = c;
    o->length++;
}

struct spec {
    bool left, zero;
    int width;
    int longs; /* how many l's */
    bool size;
};

static void put_padded(struct out *o, const struct spec *s, const char *text, int n)
{
    int pad = s->width > n ? s->width - n : 0;
    bool zero = s->zero && !s->left;
    if (zero && n && *text == '-') {
        put(o, *text++);
        n--;
    }
    for (; pad && !s->left; pad--)
        put(o, zero ? '0' : ' ');
    while (n--)
        put(o, *text++);
    for (; pad; pad--)
        put(o, ' ');
}

/* Divides by base in place, 16 bits at a time, and returns the remainder. */
static unsigned divide(unsigned long long *n, unsigned base)
{
    unsigned remainder = 0;
    unsigned long long quotient = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        unsigned part = remainder << 16 | (unsigned)(*n >> shift & 0xffff);
        quotient = quotient << 16 | part / base;
        remainder = part % base;
    }
    *n = quotient;
    return remainder;
}

static void put_number(struct out *o, const struct spec *s, unsigned long long n, unsigned base,
                       bool negative)
{
    char digits[24];
    int at = sizeof digits;
    do
        digits[--at] = "0123456789abcdef"[divide(&n, base)];
    while (n);
    if (negative)
        digits[--at] = '-';
    put_padded(o, s, digits + at, (int)sizeof digits - at);
}

static unsigned long long take_unsigned(const struct spec *s, va_list *args)
{
    if (s->longs >= 2)
        return va_arg(*args, unsigned long long);
    if (s->longs == 1 || s->size)
        return va_arg(*args, unsigned long); /* size_t is one on both of our targets */
    return va_arg(*args, unsigned);
}

static long long take_signed(const struct spec *s, va_list *args)
{
    if (s->longs >= 2)
        return va_arg(*args, long long);
    if (s->longs == 1 || s->size)
        return va_arg(*args, long);
    return va_arg(*args, int);
}

static const char *parse(const char *f, struct spec *s)
{
    *s = (struct spec){ 0 };
    for (;; f++) {
        if (*f == '-')
            s->left = true;
        else if (*f == '0')
            s->zero = true;
        else
            break;
    }
    for (; *f >= '0' && *f <= '9'; f++)
        s->width = s->width * 10 + (*f - '0');
    for (; *f == 'l'; f++)
        s->longs++;
    if (*f == 'z') {
        s->size = true;
        f++;
    }
    return f;
}

static void convert(struct out *o, const struct spec *s, char kind, va_list *args)
{
    switch (kind) {
    case 'd': {
        long long n = take_signed(s, args);
        put_number(o, s, n < 0 ? 0ull - (unsigned long long)n : (unsigned long long)n, 10,
                   n < 0);
        break;
    }
    case 'u':
        put_number(o, s, take_unsigned(s, args), 10, false);
        break;
    case 'x':
        put_number(o, s, take_unsigned(s, args), 16, false);
        break;
    case 'p':
        put(o, '0');
        put(o, 'x');
        put_number(o, s, (uintptr_t)va_arg(*args, void *), 16, false);
        break;
    case 'c': {
        char c = (char)va_arg(*args, int);
        put_padded(o, s, &c, 1);
        break;
    }
    case 's': {
        const char *text = va_arg(*args, const char *);
        int n = 0;
        if (!text)
            text = "(null)";
        while (text[n])
            n++;
        put_padded(o, s, text, n);
        break;
    }
    default: /* '%', or a kind that we do not have: shown as it stands */
        put(o, kind);
    }
}

size_t vformat(char *buf, size_t size, const char *f, va_list args)
{
    struct out o = { buf, size, 0 };
    va_list rest;
    va_copy(rest, args);
    while (*f) {
        if (*f != '%') {
            put(&o, *f++);
            continue;
        }
        struct spec s;
        f = parse(f + 1, &s);
        if (!*f)
            break;
        convert(&o, &s, *f++, &rest);
    }
    va_end(rest);
    buf[o.length < size ? o.length : size - 1] = '\0';
    return o.length;
}

size_t format(char *buf, size_t size, const char *f, ...)
{
    va_list args;
    va_start(args, f);
    size_t n = vformat(buf, size, f, args);
    va_end(args);
    return n;
}
