/* Facts: what a real kernel's document says of its memory, each with the check that holds our
   kernel to it. The numbers in the checks are the document's, typed in by hand: they witness
   against the layout table, so they do not come from it. SPDX-License-Identifier: MIT */
#ifndef FACTS_H
#define FACTS_H
#include "grading/check.h"

/* check.id is the fact's number, check.title its statement in one line; check.run is NULL while
   the fact is open: a later chapter will meet it. */
struct fact {
    struct check check;
    unsigned chapter, last; /* the kernels that must show it, both included */
    const char *where;      /* "facts_anos_boot.c: stage1_in_place" */
};

/* A row of a sheet: its check and the file that this is in; the same for the kernels of several
   chapters; or open. A fact holds on every way to boot, so all ask for the CD-ROM. */
#define FACT(number, chapter, statement, boot, file, function) \
    FACT_THROUGH(number, chapter, chapter, statement, boot, file, function)
#define FACT_THROUGH(number, from, through, statement, how, file, function) \
    FACT_ROW(number, from, through, statement, how, file ": " #function, function)
#define FACT_OPEN(number, chapter, statement) \
    FACT_ROW(number, chapter, chapter, statement, BOOT_OWN, "open", NULL)
#define FACT_ROW(number, from, through, statement, how, place, function) \
    {                                                                    \
        .check = { .id = number,                                         \
                   .title = statement,                                   \
                   .points = 1,                                          \
                   .hint = "",                                           \
                   .boot = how,                                          \
                   .run = function,                                      \
                   .cdrom = true },                                      \
        .chapter = from, .last = through, .where = place,                \
    }

struct fact_sheet {
    const char *layout, *document;
    const struct fact *fact; /* in the order of their numbers */
    size_t n;
};

/* The sheets that there are; NULL ends. */
extern const struct fact_sheet *const fact_sheets[];

/* The facts of one chapter's kernel as a lab without files, so that the grader runs them like any
   other checks. only: numbers with blanks between them, "B2 B7", or NULL for all. The caller frees
   lab->checks. False: that chapter has none. */
bool facts_as_lab(const struct fact_sheet *sheet, unsigned chapter, const char *only,
                  struct lab *lab);

/* Whether a list of facts, "C4 C17", has this one. */
bool facts_list(const char *list, const char *number);
#endif
