/* The tool behind `make compare`: boots a chapter's kernels of all layouts at once and shows them
   side by side, in the terminal and as SVG. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diagrams/compare.h"

enum {
    WIDTH_MOST = 100, /* of the terminal */
    WIDTH = 96,       /* what a listing in the book has room for */
};

/* In a process of its own: machines are looked at one per process. */
static int look(struct sight *s, const char *build)
{
    char directory[256];
    snprintf(directory, sizeof directory, "%s/%s/%u", build, s->picture.layout->name,
             s->picture.chapter);
    struct machine *m = picture_take(&s->picture, directory);
    if (!m)
        return 1;
    cells_fill(s, m, directory);
    machine_end(m);
    return 0;
}

static bool look_at_all(struct sight *sight, size_t n, const char *build)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(look(&sight[i], build));
        all = all && child > 0;
    }
    for (int status; wait(&status) > 0;)
        all = all && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return all;
}

static size_t terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return WIDTH;
    return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
}

int main(int argc, char **argv)
{
    char *end = "";
    unsigned chapter = argc > 2 ? (unsigned)strtoul(argv[2], &end, 10) : 0;
    if (argc < 5 || argc > 4 + SIGHTS_MOST || *end) {
        fprintf(stderr, "usage: compare BUILD CHAPTER OUT.svg LAYOUT...\n");
        return 2;
    }
    size_t n = (size_t)argc - 4;
    struct sight *sight = mmap(NULL, n * sizeof *sight, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (size_t i = 0; sight != MAP_FAILED && i < n; i++) {
        struct picture *p = &sight[i].picture;
        *p = (struct picture){ .layout = layout_named(argv[4 + i]), .chapter = chapter };
        if (!p->layout) {
            fprintf(stderr, "compare: no layout %s\n", argv[4 + i]);
            return 2;
        }
    }
    if (sight == MAP_FAILED || !look_at_all(sight, n, argv[1]))
        return 1;
    for (size_t i = 0; i < n; i++)
        picture_build(&sight[i].picture);
    table_print(sight, n, terminal_width());
    if (bars_draw(sight, n, argv[3]))
        return 0;
    fprintf(stderr, "compare: %s cannot be written\n", argv[3]);
    return 1;
}
