/* One model of a grading; the writers turn it into text, JSON, XML and TAP.
   SPDX-License-Identifier: MIT */
#ifndef REPORT_H
#define REPORT_H
#include "grading/check.h"
#include "grading/result.h"
#include "grading/text.h"
#include <stdio.h>

enum {
    EMULATORS = 2,
    BUILDS_MOST = 2, /* layouts that the checks of one lab look at */
};

#define KEPT_FAILURES "build/debug" /* 3.2.img, 3.2.args: the machine on which 3.2 failed */

/* What was built of a lab for one layout. */
struct report_build {
    const struct layout *layout;
    bool cdrom;           /* some check on it needs boot.iso */
    char directory[4096]; /* a private copy of kernel.elf and the boot images */
    struct text trouble;  /* why nothing could be run, e.g. the compiler's words */
    bool trouble_is_ours; /* … which is no verdict on the student's work */
};

struct report_check {
    const struct check *check;
    bool wanted;                /* asked for, or needed by one that was */
    struct report_build *build; /* NULL unless wanted */
    bool runs[EMULATORS];       /* indexed by enum emulator */
    struct check_result result[EMULATORS];
    /* of both emulators together, after report_finish() */
    enum verdict verdict;
    unsigned points;
    double seconds;
    struct text message;
};

struct report_lab {
    const struct lab *lab;
    struct report_build build[BUILDS_MOST];
    size_t nbuilds;
    struct report_check *check;
    size_t nchecks;
    bool keeps_failures; /* in KEPT_FAILURES, for the debuggers */
    unsigned points, most;
};

struct report {
    struct report_lab *lab;
    size_t nlabs;
    uint64_t seed;
    const char *versions; /* "grader 1.0, QEMU 7.2.22, Bochs 2.7" */
    bool times;           /* false: nothing in any report depends on the clock */
    const char *words;    /* further make variables for the debug line, "" or " REF=1" */
    double seconds;       /* of the whole grading */
    unsigned points, most;
    bool broken; /* the grader failed somewhere: exit status 2 */
};

/* Joins the emulators' results, counts the points. */
void report_finish(struct report *r);

/* "boot page tables" of "01-boot-page-tables". */
void report_title(const struct lab *lab, char *title, size_t size);

/* Whether a build is of the layout that the lab is at home in. */
bool report_is_home(const struct report_lab *l, const struct report_build *b);

/* What there is to say of a check that did not pass: why it could not run, or its own message. */
const char *report_words(const struct report_check *c);

/* The line that debugs a failed check. */
void report_debug_line(const struct report *r, const struct report_lab *l,
                       const struct report_check *c, struct text *t);

void report_terminal(const struct report *r, FILE *out, bool colour);
void report_tap(const struct report *r, FILE *out);
bool report_json(const struct report *r, FILE *out) MUST_CHECK; /* Gradescope's results.json */

/* A results.json without a score, to lie there until the grading is over, should it never be. */
bool report_json_begun(const struct report *r, FILE *out) MUST_CHECK;
bool report_junit(const struct report *r, FILE *out) MUST_CHECK; /* JUnit XML */

/* Writes a report into a file that is complete or not there: temporary, fsync, rename. */
bool report_file(const struct report *r, const char *path,
                 bool (*write)(const struct report *, FILE *)) MUST_CHECK;
#endif
