/* The report that a student reads. SPDX-License-Identifier: MIT */
#include "grading/report.h"

#include <string.h>

enum style {
    PLAIN,
    GOOD,
    BAD,
    DIM,
};

static const char *const escape[] = { "\033[0m", "\033[32m", "\033[31m", "\033[2m" };

struct terminal {
    FILE *out;
    bool colour;
};

static void put(const struct terminal *t, enum style style, const char *words)
{
    if (t->colour)
        fprintf(t->out, "%s%s%s", escape[style], words, escape[PLAIN]);
    else
        fputs(words, t->out);
}

static const struct {
    const char *word;
    enum style style;
} shown[] = {
    [UNDECIDED] = { "ERROR", BAD }, [PASSED] = { "ok   ", GOOD }, [FAILED] = { "FAIL ", BAD },
    [SKIPPED] = { "skip ", DIM },   [BROKEN] = { "ERROR", BAD },
};

static void put_lines(const struct terminal *t, const char *indent, const char *lines)
{
    while (*lines) {
        size_t n = strcspn(lines, "\n");
        fprintf(t->out, "%s%.*s\n", indent, (int)n, lines);
        lines += n + (lines[n] == '\n');
    }
}

static void put_help(const struct terminal *t, const struct report *r,
                     const struct report_lab *l, const struct report_check *c)
{
    struct text line = { 0 };
    if (c->check->hint)
        fprintf(t->out, "        hint: %s\n", c->check->hint);
    report_debug_line(r, l, c, &line);
    fprintf(t->out, "        %s\n", text_string(&line));
    text_free(&line);
}

static void put_check(const struct terminal *t, const struct report *r,
                      const struct report_lab *l, const struct report_check *c, int width)
{
    put(t, shown[c->verdict].style, shown[c->verdict].word);
    fprintf(t->out, " %-4s %-*s %2u/%u", c->check->id, width, c->check->title, c->points,
            c->check->points);
    if (c->verdict == SKIPPED)
        fprintf(t->out, "  (%s)", text_string(&c->message));
    else if (r->times && c->seconds > 0)
        fprintf(t->out, "  (%.1fs)", c->seconds);
    fputc('\n', t->out);
    if (c->verdict == PASSED || c->verdict == SKIPPED)
        return;
    put_lines(t, "        ", text_string(&c->message));
    if (c->verdict == FAILED && !c->build->trouble.size)
        put_help(t, r, l, c);
}

/* Why nothing could be run. A file that compiles for no layout is said once. False: for none. */
static bool put_troubles(const struct terminal *t, const struct report_lab *l)
{
    const struct report_build *b = l->build;
    const char *first = text_string(&b[0].trouble);
    bool same = l->nbuilds == 1 || strcmp(first, text_string(&b[1].trouble)) == 0;
    bool none = true;
    for (size_t i = 0; i < l->nbuilds; i++) {
        none = none && b[i].trouble.size;
        if (!b[i].trouble.size || (same && i))
            continue;
        put(t, BAD, b[i].trouble_is_ours ? "ERROR" : "FAIL ");
        fprintf(t->out, " nothing could be run%s%s\n", same ? "" : " on ",
                same ? "" : b[i].layout->name);
        put_lines(t, "        ", text_string(&b[i].trouble));
    }
    return !none;
}

static void put_lab(const struct terminal *t, const struct report *r,
                    const struct report_lab *l)
{
    char title[128];
    report_title(l->lab, title, sizeof title);
    fprintf(t->out, "== Lab %u: %s ==\n", l->lab->number, title);
    bool some = put_troubles(t, l);
    int width = 30;
    for (size_t i = 0; i < l->nchecks; i++)
        if ((int)strlen(l->check[i].check->title) > width)
            width = (int)strlen(l->check[i].check->title);
    for (size_t i = 0; i < l->nchecks && some; i++)
        if (l->check[i].wanted)
            put_check(t, r, l, &l->check[i], width);
    if (r->nlabs > 1)
        fprintf(t->out, "Lab %u: %u/%u\n\n", l->lab->number, l->points, l->most);
}

void report_terminal(const struct report *r, FILE *out, bool colour)
{
    const struct terminal t = { out, colour };
    for (size_t i = 0; i < r->nlabs; i++)
        put_lab(&t, r, &r->lab[i]);
    fprintf(out, "Score: %u/%u\n", r->points, r->most);
    fprintf(out, "%s, seed %llu", r->versions, (unsigned long long)r->seed);
    if (r->times)
        fprintf(out, ", %.1f s", r->seconds);
    fputc('\n', out);
    if (r->broken)
        put(&t, BAD, "The grader failed: this score says nothing about the work.\n");
}
