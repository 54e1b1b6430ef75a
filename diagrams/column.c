/* Drawing a column. SPDX-License-Identifier: MIT */
#include "diagrams/column.h"

#include <string.h>

#include "diagrams/svg.h"
#include "layouts/layout.h"

#define EDGE   "stroke='#1f2933' stroke-width='0.6'"
#define INNER  "stroke='#1f2933' stroke-width='0.4' stroke-dasharray='1.2 1.2'"
#define TICK   "stroke='#1f2933' stroke-width='0.5'"
#define FADING "stroke='#8a949e' stroke-width='0.5' stroke-dasharray='1.6 1.6'"
#define TORN   "fill='none' stroke='#8a949e' stroke-width='0.6' stroke-linejoin='round'"
#define HATCH  "stroke='#b9c0c7' stroke-width='0.5'"

enum {
    TICK_LENGTH = 4,
    ROOM = 14, /* for a line between two addresses */
};

const char *column_tint(const struct piece *p)
{
    static const char *const by_rights[] = { "#d3dfcc", "#fcefc6", "#bcd4ee", "#f0b8ab" };
    switch (p->kind) {
    case PIECE_MAPPED:
        return by_rights[p->rights & (RIGHT_W | RIGHT_X)];
    case PIECE_ROW:
        return "#e9ecef";
    case PIECE_FRAMES:
        return "#dcd3ea";
    case PIECE_POOL:
        return "#ece6f4";
    default:
        return "#ffffff";
    }
}

bool column_torn(const struct piece *p)
{
    return p->kind == PIECE_GAP || p->kind == PIECE_NOT_CANONICAL;
}

static void draw_tear(FILE *f, const struct column *c, const struct piece *p)
{
    double middle = (p->top + p->bottom) / 2;
    svg_line(f, c->left, p->top, c->left, p->bottom, FADING);
    svg_line(f, c->right, p->top, c->right, p->bottom, FADING);
    for (int side = -1; side <= 1; side += 2) {
        fprintf(f, "<path " TORN " d='M%.2f,%.2f", c->left, middle + side * 2.2);
        int teeth = 8;
        for (int i = 1; i <= 2 * teeth; i++)
            fprintf(f, " L%.2f,%.2f", c->left + (c->right - c->left) * i / (2 * teeth),
                    middle + side * 2.2 + (i % 2 ? -2.6 : 0));
        fputs("'/>\n", f);
    }
    if (!*p->name)
        return;
    double half = 2 + 1.65 * (double)strlen(p->name), centre = (c->left + c->right) / 2;
    svg_fill(f, "#ffffff", centre - half, middle - 7, 2 * half, 12);
    svg_text(f, centre, middle + 2, NOTE CENTRED, "%s", p->name);
}

/* 45°, clipped by hand: patterns need ids, and ids clash when figures share a page. */
static void draw_hatch(FILE *f, const struct column *c, const struct piece *p)
{
    double height = p->bottom - p->top, width = c->right - c->left;
    for (double x = -height + 5; x < width; x += 5) {
        double from = x < 0 ? 0 : x, to = x + height > width ? width : x + height;
        svg_line(f, c->left + from, p->bottom - (from - x), c->left + to, p->bottom - (to - x),
                 HATCH);
    }
}

void column_body(FILE *f, const struct column *c, const struct piece *p)
{
    if (column_torn(p)) {
        draw_tear(f, c, p);
        return;
    }
    svg_fill(f, column_tint(p), c->left, p->top, c->right - c->left, p->bottom - p->top);
    if (p->kind == PIECE_GUARD || p->kind == PIECE_FIRMWARE)
        draw_hatch(f, c, p);
    bool faint = p->kind == PIECE_WAITING;
    svg_line(f, c->left, p->top, c->left, p->bottom, faint ? FADING : EDGE);
    svg_line(f, c->right, p->top, c->right, p->bottom, faint ? FADING : EDGE);
}

static bool same_name(const struct piece *a, const struct piece *b)
{
    return !column_torn(a) && a->kind == b->kind && strcmp(a->name, b->name) == 0;
}

void column_edges(FILE *f, const struct column *c)
{
    const struct piece *p = c->strip->piece, *end = p + c->strip->n;
    for (; p < end; p++) {
        bool inner = p > c->strip->piece && same_name(p - 1, p);
        svg_line(f, c->left, p->bottom, c->right, p->bottom, inner ? INNER : EDGE);
    }
    svg_line(f, c->left, end[-1].top, c->right, end[-1].top, EDGE);
}

/* On two lines of smaller letters where it would run into what stands at the right: facts, or
   rights. */
static void draw_name(FILE *f, const struct column *c, const struct piece *p, double y,
                      bool quiet)
{
    double x = c->left + 5, room = c->right - x - 5;
    if (c->facts_inside)
        room -= 5.8 * svg_width(p->facts, strlen(p->facts));
    else
        room -= p->kind == PIECE_WAITING ? 30 : 12;
    if (6.6 * svg_width(p->name, strlen(p->name)) <= room) {
        svg_text(f, x, y, quiet ? QUIET : NAME, "%s", p->name);
        return;
    }
    size_t n = svg_break(p->name, room / 5.6);
    const char *small = quiet ? SMALL_QUIET : SMALL_NAME;
    const char *rest = p->name + n + (p->name[n] == ' ');
    svg_text(f, x, *rest ? y - 3.1 : y, small, "%.*s", (int)n, p->name);
    if (*rest)
        svg_text(f, x, y + 3.3, small, "%s", rest);
}

