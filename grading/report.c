/* The model of a grading: joined verdicts and points. SPDX-License-Identifier: MIT */
#include "grading/report.h"

#include <string.h>
#include <unistd.h>

/* Of two emulators' verdicts the one further right counts. */
static const enum verdict worse[] = { UNDECIDED, PASSED, SKIPPED, FAILED, BROKEN };

static size_t badness(enum verdict v)
{
    size_t i = 0;
    while (worse[i] != v)
        i++;
    return i;
}

static const char *verdict_word(enum verdict v)
{
    static const char *const word[] = {
        [UNDECIDED] = "not run", [PASSED] = "passed",     [FAILED] = "failed",
        [SKIPPED] = "skipped",   [BROKEN] = "no verdict",
    };
    return word[v];
}

static void join_messages(struct report_check *c)
{
    const struct check_result *q = &c->result[QEMU], *b = &c->result[BOCHS];
    bool both = c->runs[QEMU] && c->runs[BOCHS];
    if (both && q->verdict == b->verdict && strcmp(q->message, b->message) == 0)
        both = false;
    if (!both) {
        text_add(&c->message, "%s", c->runs[QEMU] ? q->message : b->message);
        return;
    }
    if (q->verdict != b->verdict)
        text_add(&c->message, "the emulators differ: QEMU %s, Bochs %s",
                 verdict_word(q->verdict), verdict_word(b->verdict));
    for (enum emulator e = QEMU; e <= BOCHS; e++)
        if (c->result[e].message[0])
            text_add(&c->message, "%s%s: %s", c->message.size ? "\n" : "", emulator_name(e),
                     c->result[e].message);
}

static void finish_check(struct report_check *c)
{
    c->verdict = UNDECIDED;
    for (enum emulator e = QEMU; e <= BOCHS; e++) {
        if (!c->runs[e])
            continue;
        if (badness(c->result[e].verdict) > badness(c->verdict))
            c->verdict = c->result[e].verdict;
        c->seconds += c->result[e].seconds;
    }
    c->points = c->verdict == PASSED ? c->check->points : 0;
    join_messages(c);
}

void report_finish(struct report *r)
{
    for (struct report_lab *l = r->lab; l < r->lab + r->nlabs; l++) {
        for (struct report_check *c = l->check; c < l->check + l->nchecks; c++) {
            if (!c->wanted)
                continue;
            finish_check(c);
            r->broken = r->broken || c->verdict == BROKEN || c->verdict == UNDECIDED;
            l->points += c->points;
            l->most += c->check->points;
        }
        r->points += l->points;
        r->most += l->most;
    }
}

void report_title(const struct lab *lab, char *title, size_t size)
{
    const char *dash = strchr(lab->slug, '-');
    snprintf(title, size, "%s", dash ? dash + 1 : lab->slug);
    for (char *p = title; *p; p++)
        if (*p == '-')
            *p = ' ';
}

bool report_is_home(const struct report_lab *l, const struct report_build *b)
{
    return strcmp(b->layout->name, l->lab->layout) == 0;
}

const char *report_words(const struct report_check *c)
{
    return text_string(c->build->trouble.size ? &c->build->trouble : &c->message);
}

void report_debug_line(const struct report *r, const struct report_lab *l,
                       const struct report_check *c, struct text *t)
{
    char what[256];
    bool home = report_is_home(l, c->build);
    snprintf(what, sizeof what, "LAB=%u%s%s T=%s SEED=%llu%s", l->lab->number,
             home ? "" : " LAYOUT=", home ? "" : c->build->layout->name, c->check->id,
             (unsigned long long)r->seed, r->words);
    text_add(t, "debug: ");
    if (c->runs[QEMU])
        text_add(t, "make gdb %s | ", what);
    text_add(t, "make bochs %s", what);
}

bool report_file(const struct report *r, const char *path,
                 bool (*write)(const struct report *, FILE *))
{
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.%d.tmp", path, (int)getpid());
    if (n < 0 || (size_t)n >= sizeof temporary)
        return false;
    FILE *f = fopen(temporary, "wxe");
    if (!f)
        return false;
    bool good = write(r, f) && fflush(f) == 0 && fsync(fileno(f)) == 0;
    good = fclose(f) == 0 && good && rename(temporary, path) == 0;
    if (!good)
        unlink(temporary);
    return good;
}
