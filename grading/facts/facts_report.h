/* Printing a fact sheet with what a run found. SPDX-License-Identifier: MIT */
#ifndef FACTS_REPORT_H
#define FACTS_REPORT_H
#include "grading/facts/facts.h"
#include "grading/report.h"

/* r: a finished report of labs made by facts_as_lab(). Prints every fact of the sheet, in order,
   open ones included. Whether all that can be held were. */
bool facts_report(const struct fact_sheet *sheet, const struct report *r, FILE *out);
#endif
