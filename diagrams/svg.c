/* SVG's elements. SPDX-License-Identifier: MIT */
#include "diagrams/svg.h"

#include <stdarg.h>
#include <string.h>

static void escaped(FILE *f, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", f);
            break;
        case '<':
            fputs("&lt;", f);
            break;
        case '>':
            fputs("&gt;", f);
            break;
        default:
            fputc(*text, f);
        }
}

void svg_begin(FILE *f, double width, double height, const char *id, const char *title,
               const char *description)
{
    /* Contextual alternates make 0x10 of some fonts a product: no ligatures, no alternates. */
    fprintf(f,
            "<svg xmlns='http://www.w3.org/2000/svg' id='%s' role='img'"
            " aria-labelledby='%s-title %s-description'\n"
            "     width='%gpt' height='%gpt' viewBox='0 0 %g %g'\n"
            "     style='font-variant-ligatures:none;font-feature-settings:\"calt\" 0'>\n",
            id, id, id, width, height, width, height);
    fprintf(f, "<title id='%s-title'>", id);
    escaped(f, title);
    fprintf(f, "</title>\n<desc id='%s-description'>", id);
    escaped(f, description);
    fputs("</desc>\n", f);
}

void svg_end(FILE *f)
{
    fputs("</svg>\n", f);
}

void svg_fill(FILE *f, const char *colour, double x, double y, double width, double height)
{
    fprintf(f, "<rect x='%.2f' y='%.2f' width='%.2f' height='%.2f' fill='%s'/>\n", x, y, width,
            height, colour);
}

void svg_line(FILE *f, double x1, double y1, double x2, double y2, const char *style)
{
    fprintf(f, "<line x1='%.2f' y1='%.2f' x2='%.2f' y2='%.2f' %s/>\n", x1, y1, x2, y2, style);
}

void svg_path(FILE *f, const char *style, const char *data, ...)
{
    va_list args;
    va_start(args, data);
    fputs("<path d='", f);
    vfprintf(f, data, args);
    fprintf(f, "' %s/>\n", style);
    va_end(args);
}

void svg_text(FILE *f, double x, double y, const char *style, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(f, "<text x='%.2f' y='%.2f' %s>", x, y, style);
    escaped(f, text);
    fputs("</text>\n", f);
}

double svg_width(const char *text, size_t n)
{
    double width = 0;
    for (; n > 0; n--, text++)
        if (strchr(" '(),-.:;fijlrt", *text))
            width += 0.36;
        else if (strchr("mwMW", *text))
            width += 0.93;
        else
            width += *text >= 'A' && *text <= 'Z' ? 0.68 : 0.61;
    return width;
}

size_t svg_break(const char *text, double width)
{
    size_t fits = strcspn(text, " ");
    for (size_t n = fits; svg_width(text, n) <= width; n += 1 + strcspn(text + n + 1, " ")) {
        fits = n;
        if (!text[n])
            break;
    }
    return fits;
}
