/* The tool behind `make map`: boots a chapter's kernel and shows its memory in the terminal and as
   SVG. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "diagrams/picture.h"

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: map LAYOUT CHAPTER DIRECTORY OUT.svg\n");
        return 2;
    }
    const char *svg = argv[4];
    struct picture p = { .layout = layout_named(argv[1]) };
    char *end;
    p.chapter = (unsigned)strtoul(argv[2], &end, 10);
    if (!p.layout || end == argv[2] || *end) {
        fprintf(stderr, "map: no layout %s, or no chapter %s\n", argv[1], argv[2]);
        return 2;
    }
    struct machine *m = picture_take(&p, argv[3]);
    if (!m)
        return 1;
    machine_end(m);
    picture_build(&p);
    picture_print(&p, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
    bool drawn = picture_draw(&p, svg);
    if (drawn)
        printf("\n%s\n", svg);
    else
        fprintf(stderr, "map: %s cannot be written\n", svg);
    picture_free(&p);
    return drawn ? 0 : 1;
}
