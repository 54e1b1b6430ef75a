/* Printing a fact sheet with what a run found. SPDX-License-Identifier: MIT */
#ifndef FACTS_REPORT_H
#define FACTS_REPORT_H
#include "grading/facts/facts.h"
#include "grading/report.h"

/* r: a finished report of labs made by facts_as_lab(), perhaps of other sheets too. Prints every
   fact of the sheet, in order, open ones included. */
void facts_report(const struct fact_sheet *sheet, const struct report *r, FILE *out);

/* One line: "anos: 26 of 31 held, 5 open". */
void facts_summary(const struct fact_sheet *sheet, const struct report *r, FILE *out);
#endif
