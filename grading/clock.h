/* Wall-clock time, and the factor that makes every budget larger on a slow machine.
   SPDX-License-Identifier: MIT */
#ifndef CLOCK_H
#define CLOCK_H

double clock_now(void); /* seconds, monotonic */

/* seconds × TIMEOUT_SCALE of the environment (default 1; what is not a positive number is 1). */
double clock_scaled(double seconds);

/* The same for what ends by itself unless it is broken: never less than seconds, which should be
   far more than it takes, so that no load decides. */
double clock_patient(double seconds);

/* Milliseconds left until the deadline, for poll(): 0 when it has passed. */
int clock_left(double deadline);
#endif
