/* Building under limits, one build in the tree at a time. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/build.h"

#include "grading/clock.h"
#include "grading/includes.h"
#include "grading/process.h"
#include "grading/submission.h"
#include <dirent.h>
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

/* What each road leaves for the grader, beside kernel.elf; NULL ends. The CD-ROM comes last: it is
   not made where QEMU alone is used. */
static const char *const products[][4] = {
    [ROAD_BIOS] = { "stage2.elf", "boot.img" },
    [ROAD_MULTIBOOT1] = { "boot.elf", "boot.iso" },
    [ROAD_MULTIBOOT2] = { "boot.elf", "boot.iso" },
    [ROAD_LINUX] = { "setup.elf", "boot.bin", "boot.iso" },
};

/* One layout of one lab under way. */
struct job {
    const struct build *how;
    const struct lab *lab;
    struct report_build *build;
    char from[2048];            /* the students' files */
    char into[2048], out[2100]; /* make's OUT; where it leaves this layout's kernel */
};

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

static bool make(const char *const *argv, struct report_build *b, const char *hidden,
                 bool students)
{
    struct text output = { 0 };
    int status;
    const char *why;
    bool ended = process_run((struct process){ .argv = argv, .in = -1, .limits = &limits },
                             clock_patient(BUILD_SECONDS), OUTPUT_MOST, &output, &status, &why);
    bool built = ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!built) {
        b->trouble_is_ours = !students || (!ended && strcmp(why, "it is not installed") == 0);
        text_add(&b->trouble, "%s", students ? "it does not compile" : "the build failed");
        text_add(&b->trouble, ended ? ":\n" : ": %s\n", why);
        quote(&b->trouble, &output, hidden);
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

static void ours(struct report_build *b, const char *what, const char *which)
{
    text_add(&b->trouble, "grader: %s %s\n", what, which);
    b->trouble_is_ours = true;
}

static bool copy_product(const struct job *j, const char *directory, const char *name)
{
    char source[4200], target[4200];
    snprintf(source, sizeof source, "%s/%s%s", j->out, directory, name);
    snprintf(target, sizeof target, "%s/%s%s", j->build->directory, directory, name);
    const char *wrong = submission_copy(source, target, IMAGE_MOST);
    if (wrong)
        ours(j->build, source, wrong);
    return !wrong;
}

/* The Multiboot modules, where there are any. */
static bool copy_modules(const struct job *j)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/modules", j->out);
    DIR *modules = opendir(path);
    if (!modules)
        return true;
    snprintf(path, sizeof path, "%s/modules", j->build->directory);
    mkdir(path, 0700);
    bool good = true;
    for (struct dirent *e; good && (e = readdir(modules));)
        good = e->d_name[0] == '.' || copy_product(j, "modules/", e->d_name);
    closedir(modules);
    return good;
}

static bool copy_products(const struct job *j)
{
    const char *const *name = products[j->build->layout->road];
    if (!copy_product(j, "", "kernel.elf"))
        return false;
    for (; *name && (j->build->cdrom || strcmp(*name, "boot.iso") != 0); name++)
        if (!copy_product(j, "", *name))
            return false;
    return copy_modules(j);
}

/* What is handed in may not be the reference by another name. */
static bool is_own_work(const struct job *j)
{
    char objects[4200];
    snprintf(objects, sizeof objects, "%s/obj", j->into);
    return j->how->source != BUILD_DIRECTORY ||
           includes_allowed(j->lab, j->from, objects, &j->build->trouble);
}

/* One layout's kernel, or that of each layout in a list. */
static bool run_make(const struct job *j, const char *names, bool cdrom, struct report_build *b)
{
    bool reference = j->how->source == BUILD_REFERENCE;
    char jobs[16], number[16], layouts_are[80], from_is[2100], into_is[2100], hidden[2100];
    snprintf(jobs, sizeof jobs, "-j%u", j->how->jobs);
    snprintf(number, sizeof number, reference ? "CH=%u" : "LAB=%u",
             reference ? j->lab->chapter : j->lab->number);
    snprintf(layouts_are, sizeof layouts_are, "LAYOUTS=%s", names);
    snprintf(from_is, sizeof from_is, "FROM=%s", j->from);
    snprintf(into_is, sizeof into_is, "OUT=%s", j->into);
    snprintf(hidden, sizeof hidden, "%s/", j->from);
    const char *argv[16] = { "make", "-s",       jobs, reference ? "image" : "lab-image",
                             number, layouts_are };
    size_t n = 6;
    if (!cdrom)
        argv[n++] = "EMU=qemu";
    if (!reference) {
        argv[n++] = from_is;
        argv[n++] = into_is;
    }
    return make(argv, b, j->how->source == BUILD_DIRECTORY ? hidden : "", !reference);
}

