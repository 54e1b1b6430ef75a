/* Reading the command line. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/options.h"

#include "grading/random.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: grade [options], from the project's root\n"
    "  --lab N|all          which lab (default: all)\n"
    "  --test ID            one check, with what it needs: 3.2; with --facts: 'B2 B7'\n"
    "  --facts LAYOUT|all   the facts of a layout's document instead of a lab\n"
    "  --matrix N           every layout's kernels of chapters 0 to N, as they are in build/\n"
    "  --emulator qemu|bochs|both   (--emu; default: qemu)\n"
    "  --seed N             draws the same stimuli again (default: random, printed)\n"
    "  --from DIR           the lab's files lie in DIR (default: labs/)\n"
    "  --reference          grades the reference instead\n"
    "  --built DIR          grades kernel.elf and the boot images in DIR as they are\n"
    "  --json FILE  --junit FILE  --tap   results for machines\n"
    "  --no-times           leaves out all that changes from run to run\n"
    "  --ci                 exit status 0 whenever grading ran\n"
    "  --jobs N             checks at a time (default: processors)\n"
    "exit status: 0 full marks, 1 points lost, 2 the grader failed\n";

enum {
    JSON = 256,
    JUNIT,
    TAP,
    CI,
    FROM,
    REFERENCE,
    BUILT,
    JOBS,
    FACTS,
    MATRIX,
    NO_TIMES,
    HELP,
};

static const struct option table[] = {
    { "lab", required_argument, NULL, 'l' },
    { "test", required_argument, NULL, 't' },
    { "seed", required_argument, NULL, 's' },
    { "emulator", required_argument, NULL, 'e' },
    { "emu", required_argument, NULL, 'e' },
    { "json", required_argument, NULL, JSON },
    { "junit", required_argument, NULL, JUNIT },
    { "tap", no_argument, NULL, TAP },
    { "ci", no_argument, NULL, CI },
    { "from", required_argument, NULL, FROM },
    { "reference", no_argument, NULL, REFERENCE },
    { "built", required_argument, NULL, BUILT },
    { "image", required_argument, NULL, BUILT },
    { "jobs", required_argument, NULL, JOBS },
    { "facts", required_argument, NULL, FACTS },
    { "matrix", required_argument, NULL, MATRIX },
    { "no-times", no_argument, NULL, NO_TIMES },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

static bool read_number(const char *words, uint64_t *n)
{
    char *end;
    errno = 0;
    *n = strtoull(words, &end, 10);
    return errno == 0 && end != words && *end == '\0' && *words != '-';
}

static bool read_emulators(struct options *o, const char *words)
{
    bool both = strcmp(words, "both") == 0;
    o->emulator[QEMU] = both || strcmp(words, "qemu") == 0;
    o->emulator[BOCHS] = both || strcmp(words, "bochs") == 0;
    return o->emulator[QEMU] || o->emulator[BOCHS];
}

static void set_source(struct options *o, enum build_source source, const char *directory)
{
    o->source = source;
    o->directory = directory;
}

static bool take(struct options *o, int option, const char *value)
{
    uint64_t n;
    switch (option) {
    case 'l':
        o->lab = value;
        return true;
    case 't':
        o->test = value;
        return true;
    case 's':
        return read_number(value, &o->seed);
    case 'e':
        return read_emulators(o, value);
    case JSON:
        o->json = value;
        return true;
    case JUNIT:
        o->junit = value;
        return true;
    case TAP:
        o->tap = true;
        return true;
    case CI:
        o->ci = true;
        return true;
    case FACTS:
        o->facts = value;
        return true;
    case MATRIX:
        o->matrix = true;
        if (!read_number(value, &n) || n > LAST_CHAPTER)
            return false;
        o->last_chapter = (unsigned)n;
        set_source(o, BUILD_CELLS, NULL);
        return true;
    case NO_TIMES:
        o->times = false;
        return true;
    case FROM:
        set_source(o, BUILD_DIRECTORY, value);
        return true;
    case REFERENCE:
        set_source(o, BUILD_REFERENCE, NULL);
        return true;
    case BUILT:
        set_source(o, BUILD_DONE, value);
        return true;
    case JOBS:
        if (!read_number(value, &n) || n == 0 || n > 1024)
            return false;
        o->jobs = (unsigned)n;
        return true;
    default:
        return false;
    }
}

bool options_read(struct options *o, int argc, char **argv, bool *done)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *done = false;
    *o = (struct options){ .lab = "all",
                           .emulator = { [QEMU] = true },
                           .seed = random_seed(),
                           .jobs = processors > 0 ? (unsigned)processors : 1,
                           .times = true };
    int option;
    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
        if (option == HELP) {
            fputs(usage, stdout);
            *done = true;
            return true;
        }
        if (!take(o, option, optarg)) {
            if (option != '?' && optarg)
                fprintf(stderr, "grade: cannot make sense of \"%s\"\n", optarg);
            fputs("grade: --help lists the options\n", stderr);
            return false;
        }
    }
    if (optind == argc)
        return true;
    fprintf(stderr, "grade: \"%s\" is not an option; --help lists them\n", argv[optind]);
    return false;
}
