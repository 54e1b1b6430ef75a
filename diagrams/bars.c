/* Address spaces as bars beside each other. Bars of one width of address share an axis: an address
   has one height in all of them, and where nothing is in any of them, all are torn.
   SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "diagrams/column.h"
#include "diagrams/compare.h"
#include "diagrams/svg.h"
#include "grading/text.h"

#define BAR_HEADING SANS INK CENTRED "font-size='7.4' font-weight='600' "
#define BAR_NOTE    SANS GREY CENTRED "font-size='5.5' "
#define BAR_NAME    SANS INK "font-size='5.5' "
#define BAR_QUIET   SANS "font-size='5.5' fill='#6b7580' "
#define BAR_RIGHTS  MONO INK TO_LEFT "font-size='5' font-weight='700' "
#define GUIDE       "stroke='#d5dae0' stroke-width='0.35'"

enum {
    WIDTH = 374, /* the book's text: 132 mm, never scaled */
    TOP = 42,    /* title and headings */
    BOTTOM = 26, /* legend */
    BETWEEN = 4, /* two bars */
    ROWS_MOST = 256,
};
#define ROW_LEAST  7.2 /* an address at each edge */
#define TORN_LEAST 14.4
#define LINE       6.3
#define NAME_SIZE  5.5
#define DIGIT      3.45

/* Bars with one axis, whose pieces are the rows that all bars have edges at. */
struct space {
    struct sight *sight[SIGHTS_MOST];
    size_t n;
    int digits;
    double left, width; /* the first bar's left edge; each bar's width */
    struct piece row[ROWS_MOST];
    struct strip axis;
};

static struct strip *strip_of(struct sight *s)
{
    return s->picture.mode ? &s->picture.virt : &s->picture.phys;
}

static struct column bar(const struct space *s, size_t i)
{
    double left = s->left + (double)i * (s->width + BETWEEN);
    return (struct column){ .heading = s->sight[i]->picture.layout->name,
                            .strip = strip_of(s->sight[i]),
                            .left = left,
                            .right = left + s->width,
                            .digits = s->digits };
}

static void add_edge(struct space *s, uint64_t at)
{
    size_t i = s->axis.n;
    for (; i > 0 && s->row[i - 1].start >= at; i--)
        if (s->row[i - 1].start == at)
            return;
    if (s->axis.n == ROWS_MOST)
        abort();
    memmove(&s->row[i + 1], &s->row[i], (s->axis.n++ - i) * sizeof s->row[0]);
    s->row[i] = (struct piece){ .start = at, .kind = PIECE_GAP, .name = "", .facts = "" };
}

/* The row that an address lies in. */
static struct piece *row_of(struct space *s, uint64_t at)
{
    struct piece *row = s->row + s->axis.n - 1;
    while (row->start > at)
        row--;
    return row;
}

/* Rows in which a bar has something are PIECE_ROW, the others gaps. */
static void find_rows(struct space *s)
{
    uint64_t last = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct strip *b = strip_of(s->sight[i]);
        last = b->piece[b->n - 1].last > last ? b->piece[b->n - 1].last : last;
        for (const struct piece *p = b->piece; p < b->piece + b->n; p++) {
            add_edge(s, p->start);
            if (p->last != UINT64_MAX)
                add_edge(s, p->last + 1);
        }
    }
    while (s->row[s->axis.n - 1].start > last)
        s->axis.n--;
    for (size_t i = 0; i < s->axis.n; i++)
        s->row[i].last = i + 1 < s->axis.n ? s->row[i + 1].start - 1 : last;
    for (size_t i = 0; i < s->n; i++) {
        const struct strip *b = strip_of(s->sight[i]);
        for (const struct piece *p = b->piece; p < b->piece + b->n; p++)
            for (struct piece *row = row_of(s, p->start); row <= row_of(s, p->last); row++) {
                if (!column_torn(p))
                    row->kind = PIECE_ROW;
                else if (*p->name)
                    row->name = p->name;
            }
    }
}

/* What a piece shows of its name. Neighbours of one name share it: the highest of them has it, or
   the highest that is mapped, and the others say that they wait. */
static const char *shown_name(const struct column *c, const struct piece *p)
{
    const struct piece *low = p, *high = p, *end = c->strip->piece + c->strip->n, *named = NULL;
    while (low > c->strip->piece && strcmp(low[-1].name, p->name) == 0)
        low--;
    while (high + 1 < end && strcmp(high[1].name, p->name) == 0)
        high++;
    for (const struct piece *q = low; q <= high; q++)
        if (!named || q->kind == PIECE_MAPPED || named->kind != PIECE_MAPPED)
            named = q;
    if (p == named)
        return p->name;
    return p->kind == PIECE_WAITING && named->kind == PIECE_MAPPED ? "on demand" : "";
}

