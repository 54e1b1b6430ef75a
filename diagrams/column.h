/* A strip drawn as a column: pieces, torn gaps, names, and an address at every edge.
   SPDX-License-Identifier: MIT */
#ifndef COLUMN_H
#define COLUMN_H
#include <stdio.h>

#include "diagrams/strip.h"

struct column {
    const char *heading;
    const struct strip *strip; /* placed */
    double left, right;        /* the body; addresses stand outside of it */
    bool labels_left;          /* on which side */
    bool facts_inside;         /* beside the name; else outside, and the rights are inside */
    int digits;                /* of an address */
};

void column_draw(FILE *f, const struct column *c);

/* Parts of it: a piece, torn or not; all edges, thin ones between neighbours of one name; outside,
   an address at every edge, and between two edges how much lies there, where there is room. */
void column_body(FILE *f, const struct column *c, const struct piece *p);
void column_edges(FILE *f, const struct column *c);
void column_labels(FILE *f, const struct column *c);

/* Samples of the tints of mapped pieces with these rights: seen[rights & (RIGHT_W | RIGHT_X)]. */
void column_legend(FILE *f, double x, double y, const bool seen[static 4]);

/* The colour of a piece: tints that differ in lightness too, so that they stay apart in grey. */
const char *column_tint(const struct piece *p);

/* Whether the piece is drawn torn: a hole, of whatever size. */
bool column_torn(const struct piece *p);

/* Text styles, for svg_text(). Contextual alternates are off for the whole figure. */
#define SANS    "font-family=\"Inter,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif\" "
#define MONO    "font-family=\"'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" "
#define INK     "fill='#1f2933' "
#define GREY    "fill='#55606b' "
#define TO_LEFT "text-anchor='end' "
#define CENTRED "text-anchor='middle' "

#define TITLE       SANS INK "font-size='9' font-weight='600' "
#define HEADING     SANS INK CENTRED "font-size='7' font-weight='600' "
#define NAME        SANS INK "font-size='6.6' font-weight='500' "
#define SMALL_NAME  SANS INK "font-size='5.6' font-weight='500' "
#define SMALL_QUIET SANS "font-size='5.6' fill='#6b7580' "
#define QUIET       SANS "font-size='6.2' fill='#6b7580' "
#define NOTE        SANS GREY "font-size='5.8' "
#define ADDRESS     MONO INK "font-size='5.7' "
#define RIGHTS      MONO INK TO_LEFT "font-size='6.2' font-weight='700' "
#endif
