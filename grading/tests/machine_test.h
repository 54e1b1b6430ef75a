/* What the tests of the machine layer share. SPDX-License-Identifier: MIT */
#ifndef MACHINE_TEST_H
#define MACHINE_TEST_H
#include "grading/clock.h"
#include "grading/machine.h"
#include <stdio.h>

extern unsigned failures;
extern const char *now_in; /* the test under way */

#define EXPECT(condition)                                                           \
    do {                                                                            \
        if (!(condition)) {                                                         \
            printf("FAIL  %s:%d %s: %s\n", __FILE__, __LINE__, now_in, #condition); \
            failures++;                                                             \
        }                                                                           \
    } while (0)

/* machine_start() with 32 MiB and scaled seconds; ends the program when that fails. */
struct machine *start_machine(const struct machine_config *config);

/* test_media.c: machines that start from CD-ROMs and kernel files. directory: where the Makefile
   has put multiboot/ and linux/. */
void test_media(const char *directory);
#endif
