/* The sheet as it stands after a run: number, verdict of each emulator, statement, where it is
   checked. SPDX-License-Identifier: MIT */
#include "grading/facts/facts_report.h"

#include <string.h>

static const char *const word[] = {
    [UNDECIDED] = "-", [PASSED] = "held",  [FAILED] = "NOT HELD",
    [SKIPPED] = "-",   [BROKEN] = "ERROR",
};

static const struct report_check *find(const struct report *r, const char *id)
{
    for (size_t i = 0; i < r->nlabs; i++)
        for (size_t k = 0; k < r->lab[i].nchecks; k++)
            if (strcmp(r->lab[i].check[k].check->id, id) == 0)
                return &r->lab[i].check[k];
    return NULL;
}

static void print_lines(FILE *out, const char *lines)
{
    for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
        n = strcspn(lines, "\n");
        fprintf(out, "      %.*s\n", (int)n, lines);
    }
}

bool facts_report(const struct fact_sheet *sheet, const struct report *r, FILE *out)
{
    size_t held = 0, open = 0;
    fprintf(out, "%s: %s\n", sheet->layout, sheet->document);
    fprintf(out, "%-4s  %-8s  %-8s  %-7s  %s\n", "", "QEMU", "Bochs", "chapter",
            "statement, check");
    for (const struct fact *f = sheet->fact; f < sheet->fact + sheet->n; f++) {
        const struct report_check *c = find(r, f->check.id);
        const char *qemu = c ? word[c->result[QEMU].verdict] : "open";
        const char *bochs = c ? word[c->result[BOCHS].verdict] : "open";
        fprintf(out, "%-4s  %-8s  %-8s  %-7u  %s\n", f->check.id, qemu, bochs, f->chapter,
                f->check.title);
        if (f->check.run)
            fprintf(out, "%35s%s\n", "", f->where);
        open += !f->check.run;
        held += c && c->verdict == PASSED;
        if (c && c->verdict != PASSED)
            print_lines(out, text_string(&c->message));
    }
    for (size_t i = 0; i < r->nlabs; i++)
        print_lines(out, text_string(&r->lab[i].trouble));
    fprintf(out, "%zu facts: %zu held, %zu open until later chapters, %zu not held\n", sheet->n,
            held, open, sheet->n - held - open);
    return held + open == sheet->n;
}