/* Neighbours of one name share it: it stands in their middle. */
static void draw_names(FILE *f, const struct column *c)
{
    const struct strip *s = c->strip;
    for (size_t i = 0, j; i < s->n; i = j) {
        j = i + 1;
        while (j < s->n && same_name(&s->piece[i], &s->piece[j]))
            j++;
        const struct piece *low = &s->piece[i], *named = &s->piece[(i + j) / 2];
        double y = (named->top + named->bottom) / 2 + 2.3;
        bool quiet = low->kind == PIECE_WAITING || low->kind == PIECE_GUARD ||
                     low->kind == PIECE_MEMORY || low->kind == PIECE_FIRMWARE ||
                     low->kind == PIECE_DEVICE;
        if (low->kind == PIECE_GUARD ||
            low->kind == PIECE_FIRMWARE) /* legible over the hatch */
            svg_fill(f, "#ffffff", c->left + 3, y - 6.4, 4 + 3.7 * (double)strlen(low->name),
                     8.2);
        if (!column_torn(low))
            draw_name(f, c, low, y, quiet);
        if (c->facts_inside)
            svg_text(f, c->right - 3, y, NOTE TO_LEFT, "%s", low->facts);
    }
}

static void draw_address(FILE *f, const struct column *c, double y, const char *text)
{
    double edge = c->labels_left ? c->left : c->right, out = c->labels_left ? -1 : 1;
    svg_line(f, edge, y, edge + out * TICK_LENGTH, y, TICK);
    svg_text(f, edge + out * (TICK_LENGTH + 1.5), y + 2,
             c->labels_left ? ADDRESS TO_LEFT : ADDRESS, "%s", text);
}

void column_labels(FILE *f, const struct column *c)
{
    const struct strip *s = c->strip;
    double x = c->labels_left ? c->left - TICK_LENGTH - 1.5 : c->right + TICK_LENGTH + 1.5;
    const char *note = c->labels_left ? NOTE TO_LEFT : NOTE;
    char text[24];
    for (size_t i = 0; i < s->n; i++) {
        const struct piece *p = &s->piece[i];
        double middle = (p->top + p->bottom) / 2 + 2;
        snprintf(text, sizeof text, "0x%0*llx", c->digits, (unsigned long long)p->start);
        draw_address(f, c, p->bottom, text);
        if (p->bottom - p->top < ROOM)
            continue;
        size_text(text, p->last - p->start + 1);
        bool facts = *p->facts && !c->facts_inside;
        svg_text(f, x, middle, note, "%s%s%s", text, facts ? " \u00b7 " : "",
                 facts ? p->facts : "");
    }
    const struct piece *highest = &s->piece[s->n - 1];
    snprintf(text, sizeof text, "0x%0*llx", c->digits, (unsigned long long)highest->last + 1);
    /* The end of a whole space would stand out of line, with a digit more. */
    bool wide = c->digits > 8;
    if (highest->last == (wide ? UINT64_MAX : UINT32_MAX))
        strcpy(text, wide ? "2\u2076\u2074" : "2\u00b3\u00b2");
    draw_address(f, c, highest->top, text);
}

static void draw_rights(FILE *f, const struct column *c)
{
    char text[8];
    for (size_t i = 0; i < c->strip->n; i++) {
        const struct piece *p = &c->strip->piece[i];
        double y = (p->top + p->bottom) / 2 + 2.3;
        if (p->kind == PIECE_MAPPED || p->kind == PIECE_GUARD)
            svg_text(f, c->right - 3, y, RIGHTS, "%s", rights_text(text, p));
        else if (p->kind == PIECE_WAITING)
            svg_text(f, c->right - 3, y, NOTE TO_LEFT, "on demand");
    }
}

void column_draw(FILE *f, const struct column *c)
{
    const struct strip *s = c->strip;
    svg_text(f, (c->left + c->right) / 2, s->piece[s->n - 1].top - 9, HEADING, "%s",
             c->heading);
    for (size_t i = 0; i < s->n; i++)
        column_body(f, c, &s->piece[i]);
    column_edges(f, c);
    draw_names(f, c);
    column_labels(f, c);
    if (!c->facts_inside)
        draw_rights(f, c);
}

void column_legend(FILE *f, double x, double y, const bool seen[static 4])
{
    char text[8];
    for (unsigned rights = 0; rights <= (RIGHT_W | RIGHT_X); rights++) {
        if (!seen[rights])
            continue;
        struct piece sample = { .kind = PIECE_MAPPED, .rights = rights };
        svg_fill(f, column_tint(&sample), x, y - 6.5, 9, 8);
        svg_text(f, x + 23, y, RIGHTS, "%s", rights_text(text, &sample));
        x += 34;
    }
}
