/* The cells as a table of columns. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "diagrams/compare.h"

/* Columns that stand side by side. */
struct block {
    const struct sight *sight;
    size_t n, gap; /* blanks between two */
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

static size_t block_width(const struct block *b)
{
    size_t width = label_width();
    for (size_t i = 0; i < b->n; i++)
        width += b->gap + column_width(&b->sight[i]);
    return width;
}

/* Prints the next line of every cell, and steps over it. */
static void print_line(const struct block *b, const char *label, const char **cell)
{
    size_t blanks = label_width() - strlen(label); /* that are due: none ends a line */
    printf("%s", label);
    for (size_t i = 0; i < b->n; i++) {
        const char *line = cell[i];
        size_t length = next_line(&cell[i]);
        blanks += b->gap;
        if (length) {
            printf("%*s%.*s", (int)blanks, "", (int)length, line);
            blanks = 0;
        }
        blanks += column_width(&b->sight[i]) - length;
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
static void print_block(const struct block *b)
{
    const char *cell[SIGHTS_MOST], *label;
    for (size_t i = 0; i < b->n; i++)
        cell[i] = b->sight[i].picture.layout->name;
    print_line(b, "", cell);
    for (size_t row = 0; (label = cell_label(row)); row++) {
        for (size_t i = 0; i < b->n; i++)
            cell[i] = b->sight[i].cell[row];
        for (; any(cell, b->n); label = "")
            print_line(b, label, cell);
    }
}

/* As many columns as fit, one at least; close together if that makes more fit. */
static struct block next_block(const struct sight *s, size_t n, size_t width)
{
    struct block b = { .sight = s, .n = n, .gap = 2 };
    for (; b.n > 1; b.n--)
        for (b.gap = 2; b.gap > 0; b.gap--)
            if (block_width(&b) <= width)
                return b;
    b.gap = 2;
    return b;
}

void table_print(const struct sight *s, size_t n, size_t width)
{
    bool from_the_end = false;
    for (size_t done = 0; done < n;) {
        struct block b = next_block(&s[done], n - done, width);
        if (done)
            putchar('\n');
        print_block(&b);
        done += b.n;
    }
    for (size_t i = 0; i < n; i++)
        from_the_end |= s[i].picture.mode && s[i].picture.mode->va_bits > 32;
    if (from_the_end)
        printf("\n-2 GiB is 0x%llx: high addresses are counted from 2^64.\n", -2 * GiB);
}