/* The lines of a piece: its name, and its rights where there is room behind it; written with the
   first line at y if f is not NULL. Returns their height. */
static double write_piece(FILE *f, const struct column *c, const struct piece *p, double y)
{
    const char *name = shown_name(c, p);
    const char *style = p->kind == PIECE_MAPPED || p->kind == PIECE_ROW ? BAR_NAME : BAR_QUIET;
    double room = 0, height = 0, width = c->right - c->left - 4.5;
    for (size_t n; *name; name += n + (name[n] == ' ')) {
        n = svg_break(name, width / NAME_SIZE);
        if (f &&
            (p->kind == PIECE_GUARD || p->kind == PIECE_FIRMWARE)) /* legible over the hatch */
            svg_fill(f, "#ffffff", c->left + 1.5, y + height - 5.6,
                     2 + NAME_SIZE * svg_width(name, n), 7.4);
        if (f)
            svg_text(f, c->left + 2.5, y + height, style, "%.*s", (int)n, name);
        room = width - NAME_SIZE * svg_width(name, n);
        height += LINE;
    }
    if (p->kind != PIECE_MAPPED)
        return height;
    char text[8];
    height += room < 9.8 ? LINE : 0;
    if (f)
        svg_text(f, c->right - 2, y + height - LINE, BAR_RIGHTS, "%s", rights_text(text, p));
    return height;
}

/* Gives the rows the least heights that hold what is written, and returns their sum. Until
   place(), a row's height is its weight. */
static double find_heights(struct space *s)
{
    double total = 0;
    for (size_t i = 0; i < s->axis.n; i++)
        s->row[i].weight = s->row[i].kind == PIECE_GAP ? TORN_LEAST : ROW_LEAST;
    for (size_t i = 0; i < s->n; i++) {
        struct column c = bar(s, i);
        for (const struct piece *p = c.strip->piece; p < c.strip->piece + c.strip->n; p++) {
            struct piece *low = row_of(s, p->start), *high = row_of(s, p->last);
            double more = column_torn(p) ? 0 : write_piece(NULL, &c, p, 0) + 2.2;
            for (struct piece *row = low; row <= high; row++)
                more -= row->weight;
            for (struct piece *row = low; row <= high && more > 0; row++)
                row->weight += more / (double)(high - low + 1);
        }
    }
    for (size_t i = 0; i < s->axis.n; i++)
        total += s->row[i].weight;
    return total;
}

/* Puts the rows between TOP and TOP + height, and the bars' pieces where their rows are; what is
   left over goes to all rows that are not torn. */
static void place(struct space *s, double height)
{
    double left_over = height - find_heights(s), y = TOP + height;
    size_t whole = 0;
    for (size_t i = 0; i < s->axis.n; i++)
        whole += s->row[i].kind != PIECE_GAP;
    for (struct piece *row = s->row; row < s->row + s->axis.n; row++) {
        row->bottom = y;
        y -= row->weight + (row->kind == PIECE_GAP ? 0 : left_over / (double)whole);
        row->top = y;
    }
    for (size_t i = 0; i < s->n; i++) {
        struct strip *b = strip_of(s->sight[i]);
        for (struct piece *p = b->piece; p < b->piece + b->n; p++) {
            p->bottom = row_of(s, p->start)->bottom;
            p->top = row_of(s, p->last)->top;
        }
    }
}

static void draw_blanks(FILE *f, const struct column *c)
{
    for (const struct piece *p = c->strip->piece; p < c->strip->piece + c->strip->n; p++) {
        struct piece blank = *p;
        blank.kind = PIECE_WAITING;
        if (column_torn(p))
            column_body(f, c, &blank);
    }
}

static void draw_bar(FILE *f, const struct space *s, size_t i)
{
    struct column c = bar(s, i);
    double middle = (c.left + c.right) / 2;
    const struct page_mode *mode = s->sight[i]->picture.mode;
    svg_text(f, middle, TOP - 14, BAR_HEADING, "%s", c.heading);
    svg_text(f, middle, TOP - 6, BAR_NOTE, "%s", mode ? mode->name : "paging off");
    for (size_t k = 0; k < s->axis.n; k++)
        if (s->row[k].kind == PIECE_GAP)
            column_body(f, &c, &s->row[k]);
    for (const struct piece *p = c.strip->piece; p < c.strip->piece + c.strip->n; p++)
        if (!column_torn(p))
            column_body(f, &c, p);
    column_edges(f, &c);
    for (const struct piece *p = c.strip->piece; p < c.strip->piece + c.strip->n; p++) {
        double height = write_piece(NULL, &c, p, 0);
        if (!column_torn(p))
            write_piece(f, &c, p, (p->top + p->bottom - height) / 2 + 4.7);
    }
}

