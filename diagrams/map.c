/* The tool behind `make map`: shows a chapter's memory in the terminal and as SVG, from a machine
   that it boots, or from the layout table alone. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diagrams/picture.h"
#include "grading/machine.h"

static int usage(void)
{
    fprintf(stderr, "usage: map LAYOUT CHAPTER boot.img OUT.svg\n"
                    "       map --table LAYOUT CHAPTER OUT.svg\n");
    return 2;
}

static const struct layout *find_layout(const char *name)
{
    for (size_t i = 0; layouts[i]; i++)
        if (strcmp(layouts[i]->name, name) == 0)
            return layouts[i];
    return NULL;
}

static double timeout_scale(void)
{
    const char *text = getenv("TIMEOUT_SCALE");
    double scale = text ? atof(text) : 1;
    return scale > 0 ? scale : 1;
}

/* Boots the image up to its monitor and takes the picture. */
static bool photograph(struct picture *p, const char *image)
{
    struct machine_config config = {
        .emulator = QEMU, .image = image, .ram_bytes = 64 * MiB, .seconds = 10 * timeout_scale()
    };
    const char *why = NULL;
    struct machine *m = machine_start(&config, &why);
    if (!m) {
        fprintf(stderr, "map: %s\n", why);
        return false;
    }
    bool taken = false;
    if (machine_run(m, "\n> ") != STOP_TEXT) {
        size_t n;
        const char *serial = machine_serial(m, &n);
        fprintf(stderr, "map: %s did not reach its monitor; it said:\n", image);
        fwrite(serial, 1, n, stderr);
    } else {
        taken = picture_take(p, m, &why);
        if (!taken)
            fprintf(stderr, "map: %s\n", why);
    }
    machine_end(m);
    return taken;
}

int main(int argc, char **argv)
{
    bool table = argc == 5 && strcmp(argv[1], "--table") == 0;
    if (argc != 5)
        return usage();
    const char *name = argv[table ? 2 : 1], *chapter = argv[table ? 3 : 2], *svg = argv[4];
    struct picture p = { .layout = find_layout(name), .from_table = table };
    char *end;
    p.chapter = (unsigned)strtoul(chapter, &end, 10);
    if (!p.layout || !*chapter || *end || p.chapter > LAST_CHAPTER) {
        fprintf(stderr, "map: no layout %s, or no chapter %s\n", name, chapter);
        return 2;
    }
    p.paging = p.chapter > 0; /* of the table; a machine says so itself */
    if (!table && !photograph(&p, argv[3]))
        return 1;
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
