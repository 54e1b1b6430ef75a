/* Building and placing strips. SPDX-License-Identifier: MIT */
#include "diagrams/strip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layouts/layout.h"

void strip_cut(struct strip *s, uint64_t at)
{
    s->cut = realloc(s->cut, (s->ncuts + 1) * sizeof *s->cut);
    if (!s->cut)
        abort();
    s->cut[s->ncuts++] = at;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* b begins where a ends. */
static bool continues(const struct piece *a, const struct piece *b)
{
    return a->kind == b->kind && strcmp(a->name, b->name) == 0 && a->rights == b->rights &&
           a->by == b->by && a->has_pa == b->has_pa &&
           (!a->has_pa || b->pa - a->pa == b->start - a->start);
}

void strip_build(struct strip *s, uint64_t last,
                 struct piece (*what)(const void *self, uint64_t at), const void *self)
{
    strip_cut(s, 0);
    qsort(s->cut, s->ncuts, sizeof *s->cut, ascending);
    s->piece = calloc(s->ncuts, sizeof *s->piece);
    if (!s->piece)
        abort();
    for (size_t i = 0; i < s->ncuts && s->cut[i] <= last; i++) {
        if (i && s->cut[i] == s->cut[i - 1])
            continue;
        struct piece p = what(self, s->cut[i]);
        p.start = s->cut[i];
        if (s->n && continues(&s->piece[s->n - 1], &p))
            continue;
        s->piece[s->n++] = p;
    }
    for (size_t i = 0; i < s->n; i++)
        s->piece[i].last = i + 1 < s->n ? s->piece[i + 1].start - 1 : last;
}

static bool torn(const struct piece *p)
{
    return p->kind == PIECE_GAP || p->kind == PIECE_NOT_CANONICAL;
}

/* Room for the two addresses on a piece's edges and a line of text between them. */
static double least(const struct piece *p)
{
    return torn(p) ? 19 : 17;
}

double strip_height(const struct strip *s)
{
    double height = 0;
    for (size_t i = 0; i < s->n; i++)
        height += least(&s->piece[i]);
    return height;
}

static double share(const struct strip *s, size_t i, bool weighted)
{
    return weighted ? s->piece[i].weight : !torn(&s->piece[i]);
}

void strip_place(struct strip *s, double top, double bottom)
{
    double total = 0, left_over = bottom - top - strip_height(s), y = bottom;
    bool weighted = false;
    for (size_t i = 0; i < s->n; i++)
        weighted = weighted || s->piece[i].weight > 0;
    for (size_t i = 0; i < s->n; i++)
        total += share(s, i, weighted);
    for (size_t i = 0; i < s->n; i++) {
        struct piece *p = &s->piece[i];
        p->bottom = y;
        y -= least(p) + (total > 0 ? left_over * share(s, i, weighted) / total : 0);
        p->top = y;
    }
}

double strip_y(const struct strip *s, uint64_t at)
{
    const struct piece *p = s->piece;
    while (p < s->piece + s->n - 1 && p->last < at)
        p++;
    double part = (double)(at - p->start) / ((double)(p->last - p->start) + 1);
    return p->bottom - (part > 1 ? 1 : part) * (p->bottom - p->top);
}

void strip_free(struct strip *s)
{
    free(s->piece);
    free(s->cut);
    *s = (struct strip){ 0 };
}

const char *size_text(char text[static 24], uint64_t bytes)
{
    static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    if (bytes == 0)
        return strcpy(text, "16 EiB");
    unsigned u = 0;
    while (u < 6 && bytes >> (10 * (u + 1)))
        u++;
    double value = (double)bytes / (double)(1ull << 10 * u);
    bool whole = !(bytes & ((1ull << 10 * u) - 1));
    double shown = (double)(long long)(value * 10 + 0.5) / 10;
    /* 128 GiB less a page is not 128 GiB: say so. */
    bool rounds_whole = !whole && shown == (double)(long long)shown;
    snprintf(text, 24, "%s%.*f %s", rounds_whole ? "~" : "", !whole && !rounds_whole, shown,
             unit[u]);
    return text;
}

const char *rights_text(char text[static 8], const struct piece *p)
{
    if (p->kind != PIECE_MAPPED)
        return strcpy(text, "---");
    snprintf(text, 8, "R%c%c%s", p->rights & RIGHT_W ? 'W' : '-',
             p->rights & RIGHT_X ? 'X' : '-', p->rights & RIGHT_U ? "U" : "");
    return text;
}