/* What a space's axis takes up, beside its first bar or its last. */
static double axis_width(const struct space *s)
{
    return DIGIT * (s->digits + 2) + 6;
}

/* Where nothing is in a bar, its blank is crossed by the edges of the others. */
static void draw_space(FILE *f, const struct space *s, bool axis_left)
{
    struct column first = bar(s, 0), axis = bar(s, axis_left ? 0 : s->n - 1);
    axis.strip = &s->axis;
    axis.labels_left = axis_left;
    for (size_t i = 0; i < s->n; i++) {
        struct column c = bar(s, i);
        draw_blanks(f, &c);
    }
    for (size_t i = 0; i < s->axis.n; i++)
        svg_line(f, first.left, s->row[i].bottom, bar(s, s->n - 1).right, s->row[i].bottom,
                 GUIDE);
    for (size_t i = 0; i < s->n; i++)
        draw_bar(f, s, i);
    column_labels(f, &axis);
}

/* Sorts the kernels by the width of their addresses; those without paging have one space. */
static void sort(struct space space[2], struct sight *sight, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct page_mode *mode = sight[i].picture.mode;
        struct space *s = &space[mode && mode->va_bits == 32];
        s->sight[s->n++] = &sight[i];
        s->digits = mode && mode->va_bits > 32 ? 16 : 8;
        s->axis.piece = s->row;
    }
}

/* For those who cannot see it: what lies where, bar by bar. */
static void describe(struct text *t, const struct space *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct column c = bar(s, i);
        text_add(t, " %s:", c.heading);
        for (const struct piece *p = c.strip->piece; p < c.strip->piece + c.strip->n; p++) {
            char rights[8], size[24];
            if (p->kind == PIECE_MAPPED || p->kind == PIECE_ROW)
                text_add(t, " %s at 0x%llx, %s%s%s;", p->name, (paddr_t)p->start,
                         size_text(size, p->last - p->start + 1),
                         p->kind == PIECE_MAPPED ? ", " : "",
                         p->kind == PIECE_MAPPED ? rights_text(rights, p) : "");
        }
        t->bytes[t->size - 1] = '.';
    }
}

static void draw_legend(FILE *f, const struct space space[2], double y)
{
    const struct space *first = space[0].n ? &space[0] : &space[1];
    bool seen[4] = { false };
    for (const struct space *s = space; s < space + 2; s++)
        for (size_t i = 0; i < s->n; i++) {
            const struct strip *b = strip_of(s->sight[i]);
            for (const struct piece *p = b->piece; p < b->piece + b->n; p++)
                if (p->kind == PIECE_MAPPED)
                    seen[p->rights & (RIGHT_W | RIGHT_X)] = true;
        }
    column_legend(f, first->left, y, seen);
    svg_text(f, WIDTH - 4, y, NOTE TO_LEFT,
             "from the running kernels; heights are not to scale");
}

/* Divides the width among n bars, and finds the height that all of them need. */
static double measure(struct space space[2], size_t n)
{
    double room = WIDTH, height = 0;
    for (struct space *s = space; s < space + 2; s++)
        if (s->n)
            room -= axis_width(s) + BETWEEN * (double)s->n;
    for (struct space *s = space; s < space + 2; s++) {
        if (!s->n)
            continue;
        double bars = (double)s->n * (room / (double)n + BETWEEN) - BETWEEN;
        s->width = room / (double)n;
        s->left = s == space ? axis_width(s) : WIDTH - axis_width(s) - bars;
        find_rows(s);
        double needed = find_heights(s);
        height = needed > height ? needed : height;
    }
    return height;
}

bool bars_draw(struct sight *sight, size_t n, const char *path)
{
    static struct space space[2]; /* physical or 64-bit, with its axis left; 32-bit */
    FILE *f = fopen(path, "w");
    if (!f)
        return false;
    sort(space, sight, n);
    double height = measure(space, n);
    char id[32], title[96];
    struct text description = { 0 };
    snprintf(id, sizeof id, "compare-%u", sight[0].picture.chapter);
    snprintf(title, sizeof title, "Chapter %u: the layouts' %s", sight[0].picture.chapter,
             sight[0].picture.mode ? "address spaces" : "physical memory, paging off");
    for (struct space *s = space; s < space + 2; s++)
        describe(&description, s);
    svg_begin(f, WIDTH, TOP + height + BOTTOM, id, title, text_string(&description) + 1);
    svg_text(f, 1, 11, TITLE, "%s", title);
    for (struct space *s = space; s < space + 2; s++)
        if (s->n) {
            place(s, height);
            draw_space(f, s, s == space);
        }
    draw_legend(f, space, TOP + height + 18);
    svg_end(f);
    text_free(&description);
    bool whole = !ferror(f);
    return fclose(f) == 0 && whole;
}
