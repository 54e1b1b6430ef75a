/* The grader: builds labs, runs their checks in emulators, reports. SPDX-License-Identifier: MIT */
#include "grading/clock.h"
#include "grading/facts/facts_report.h"
#include "grading/matrix/matrix.h"
#include "grading/options.h"
#include "grading/schedule.h"
#include "grading/scratch.h"
#include "grading/versions.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FULL_MARKS = 0,
    POINTS_LOST = 1,
    GRADER_FAILED = 2,
};

static bool is_asked_for(const struct options *o, const struct lab *lab)
{
    if (o->test && strtoul(o->test, NULL, 10) != lab->number)
        return false;
    return strcmp(o->lab, "all") == 0 || strtoul(o->lab, NULL, 10) == lab->number;
}

/* Marks the check with this id and, through `needs`, all that come before it. */
static bool want(struct report_lab *l, const char *id)
{
    for (struct report_check *c = l->check; c < l->check + l->nchecks; c++) {
        if (strcmp(c->check->id, id) != 0)
            continue;
        bool known = c->wanted;
        c->wanted = true;
        return known || !c->check->needs || want(l, c->check->needs);
    }
    return false;
}

/* The build for a layout, a new one if need be; NULL: there is no such layout, or one too many. */
static struct report_build *build_for(struct report_lab *l, const char *name)
{
    for (size_t i = 0; i < l->nbuilds; i++)
        if (strcmp(l->build[i].layout->name, name) == 0)
            return &l->build[i];
    struct report_build *b = &l->build[l->nbuilds];
    if (l->nbuilds == BUILDS_MOST || !(b->layout = layout_named(name)))
        return NULL;
    l->nbuilds++;
    return b;
}

static bool add_builds(struct report_lab *l)
{
    for (struct report_check *c = l->check; c < l->check + l->nchecks; c++) {
        if (!c->wanted)
            continue;
        c->build = build_for(l, c->check->layout ? c->check->layout : l->lab->layout);
        if (!c->build)
            return false;
        c->build->cdrom = c->build->cdrom || c->runs[BOCHS] || c->check->cdrom;
    }
    return true;
}

static bool add_lab(struct report *r, const struct options *o, const struct lab *lab)
{
    struct report_lab *l = &r->lab[r->nlabs];
    *l = (struct report_lab){ .lab = lab,
                              .check = calloc(lab->nchecks + 1, sizeof *l->check),
                              .nchecks = lab->nchecks };
    if (!l->check)
        return false;
    for (size_t i = 0; i < lab->nchecks; i++) {
        struct report_check *c = &l->check[i];
        c->check = &lab->checks[i];
        c->wanted = !o->test;
        for (enum emulator e = QEMU; e <= BOCHS; e++)
            c->runs[e] = c->check->bochs_only ? e == BOCHS : o->emulator[e];
    }
    if ((o->test && !want(l, o->test)) || !add_builds(l))
        return false;
    r->nlabs++;
    return true;
}

static bool add_labs(struct report *r, const struct options *o)
{
    for (const struct lab *const *lab = grading_labs; *lab; lab++)
        if (is_asked_for(o, *lab) && !add_lab(r, o, *lab))
            return false;
    return r->nlabs != 0;
}

static bool is_asked_for_facts(const struct options *o, const struct fact_sheet *s)
{
    return strcmp(o->facts, "all") == 0 || strcmp(o->facts, s->layout) == 0;
}

static bool add_facts(struct report *r, const struct options *o)
{
    struct options plain = *o; /* --test chooses facts here, not a check */
    plain.test = NULL;
    for (const struct fact_sheet *const *s = fact_sheets; *s; s++) {
        struct lab *chapter = calloc(LAST_CHAPTER + 1, sizeof *chapter);
        if (!chapter)
            return false;
        for (unsigned i = 0; is_asked_for_facts(o, *s) && i <= LAST_CHAPTER; i++)
            if (facts_as_lab(*s, i, o->test, &chapter[i]) && !add_lab(r, &plain, &chapter[i]))
                return false;
    }
    return r->nlabs != 0;
}

static bool add_matrix(struct report *r, const struct options *o, struct lab *cell, size_t n)
{
    for (size_t i = 0; cell && i < n; i++)
        if (!add_lab(r, o, &cell[i]))
            return false;
    return r->nlabs != 0;
}

