/* The cells as a table of columns. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "diagrams/compare.h"

enum {
    GAP = 2,
};

/* The length of the line, and steps over it. */
static size_t next_line(const char **lines)
{
    size_t n = strcspn(*lines, "\n");
    *lines += n + ((*lines)[n] == '\n');
    return n;
}

static size_t widest_line(const char *lines, size_t least)
{
    while (*lines) {
        size_t n = next_line(&lines);
        least = n > least ? n : least;
    }
    return least;
}

static size_t label_width(void)
{
    size_t width = 0;
    for (size_t i = 0; cell_label(i); i++)
        width = widest_line(cell_label(i), width);
    return width;
}

static size_t column_width(const struct sight *s)
{
    size_t width = strlen(s->picture.layout->name);
    for (size_t i = 0; cell_label(i); i++)
        width = widest_line(s->cell[i], width);
    return width;
}

/* Blanks at the end of a line are left out. */
static void print_line(const char *label, size_t indent, const struct sight *s, size_t n,
                       const char **cell)
{
    size_t blanks = indent - strlen(label);
    printf("%s", label);
    for (size_t i = 0; i < n; i++) {
        const char *line = cell[i];
        size_t length = next_line(&cell[i]);
        if (length)
            printf("%*s%.*s", (int)(blanks + GAP), "", (int)length, line);
        blanks = (length ? 0 : blanks + GAP) + column_width(&s[i]) - length;
    }
    putchar('\n');
}

static bool any(const char *const *cell, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (*cell[i])
            return true;
    return false;
}

/* A row that says nothing of any kernel is left out. */
static void print_row(size_t row, size_t indent, const struct sight *s, size_t n)
{
    const char *cell[SIGHTS_MOST], *label = cell_label(row);
    for (size_t i = 0; i < n; i++)
        cell[i] = s[i].cell[row];
    for (; any(cell, n); label = "")
        print_line(label, indent, s, n, cell);
}

void table_print(const struct sight *s, size_t n, size_t width)
{
    size_t indent = label_width();
    for (size_t done = 0, some; done < n; done += some) {
        size_t used = indent;
        const char *name[SIGHTS_MOST];
        for (some = 0; done + some < n; some++) {
            used += GAP + column_width(&s[done + some]);
            if (some && used > width)
                break;
            name[some] = s[done + some].picture.layout->name;
        }
        if (done)
            putchar('\n');
        print_line("", indent, &s[done], some, name);
        for (size_t i = 0; cell_label(i); i++)
            print_row(i, indent, &s[done], some);
    }
}
