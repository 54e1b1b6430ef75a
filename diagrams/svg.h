/* Writing SVG: shapes with presentation attributes, so that a figure looks the same in a browser,
   through rsvg-convert and inside an EPUB, where style sheets clash. SPDX-License-Identifier: MIT
 */
#ifndef SVG_H
#define SVG_H
#include <stdio.h>

#include "types.h"

/* Begins a figure of the given size in points. id: unique among figures on one page. The title is
   what a screen reader says first, the description what it says on request. */
void svg_begin(FILE *f, double width, double height, const char *id, const char *title,
               const char *description);
void svg_end(FILE *f);

/* A rectangle without an edge. */
void svg_fill(FILE *f, const char *colour, double x, double y, double width, double height);

/* style: SVG attributes, with single quotes. */
void svg_line(FILE *f, double x1, double y1, double x2, double y2, const char *style);

/* A path's data is printf's: "M%g,%g L%g,%g". */
void svg_path(FILE *f, const char *style, const char *data, ...)
    __attribute__((format(printf, 3, 4)));

/* Text with its baseline at y; what it says is escaped. */
void svg_text(FILE *f, double x, double y, const char *style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* How wide the first n letters of a text are, for a font size of 1, in DejaVu Sans: the widest
   of the fonts that may be taken. */
double svg_width(const char *text, size_t n);

/* How many letters go into a line of that width: whole words, or the first, if that is longer. */
size_t svg_break(const char *text, double width);
#endif
