/* Prints what a kernel says when somebody types at it: transcript DIRECTORY FILE.ask [bochs] boots
   DIRECTORY/boot.img in QEMU or in Bochs and asks the commands in the file, one a line. A first
   line "# answers only" leaves the boot text out. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/machine.h"

_Noreturn static void fail(const char *what, const char *why)
{
    fprintf(stderr, "transcript: %s: %s\n", what, why);
    exit(2);
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
    char image[512], line[256];
    snprintf(image, sizeof image, "%s/boot.img", argv[1]);
    FILE *ask = fopen(argv[2], "r");
    if (!ask)
        fail(argv[2], "cannot be opened");
    struct machine_config config = {
        .emulator = bochs ? BOCHS : QEMU, .image = image, .ram_bytes = 64 * MiB, .seconds = 20
    };
    const char *why;
    struct machine *m = machine_start(&config, &why);
    if (!m)
        fail(image, why);
    if (machine_run(m, "\r\n> ") != STOP_TEXT)
        fail(image, "no prompt came");
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
