/* The sheet as it stands after a run: number, verdict of each emulator, statement, where it is
   checked. SPDX-License-Identifier: MIT */
#include "grading/facts/facts_report.h"

#include <string.h>

static const char *const word[] = {
    [UNDECIDED] = "-", [PASSED] = "held",  [FAILED] = "NOT HELD",
    [SKIPPED] = "-",   [BROKEN] = "ERROR",
};

/* Whether a lab of the report has some of this sheet's facts. */
static bool is_of(const struct fact_sheet *sheet, const struct report_lab *l)
{
    return strcmp(l->lab->layout, sheet->layout) == 0;
}

/* The next lab's result for this fact, from `*l` on; NULL: there is none. */
static const struct report_check *find(const struct fact_sheet *sheet, const struct report *r,
                                       const struct fact *f, const struct report_lab **l)
{
    for (; *l < r->lab + r->nlabs; (*l)++)
        for (size_t k = 0; is_of(sheet, *l) && k < (*l)->nchecks; k++)
            if (strcmp((*l)->check[k].check->id, f->check.id) == 0)
                return &(*l)++->check[k];
    return NULL;
}

/* All chapters' results for a fact as one: the first that is not "held" counts. */
static const struct report_check *worst(const struct fact_sheet *sheet, const struct report *r,
                                        const struct fact *f)
{
    const struct report_lab *l = r->lab;
    const struct report_check *c = find(sheet, r, f, &l), *next = c;
    while (c && c->verdict == PASSED && next) {
        next = find(sheet, r, f, &l);
        c = next ? next : c;
    }
    return c;
}

struct count {
    size_t held, open, not_held;
};

static struct count count(const struct fact_sheet *sheet, const struct report *r)
{
    struct count n = { 0 };
    for (const struct fact *f = sheet->fact; f < sheet->fact + sheet->n; f++) {
        const struct report_check *c = worst(sheet, r, f);
        n.open += !f->check.run;
        n.held += c && c->verdict == PASSED;
        n.not_held += c && c->verdict != PASSED;
    }
    return n;
}

static const char *word_of(const struct fact *f, const struct report_check *c, enum emulator e)
{
    return !f->check.run ? "open" : c ? word[c->result[e].verdict] : "not run";
}

/* "2", or "0-3". */
static const char *chapters(const struct fact *f)
{
    static char text[24];
    int n = snprintf(text, sizeof text, "%u", f->chapter);
    if (f->last > f->chapter)
        snprintf(text + n, sizeof text - (size_t)n, "-%u", f->last);
    return text;
}

static void print_lines(FILE *out, const char *lines)
{
    for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
        n = strcspn(lines, "\n");
        fprintf(out, "      %.*s\n", (int)n, lines);
    }
}

void facts_report(const struct fact_sheet *sheet, const struct report *r, FILE *out)
{
    fprintf(out, "%s: %s\n", sheet->layout, sheet->document);
    fprintf(out, "%-4s  %-8s  %-8s  %-7s  %s\n", "", "QEMU", "Bochs", "chapter",
            "statement, check");
    for (const struct fact *f = sheet->fact; f < sheet->fact + sheet->n; f++) {
        const struct report_check *c = worst(sheet, r, f);
        const char *qemu = word_of(f, c, QEMU);
        const char *bochs = word_of(f, c, BOCHS);
        fprintf(out, "%-4s  %-8s  %-8s  %-7s  %s\n", f->check.id, qemu, bochs, chapters(f),
                f->check.title);
        if (f->check.run)
            fprintf(out, "%35s%s\n", "", f->where);
        if (c && c->verdict != PASSED)
            print_lines(out, text_string(&c->message));
    }
    for (const struct report_lab *l = r->lab; l < r->lab + r->nlabs; l++)
        if (is_of(sheet, l))
            print_lines(out, text_string(&l->build[0].trouble));
    struct count n = count(sheet, r);
    fprintf(out, "%zu facts: %zu held, %zu open until later chapters, %zu not held\n", sheet->n,
            n.held, n.open, n.not_held);
}

void facts_summary(const struct fact_sheet *sheet, const struct report *r, FILE *out)
{
    struct count n = count(sheet, r);
    fprintf(out, "%s: %zu of %zu held, %zu open", sheet->layout, n.held, sheet->n, n.open);
    if (n.not_held)
        fprintf(out, ", %zu NOT HELD", n.not_held);
    fputc('\n', out);
}
