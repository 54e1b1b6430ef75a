/* Building under limits, one build in the tree at a time. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/build.h"

#include "grading/clock.h"
#include "grading/includes.h"
#include "grading/process.h"
#include "grading/submission.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOCK "build/lock"

enum {
    BUILD_SECONDS = 60,
    OUTPUT_MOST = 256 << 10,
    LINES_SHOWN = 12,
    LINE_MOST = 300,
    IMAGE_MOST = 64 << 20,
};

/* Of one compiler process. A lab's file compiles in a tenth of a second and 100 MiB. */
static const struct process_limits limits = {
    .cpu_seconds = 20,
    .memory = 2 * GiB,
    .file = 64 * MiB,
};

static const char *const products[] = { "boot.img", "kernel.elf", "stage2.elf" };

/* Which lines of a failed build are worth showing: the first of these that any line meets. */
static bool is_error(const char *line, size_t n)
{
    static const char *const words[] = { "error:", "undefined reference", "overflowed" };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (memmem(line, n, words[i], strlen(words[i])))
            return true;
    return false;
}

static bool is_not_make(const char *line, size_t n)
{
    return n && strncmp(line, "make", 4) != 0;
}

static bool is_anything(const char *line, size_t n)
{
    (void)line;
    return n != 0;
}

/* A line without the private directory's name in it, which differs from run to run. */
static void add_line(struct text *to, const char *line, size_t n, const char *hidden)
{
    size_t skip = strlen(hidden);
    const char *at = skip ? memmem(line, n, hidden, skip) : NULL;
    size_t before = at ? (size_t)(at - line) : n;
    text_add_untrusted(to, line, before, LINE_MOST, 0);
    if (at)
        text_add_untrusted(to, at + skip, n - before - skip, LINE_MOST, 0);
    text_add(to, "\n");
}

static void quote(struct text *to, const struct text *output, const char *hidden)
{
    static bool (*const tests[])(const char *, size_t) = { is_error, is_not_make, is_anything };
    unsigned shown = 0;
    for (size_t i = 0; i < ARRAY_SIZE(tests) && !shown; i++) {
        for (const char *p = text_string(output); *p && shown < LINES_SHOWN;) {
            size_t n = strcspn(p, "\n");
            if (tests[i](p, n)) {
                add_line(to, p, n, hidden);
                shown++;
            }
            p += n + (p[n] == '\n');
        }
    }
}

static bool make(const char *const *argv, struct report_lab *l, const char *hidden,
                 bool students)
{
    struct text output = { 0 };
    int status;
    const char *why;
    bool ended = process_run((struct process){ .argv = argv, .in = -1, .limits = &limits },
                             clock_patient(BUILD_SECONDS), OUTPUT_MOST, &output, &status, &why);
    bool built = ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!built) {
        l->trouble_is_ours = !students || (!ended && strcmp(why, "it is not installed") == 0);
        text_add(&l->trouble, "%s", students ? "it does not compile" : "the build failed");
        text_add(&l->trouble, ended ? ":\n" : ": %s\n", why);
        quote(&l->trouble, &output, hidden);
    }
    text_free(&output);
    return built;
}

/* Ten gradings at once in one tree take turns. */
static int lock(void)
{
    mkdir("build", 0777);
    int fd = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    while (fd >= 0 && flock(fd, LOCK_EX) < 0)
        if (errno != EINTR)
            break;
    return fd;
}

static void ours(struct report_lab *l, const char *what, const char *which)
{
    text_add(&l->trouble, "grader: %s %s\n", what, which);
    l->trouble_is_ours = true;
}

static bool copy_products(const char *from, const char *to, struct report_lab *l)
{
    char source[4200], target[4200];
    for (size_t i = 0; i < ARRAY_SIZE(products); i++) {
        snprintf(source, sizeof source, "%s/%s", from, products[i]);
        snprintf(target, sizeof target, "%s/%s", to, products[i]);
        const char *wrong = submission_copy(source, target, IMAGE_MOST);
        if (wrong) {
            ours(l, source, wrong);
            return false;
        }
    }
    return true;
}

