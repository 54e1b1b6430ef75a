/* Prints what a kernel says when somebody types at it: transcript DIRECTORY FILE.ask [bochs] boots
   the kernel in DIRECTORY, build/LAYOUT/CHAPTER, in QEMU or in Bochs and asks the commands in the
   file, one a line. A first line "# answers only" leaves the boot text out.
   SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/check.h"
#include "grading/clock.h"

_Noreturn static void fail(const char *what, const char *why)
{
    fprintf(stderr, "transcript: %s: %s\n", what, why);
    exit(2);
}

/* The layout that a part of the path is named after; NULL: none is. */
static const struct layout *layout_in(const char *path)
{
    const struct layout *found = NULL;
    char *parts = strdup(path);
    for (char *part = strtok(parts, "/"); part; part = strtok(NULL, "/"))
        if (layout_named(part))
            found = layout_named(part);
    free(parts);
    return found;
}

/* Line ends are "\n"; the last prompt, to which nobody answers, is left out. */
static void print_text(const char *text, size_t n)
{
    static const char prompt[] = "\r\n> ";
    size_t length = sizeof prompt - 1;
    if (n >= length && memcmp(text + n - length, prompt, length) == 0)
        n -= 2;
    for (size_t i = 0; i < n; i++)
        if (text[i] != '\r')
            putchar(text[i]);
}

int main(int argc, char **argv)
{
    bool bochs = argc == 4 && strcmp(argv[3], "bochs") == 0;
    if (argc != 3 && !bochs) {
        fprintf(stderr, "usage: transcript DIRECTORY FILE.ask [bochs]\n");
        return 2;
    }
    char line[256];
    const char *directory = argv[1];
    const struct subject subject = { .layout = layout_in(directory), .directory = directory };
    if (!subject.layout)
        fail(directory, "this is no build/LAYOUT/CHAPTER");
    FILE *ask = fopen(argv[2], "r");
    if (!ask)
        fail(argv[2], "cannot be opened");
    struct machine_config config = { .emulator = bochs ? BOCHS : QEMU,
                                     .medium = subject.layout->road == ROAD_BIOS ? MEDIUM_FLOPPY
                                                                                 : MEDIUM_CDROM,
                                     .ram_bytes = 64 * MiB,
                                     .seconds = clock_scaled(20) };
    const char *why;
    struct machine *m = subject_start(&subject, &config, &why);
    if (!m)
        fail(directory, why);
    if (machine_run(m, "\r\n> ") != STOP_TEXT)
        fail(directory, "no prompt came");
    size_t from = 0, n;
    bool alive = true;
    while (alive && fgets(line, sizeof line, ask)) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "# answers only") == 0) {
            machine_serial(m, &n);
            from = n - 2; /* the prompt stays */
            continue;
        }
        enum stop stop;
        if (!machine_ask(m, &stop, "%s", line)) {
            machine_run(m, "halted.\r\n"); /* a fault that the command raised: the last words */
            alive = false;
        }
    }
    const char *text = machine_serial(m, &n);
    print_text(text + from, n - from);
    machine_end(m);
    return 0;
}
