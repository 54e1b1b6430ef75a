/* TAP 14: a line a check, diagnostics in a YAML block. SPDX-License-Identifier: MIT */
#include "grading/report.h"

#include <string.h>

/* In a TAP description '#' and '\' are escaped. */
static void put_title(FILE *out, const char *words)
{
    for (; *words; words++)
        fprintf(out, *words == '#' || *words == '\\' ? "\\%c" : "%c", *words);
}

/* A literal block: every line is indented, so none can end the block or be taken for TAP. */
static void put_message(FILE *out, const char *lines)
{
    fputs("  ---\n  message: |\n", out);
    while (*lines) {
        size_t n = strcspn(lines, "\n");
        fprintf(out, "    %.*s\n", (int)n, lines);
        lines += n + (lines[n] == '\n');
    }
    fputs("  ...\n", out);
}

static void put_check(FILE *out, const struct report_check *c, unsigned number)
{
    bool good = c->verdict == PASSED;
    fprintf(out, "%s %u - %s ", good || c->verdict == SKIPPED ? "ok" : "not ok", number,
            c->check->id);
    put_title(out, c->check->title);
    if (c->verdict == SKIPPED)
        fprintf(out, " # SKIP %s", report_words(c));
    fputc('\n', out);
    if (!good && c->verdict != SKIPPED)
        put_message(out, report_words(c));
}

void report_tap(const struct report *r, FILE *out)
{
    unsigned n = 0, at = 0;
    for (size_t i = 0; i < r->nlabs; i++)
        for (size_t k = 0; k < r->lab[i].nchecks; k++)
            n += r->lab[i].check[k].wanted;
    fprintf(out, "TAP version 14\n1..%u\n", n);
    for (size_t i = 0; i < r->nlabs; i++)
        for (size_t k = 0; k < r->lab[i].nchecks; k++)
            if (r->lab[i].check[k].wanted)
                put_check(out, &r->lab[i].check[k], ++at);
    fprintf(out, "# Score: %u/%u\n# %s, seed %llu\n", r->points, r->most, r->versions,
            (unsigned long long)r->seed);
    if (r->broken)
        fputs("Bail out! The grader failed.\n", out);
}
