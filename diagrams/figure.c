/* The figure of an address space: physical memory left, virtual right, a band from every page to
   its frame. Heights are not to scale; edges stand where the addresses are, and great holes are
   torn. SPDX-License-Identifier: MIT */
#include "diagrams/column.h"
#include "diagrams/picture.h"
#include "diagrams/svg.h"

enum {
    WIDTH = 374,    /* the book's text: 132 mm, never scaled */
    PHYS_LEFT = 45, /* at least */
    PHYS_WIDTH = 108,
    VIRT_LEFT = 186,
    VIRT_RIGHT = 299,
    TOP = 36,    /* title and headings */
    BOTTOM = 26, /* legend */
};

static int digits(uint64_t n)
{
    int count = 1;
    while (n >>= 4)
        count++;
    return count;
}

/* Digits of a physical address in this picture: all have as many. */
static int phys_digits(const struct picture *p)
{
    return digits(p->phys.piece[p->phys.n - 1].last + 1);
}

/* Memory far up has long addresses: the column gives way. */
static double phys_left(const struct picture *p)
{
    double left = 6 + 3.45 * (phys_digits(p) + 3);
    return left > PHYS_LEFT ? left : PHYS_LEFT;
}

/* From the frames to the pages: straight edges would look like more strips. */
static void draw_band(FILE *f, const struct picture *p, const struct piece *v)
{
    double low = strip_y(&p->phys, v->pa),
           high = strip_y(&p->phys, v->pa + (v->last - v->start) + 1);
    double left = phys_left(p) + PHYS_WIDTH, right = VIRT_LEFT, middle = (left + right) / 2;
    char style[128];
    snprintf(style, sizeof style,
             "fill='%s' fill-opacity='0.55' stroke='#55606b' stroke-width='0.35'",
             column_tint(v));
    svg_path(
        f, style,
        "M%.2f,%.2f C%.2f,%.2f %.2f,%.2f %.2f,%.2f L%.2f,%.2f C%.2f,%.2f %.2f,%.2f %.2f,%.2f Z",
        left, high, middle, high, middle, v->top, right, v->top, right, v->bottom, middle,
        v->bottom, middle, low, left, low);
}

static void draw_legend(FILE *f, const struct picture *p, double y)
{
    bool seen[4] = { false };
    for (const struct piece *v = p->virt.piece; v < p->virt.piece + p->virt.n; v++)
        if (v->kind == PIECE_MAPPED)
            seen[v->rights & (RIGHT_W | RIGHT_X)] = true;
    column_legend(f, phys_left(p), y, seen);
    svg_text(f, WIDTH - 4, y, NOTE TO_LEFT,
             "from the running kernel; heights are not to scale");
}

static void begin(FILE *f, const struct picture *p, double height)
{
    char id[64], title[128], description[512];
    snprintf(id, sizeof id, "map-%s-%u", p->layout->name, p->chapter);
    snprintf(title, sizeof title, "%s, chapter %u: %s", p->layout->name, p->chapter,
             p->mode ? "physical and virtual memory" : "physical memory, paging off");
    snprintf(
        description, sizeof description,
        "Left, %zu pieces of physical memory; %s%zu pieces of virtual memory%s. The same is"
        " listed as text by make map CH=%u LAYOUT=%s.",
        p->phys.n, p->mode ? "right, " : "no paging, ", p->virt.n,
        p->mode ? ", each page joined to its frame by a band" : "", p->chapter,
        p->layout->name);
    svg_begin(f, WIDTH, height, id, title, description);
    svg_text(f, 1, 11, TITLE, "%s", title);
}

static void draw_virtual(FILE *f, const struct picture *p)
{
    struct column c = { .heading = "virtual",
                        .strip = &p->virt,
                        .left = VIRT_LEFT,
                        .right = VIRT_RIGHT,
                        .digits = p->mode->va_bits > 32 ? 16 : 8 };
    for (size_t i = 0; i < p->virt.n; i++)
        if (p->virt.piece[i].has_pa)
            draw_band(f, p, &p->virt.piece[i]);
    column_draw(f, &c);
}

static void draw_physical(FILE *f, const struct picture *p)
{
    struct column c = { .heading = "physical",
                        .strip = &p->phys,
                        .left = phys_left(p),
                        .right = phys_left(p) + PHYS_WIDTH,
                        .labels_left = true,
                        .facts_inside = true,
                        .digits = phys_digits(p) };
    column_draw(f, &c);
}

bool picture_draw(struct picture *p, const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f)
        return false;
    double height = strip_height(&p->phys);
    if (p->mode && strip_height(&p->virt) > height)
        height = strip_height(&p->virt);
    begin(f, p, TOP + height + BOTTOM);
    strip_place(&p->phys, TOP, TOP + height);
    if (p->mode) {
        strip_place(&p->virt, TOP, TOP + height);
        draw_virtual(f, p);
    }
    draw_physical(f, p);
    draw_legend(f, p, TOP + height + 18);
    svg_end(f);
    bool whole = !ferror(f);
    return fclose(f) == 0 && whole;
}