/* What is handed in may not be the reference by another name. */
static bool is_own_work(const struct build *b, struct report_lab *l, const char *from,
                        const char *out)
{
    char objects[4200];
    snprintf(objects, sizeof objects, "%s/obj", out);
    return b->source != BUILD_DIRECTORY || includes_allowed(l->lab, from, objects, &l->trouble);
}

static bool run_make(const struct build *b, struct report_lab *l, const char *from,
                     const char *out)
{
    char jobs[16], number[16], from_is[4200], out_is[4200], layout_is[80], hidden[4200];
    snprintf(jobs, sizeof jobs, "-j%u", b->jobs);
    snprintf(layout_is, sizeof layout_is, "LAYOUT=%s", l->lab->layout);
    if (b->source == BUILD_REFERENCE) {
        snprintf(number, sizeof number, "CH=%u", l->lab->chapter);
        const char *argv[] = { "make", "-s", jobs, "image", number, layout_is, NULL };
        return make(argv, l, "", false);
    }
    snprintf(number, sizeof number, "LAB=%u", l->lab->number);
    snprintf(from_is, sizeof from_is, "FROM=%s", from);
    snprintf(out_is, sizeof out_is, "OUT=%s", out);
    const char *argv[] = { "make", "-s", jobs, "lab-image", number, from_is, out_is, NULL };
    snprintf(hidden, sizeof hidden, "%s/", from);
    return make(argv, l, b->source == BUILD_DIRECTORY ? hidden : "", true);
}

/* Where the build puts its products. */
static void output_directory(const struct build *b, const struct report_lab *l, char *out,
                             size_t size)
{
    if (b->source == BUILD_REFERENCE)
        snprintf(out, size, "build/%s/%u", l->lab->layout, l->lab->chapter);
    else if (b->source == BUILD_LABS)
        snprintf(out, size, "build/lab%u", l->lab->number);
    else
        snprintf(out, size, "%s/build%u", b->scratch, l->lab->number);
}

/* What an earlier grading kept of these checks' failures is not this one's. */
static void forget_failures(struct report_lab *l)
{
    static const char *const ending[] = { "img", "args" };
    char path[80];
    l->keeps_failures = mkdir(KEPT_FAILURES, 0777) == 0 || errno == EEXIST;
    for (size_t i = 0; i < l->nchecks; i++)
        for (size_t k = 0; k < ARRAY_SIZE(ending) && l->check[i].wanted; k++) {
            snprintf(path, sizeof path, KEPT_FAILURES "/%s.%s", l->check[i].check->id,
                     ending[k]);
            unlink(path);
        }
}

void build_lab(const struct build *b, struct report_lab *l)
{
    char from[2048], out[2048];
    if (b->source == BUILD_DONE) {
        snprintf(l->directory, sizeof l->directory, "%s", b->directory);
        return;
    }
    snprintf(l->directory, sizeof l->directory, "%s/lab%u", b->scratch, l->lab->number);
    snprintf(from, sizeof from, "labs/%s", l->lab->slug);
    output_directory(b, l, out, sizeof out);
    mkdir(l->directory, 0700);
    if (b->source == BUILD_DIRECTORY) {
        snprintf(from, sizeof from, "%s/from%u", b->scratch, l->lab->number);
        mkdir(from, 0700);
        if (!submission_take(l->lab, b->directory, from, &l->trouble))
            return;
    }
    int held = lock();
    if (held < 0)
        ours(l, "cannot lock", LOCK);
    else if (run_make(b, l, from, out) && is_own_work(b, l, from, out))
        copy_products(out, l->directory, l);
    if (held >= 0 && b->source != BUILD_REFERENCE)
        forget_failures(l);
    if (held >= 0)
        close(held);
}
