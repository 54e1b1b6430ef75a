/* The monitor's loop: a line, its words, the command they name. SPDX-License-Identifier: MIT */
#include "core/monitor.h"

#include "core/console.h"
#include "core/print.h"
#include "core/words.h"

enum {
    LINE_SIZE = 256,
    MAX_WORDS = 32,
};

extern const struct command commands_start[], commands_end[]; /* kernel.ld */

/* Reads a line with echo; backspace takes a character back, what does not fit is not echoed. */
static void read_line(char *line, size_t size)
{
    size_t n = 0;
    for (;;) {
        char c = console_get();
        if (c == '\r' || c == '\n')
            break;
        if ((c == '\b' || c == 0x7f) && n) {
            n--;
            print("\b \b");
        } else if (c >= ' ' && c < 0x7f && n + 1 < size) {
            line[n++] = c;
            console_put(c);
        }
    }
    line[n] = '\0';
    console_put('\n');
}

bool monitor_number(const char *arg, unsigned long long *number)
{
    if (words_number(arg, number))
        return true;
    print("%s is not a number: use 4096 or 0x1000\n", arg);
    return false;
}

static void run_line(char *line)
{
    char *word[MAX_WORDS];
    size_t n = words_split(line, word, MAX_WORDS);
    if (!n)
        return;
    for (const struct command *c = commands_start; c < commands_end; c++) {
        if (!words_equal(c->name, word[0]))
            continue;
        if (c->nargs != SIZE_MAX && c->nargs != n - 1)
            print("usage: %s %s\n", c->name, c->arguments);
        else
            c->run(n - 1, word + 1);
        return;
    }
    print("no command is called %s: try help\n", word[0]);
}

void monitor(void)
{
    char line[LINE_SIZE];
    for (;;) {
        print("> ");
        read_line(line, sizeof line);
        run_line(line);
    }
}

COMMAND(help, "", 0, "this list")
{
    for (const struct command *c = commands_start; c < commands_end; c++) {
        char usage[40];
        format(usage, sizeof usage, "%s %s", c->name, c->arguments);
        print("  %-20s %s\n", usage, c->help);
    }
}
