/* Cells as labs, and their report. SPDX-License-Identifier: MIT */
#include "grading/matrix/matrix.h"

#include "grading/matrix/cells.h"
#include <stdlib.h>
#include <string.h>

struct lab *matrix_labs(unsigned last, size_t *n)
{
    static const char *const none[] = { NULL };
    size_t count = 0;
    while (layouts[count])
        count++;
    struct lab *lab = calloc(count * (last + 1), sizeof *lab);
    *n = 0;
    for (size_t i = 0; lab && i < count; i++)
        for (unsigned chapter = 0; chapter <= last; chapter++) {
            struct lab *l = &lab[(*n)++];
            *l = (struct lab){ .number = chapter,
                               .slug = "matrix",
                               .layout = layouts[i]->name,
                               .chapter = chapter,
                               .files = none };
            l->checks = cell_checks(chapter, &l->nchecks);
        }
    return lab;
}

static bool holds(const struct report_lab *cell, enum emulator e)
{
    for (size_t i = 0; i < cell->nchecks; i++)
        if (cell->check[i].build->trouble.size ||
            (cell->check[i].runs[e] && cell->check[i].result[e].verdict != PASSED))
            return false;
    return true;
}

static const char *word(const struct report_lab *cell, enum emulator e)
{
    if (!cell->check[0].runs[e])
        return "-";
    return holds(cell, e) ? "ok" : "FAIL";
}

static void print_grid(const struct report *r, FILE *out)
{
    unsigned last = r->lab[r->nlabs - 1].lab->chapter;
    fprintf(out, "%-10s", "");
    for (unsigned c = 0; c <= last; c++)
        fprintf(out, "  chapter %-3u", c);
    fprintf(out, "\n%-10s", "");
    for (unsigned c = 0; c <= last; c++)
        fprintf(out, "  %-5s %-5s", "QEMU", "Bochs");
    for (const struct report_lab *l = r->lab; l < r->lab + r->nlabs; l++) {
        if (l->lab->chapter == 0)
            fprintf(out, "\n%-10s", l->lab->layout);
        fprintf(out, "  %-5s %-5s", word(l, QEMU), word(l, BOCHS));
    }
    fputs("\n\n", out);
}

static void print_failures(const struct report *r, FILE *out)
{
    for (const struct report_lab *l = r->lab; l < r->lab + r->nlabs; l++)
        for (const struct report_check *c = l->check; c < l->check + l->nchecks; c++)
            if (c->verdict != PASSED)
                fprintf(out, "%s, chapter %u, %s:\n  %s\n", l->lab->layout, l->lab->chapter,
                        c->check->title, report_words(c));
}

/* The next line of *lines, and steps over it. 0: there is none. */
static size_t next_line(const char **lines, const char **line)
{
    size_t n = strcspn(*lines, "\n");
    *line = *lines;
    *lines += n + ((*lines)[n] == '\n');
    return n;
}

static bool has_line(const char *lines, const char *line, size_t n)
{
    const char *other;
    for (size_t k; (k = next_line(&lines, &other));)
        if (k == n && memcmp(other, line, n) == 0)
            return true;
    return false;
}

/* One line that only one emulator's cells note, and in how many cells. */
struct difference {
    enum emulator emulator;
    const char *line;
    size_t length;
    const struct report_lab *first;
    unsigned cells;
};

struct differences {
    struct difference *d;
    size_t n;
};

static void add_difference(struct differences *all, enum emulator e, const char *line, size_t n,
                           const struct report_lab *l)
{
    for (struct difference *d = all->d; d < all->d + all->n; d++)
        if (d->emulator == e && d->length == n && memcmp(d->line, line, n) == 0) {
            d->cells++;
            return;
        }
    struct difference *grown = realloc(all->d, (all->n + 1) * sizeof *grown);
    if (!grown)
        abort();
    all->d = grown;
    all->d[all->n++] = (struct difference){ e, line, n, l, 1 };
}

static void compare(struct differences *all, const struct report_lab *l,
                    const struct report_check *c)
{
    if (!c->runs[QEMU] || !c->runs[BOCHS] || c->verdict != PASSED)
        return;
    for (enum emulator e = QEMU; e <= BOCHS; e++) {
        const char *lines = c->result[e].message, *line;
        for (size_t n; (n = next_line(&lines, &line));)
            if (!has_line(c->result[e == QEMU ? BOCHS : QEMU].message, line, n))
                add_difference(all, e, line, n, l);
    }
}

static void print_differences(const struct report *r, FILE *out)
{
    struct differences all = { 0 };
    for (const struct report_lab *l = r->lab; l < r->lab + r->nlabs; l++)
        for (const struct report_check *c = l->check; c < l->check + l->nchecks; c++)
            compare(&all, l, c);
    if (all.n)
        fputs("seen in one emulator only, and in how many cells:\n", out);
    for (const struct difference *d = all.d; d < all.d + all.n; d++)
        fprintf(out, "  %-5s %3u  %.*s  (%s, chapter %u)\n", emulator_name(d->emulator),
                d->cells, (int)d->length, d->line, d->first->lab->layout,
                d->first->lab->chapter);
    free(all.d);
}

bool matrix_report(const struct report *r, FILE *out)
{
    size_t cells = 0, held = 0;
    print_grid(r, out);
    print_failures(r, out);
    print_differences(r, out);
    for (const struct report_lab *l = r->lab; l < r->lab + r->nlabs; l++)
        for (enum emulator e = QEMU; e <= BOCHS; e++) {
            cells += l->check[0].runs[e];
            held += l->check[0].runs[e] && holds(l, e);
        }
    fprintf(out, "%zu cells: %zu ok, %zu not; %.1f s\n", cells, held, cells - held, r->seconds);
    return cells == held;
}