static bool begin(struct report *r, const struct options *o)
{
    size_t most = 0, ncells = 0;
    struct lab *cell = o->matrix ? matrix_labs(o->last_chapter, &ncells) : NULL;
    for (const struct lab *const *lab = grading_labs; *lab; lab++)
        most++;
    for (const struct fact_sheet *const *s = fact_sheets; *s; s++)
        most += LAST_CHAPTER + 1;
    r->lab = calloc(most + ncells, sizeof *r->lab);
    r->seed = o->seed;
    r->times = o->times;
    r->words = o->source == BUILD_REFERENCE ? " REF=1" : "";
    if (r->lab && (o->matrix  ? add_matrix(r, o, cell, ncells)
                   : o->facts ? add_facts(r, o)
                              : add_labs(r, o)))
        return true;
    fprintf(stderr, "grade: there is no %s %s\n",
            o->facts  ? "fact sheet"
            : o->test ? "check"
                      : "lab",
            o->facts  ? o->facts
            : o->test ? o->test
                      : o->lab);
    return false;
}

static bool find_versions(struct report *r, struct text *versions)
{
    bool used[EMULATORS] = { false };
    const char *why;
    for (size_t i = 0; i < r->nlabs; i++)
        for (size_t k = 0; k < r->lab[i].nchecks; k++)
            for (enum emulator e = QEMU; e <= BOCHS; e++)
                used[e] = used[e] || (r->lab[i].check[k].wanted && r->lab[i].check[k].runs[e]);
    bool found = versions_find(used, versions, &why);
    r->versions = text_string(versions);
    if (!found)
        fprintf(stderr, "grade: %s\n", why);
    return found;
}

static bool places_are_there(const struct options *o)
{
    struct stat status;
    if (access("Makefile", R_OK) < 0) {
        fputs("grade: there is no Makefile here: run it from the project's root\n", stderr);
        return false;
    }
    if (o->source != BUILD_DIRECTORY ||
        (stat(o->directory, &status) == 0 && S_ISDIR(status.st_mode)))
        return true;
    fprintf(stderr, "grade: %s is no directory\n", o->directory);
    return false;
}

static bool build_all(struct report *r, const struct options *o)
{
    struct build b = { .source = o->facts ? BUILD_REFERENCE : o->source,
                       .directory = o->directory,
                       .scratch = scratch_begin(),
                       .jobs = o->jobs };
    if (!b.scratch) {
        fputs("grade: cannot make a temporary directory\n", stderr);
        return false;
    }
    for (size_t i = 0; i < r->nlabs; i++)
        build_lab(&b, &r->lab[i]);
    return true;
}

static bool write_file(const struct report *r, const char *path,
                       bool (*write)(const struct report *, FILE *))
{
    if (!path || report_file(r, path, write))
        return true;
    fprintf(stderr, "grade: cannot write %s\n", path);
    return false;
}

static void print_facts(const struct report *r, const struct options *o)
{
    const struct fact_sheet *const *s;
    bool all = strcmp(o->facts, "all") == 0;
    for (s = fact_sheets; *s; s++) {
        if (is_asked_for_facts(o, *s))
            facts_report(*s, r, stdout);
        if (all)
            putchar('\n');
    }
    for (s = fact_sheets; *s && all; s++)
        facts_summary(*s, r, stdout);
}

static void print(const struct report *r, const struct options *o)
{
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
    if (o->tap)
        report_tap(r, stdout);
    else if (o->matrix)
        matrix_report(r, stdout);
    else if (o->facts)
        print_facts(r, o);
    else
        report_terminal(r, stdout, colour);
    fflush(stdout);
}

static int status(const struct report *r, const struct options *o)
{
    if (r->broken)
        return GRADER_FAILED;
    if (o->ci)
        return FULL_MARKS;
    for (size_t i = 0; i < r->nlabs; i++)
        for (size_t k = 0; k < r->lab[i].nchecks; k++)
            if (r->lab[i].check[k].wanted && r->lab[i].check[k].verdict != PASSED)
                return POINTS_LOST;
    return FULL_MARKS;
}

int main(int argc, char **argv)
{
    double start = clock_now();
    struct options options;
    struct report report = { 0 };
    struct text versions = { 0 };
    bool done;
    if (!options_read(&options, argc, argv, &done))
        return GRADER_FAILED;
    if (done)
        return FULL_MARKS;
    if (!places_are_there(&options) || !begin(&report, &options) ||
        !write_file(&report, options.json, report_json_begun) ||
        !find_versions(&report, &versions) || !build_all(&report, &options))
        return GRADER_FAILED;
    schedule_run(&report, options.jobs);
    report_finish(&report);
    report.seconds = clock_now() - start;
    print(&report, &options);
    bool json = write_file(&report, options.json, report_json);
    bool junit = write_file(&report, options.junit, report_junit);
    scratch_end();
    return json && junit ? status(&report, &options) : GRADER_FAILED;
}