/* All layouts at once, which costs one make less and compiles what they share once. False: each has
   to be tried alone, for its own words. */
static bool make_all(const struct job *job, size_t n)
{
    struct report_build together = { 0 };
    char names[64] = "";
    bool cdrom = false;
    for (size_t i = 0, used = 0; i < n && used < sizeof names; i++) {
        used += (size_t)snprintf(names + used, sizeof names - used, " %s",
                                 job[i].build->layout->name);
        cdrom = cdrom || job[i].build->cdrom;
    }
    bool made = n > 1 && run_make(job, names + 1, cdrom, &together);
    text_free(&together.trouble);
    return made;
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

/* Where the builds of a lab are: another layout's name sets it apart from the home's. */
static void set_directories(struct job *j, const struct report_lab *l)
{
    struct report_build *b = j->build;
    const char *name = b->layout->name;
    const char *dash = report_is_home(l, b) ? "" : "-",
               *apart = report_is_home(l, b) ? "" : name;
    unsigned number = j->lab->number;
    snprintf(b->directory, sizeof b->directory, "%s/lab%u-%s", j->how->scratch, number, name);
    snprintf(j->from, sizeof j->from, "labs/%s", j->lab->slug);
    switch (j->how->source) {
    case BUILD_DONE:
        snprintf(b->directory, sizeof b->directory, "%s%s%s", j->how->directory, dash, apart);
        break;
    case BUILD_CELLS:
        snprintf(b->directory, sizeof b->directory, "build/%s/%u", name, j->lab->chapter);
        break;
    case BUILD_REFERENCE:
        snprintf(j->out, sizeof j->out, "build/%s/%u", name, j->lab->chapter);
        break;
    case BUILD_LABS:
        snprintf(j->into, sizeof j->into, "build/lab%u", number);
        break;
    case BUILD_DIRECTORY:
        snprintf(j->from, sizeof j->from, "%s/from%u", j->how->scratch, number);
        snprintf(j->into, sizeof j->into, "%s/build%u", j->how->scratch, number);
        break;
    }
    if (j->into[0])
        snprintf(j->out, sizeof j->out, "%s%s%s", j->into, dash, apart);
}

static bool take(const struct job *job, size_t n)
{
    const char *from = job->from;
    if (job->how->source != BUILD_DIRECTORY)
        return true;
    mkdir(from, 0700);
    struct text trouble = { 0 };
    bool good = submission_take(job->lab, job->how->directory, from, &trouble);
    for (size_t i = 0; i < n && !good; i++)
        text_add(&job[i].build->trouble, "%s", text_string(&trouble));
    text_free(&trouble);
    return good;
}

static void build_jobs(const struct job *job, size_t n)
{
    if (!take(job, n))
        return;
    bool made = make_all(job, n);
    for (const struct job *j = job; j < job + n; j++) {
        mkdir(j->build->directory, 0700);
        if ((made || run_make(j, j->build->layout->name, j->build->cdrom, j->build)) &&
            is_own_work(j))
            copy_products(j);
    }
}

void build_lab(const struct build *b, struct report_lab *l)
{
    struct job job[BUILDS_MOST];
    bool built = b->source == BUILD_DONE || b->source == BUILD_CELLS;
    for (size_t i = 0; i < l->nbuilds; i++) {
        job[i] = (struct job){ .how = b, .lab = l->lab, .build = &l->build[i] };
        set_directories(&job[i], l);
    }
    if (built)
        return;
    int held = lock();
    for (size_t i = 0; i < l->nbuilds && held < 0; i++)
        ours(&l->build[i], "cannot lock", LOCK);
    if (held < 0)
        return;
    build_jobs(job, l->nbuilds);
    if (b->source != BUILD_REFERENCE)
        forget_failures(l);
    close(held);
}
