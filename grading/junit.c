/* JUnit XML, which CI systems read. SPDX-License-Identifier: MIT */
#include "grading/report.h"

#include <string.h>

/* Reports hold clean UTF-8 without control characters other than '\n'; what is left to do is to
   keep markup apart. A line feed in an attribute must be a reference. [xml] 2.4, 3.3.3 */
static void put(FILE *out, const char *words)
{
    static const char marks[] = "&<>\"\n";
    static const char *const reference[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#10;" };
    while (*words) {
        size_t n = strcspn(words, marks);
        fwrite(words, 1, n, out);
        words += n;
        if (*words)
            fputs(reference[strchr(marks, *words++) - marks], out);
    }
}

static void put_case(const struct report *r, const struct report_lab *l,
                     const struct report_check *c, FILE *out)
{
    static const char *const element[] = { [UNDECIDED] = "error",
                                           [PASSED] = NULL,
                                           [FAILED] = "failure",
                                           [SKIPPED] = "skipped",
                                           [BROKEN] = "error" };
    const char *words = report_words(c);
    fputs("    <testcase name=\"", out);
    put(out, c->check->id);
    fputs(" ", out);
    put(out, c->check->title);
    fputs("\" classname=\"", out);
    put(out, l->lab->slug);
    fputs("\"", out);
    if (r->times)
        fprintf(out, " time=\"%.3f\"", c->seconds);
    if (!element[c->verdict]) {
        fputs("/>\n", out);
        return;
    }
    fprintf(out, "><%s message=\"", element[c->verdict]);
    put(out, words);
    fputs("\"/></testcase>\n", out);
}

static void count(const struct report_lab *l, unsigned n[BROKEN + 1])
{
    for (size_t i = 0; i < l->nchecks; i++)
        if (l->check[i].wanted)
            n[l->check[i].verdict]++;
}

bool report_junit(const struct report *r, FILE *out)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
    for (size_t i = 0; i < r->nlabs; i++) {
        const struct report_lab *l = &r->lab[i];
        unsigned n[BROKEN + 1] = { 0 };
        count(l, n);
        fprintf(out,
                "  <testsuite name=\"%s\" tests=\"%u\" failures=\"%u\" errors=\"%u\""
                " skipped=\"%u\">\n",
                l->lab->slug, n[UNDECIDED] + n[PASSED] + n[FAILED] + n[SKIPPED] + n[BROKEN],
                n[FAILED], n[BROKEN] + n[UNDECIDED], n[SKIPPED]);
        fprintf(out, "    <properties><property name=\"seed\" value=\"%llu\"/></properties>\n",
                (unsigned long long)r->seed);
        for (size_t k = 0; k < l->nchecks; k++)
            if (l->check[k].wanted)
                put_case(r, l, &l->check[k], out);
        fputs("  </testsuite>\n", out);
    }
    fputs("</testsuites>\n", out);
    return !ferror(out);
}
