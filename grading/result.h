/* What a check came to: sent from the worker that ran it to the report.
   SPDX-License-Identifier: MIT */
#ifndef RESULT_H
#define RESULT_H

enum verdict {
    UNDECIDED,
    PASSED,
    FAILED,
    SKIPPED, /* a check that it needs did not pass, or was not asked for */
    BROKEN,  /* the grader or an emulator failed: no verdict on the student's work */
};

struct check_result {
    enum verdict verdict;
    double seconds;
    char message[8192]; /* lines; clean UTF-8, may be printed anywhere */
};
#endif
