/* Running one check. SPDX-License-Identifier: MIT */
#include "grading/ready.h"

#include "grading/backend.h"
#include "grading/clock.h"
#include "grading/result.h"
#include <stdio.h>
#include <string.h>

static bool get_machine(struct ready *r, struct check_run *c, const struct check *check)
{
    if (r->failed[0]) {
        check_fail(c, "as in %s: the kernel does not come to its monitor", r->failed);
        return false;
    }
    if (!r->machine)
        r->machine = check_boot(c, &(struct machine_config){ .emulator = c->emulator });
    if (!r->machine)
        snprintf(r->failed, sizeof r->failed, "%s", check->id);
    else
        machine_allow(r->machine, clock_scaled(READY_SECONDS));
    c->machine = r->machine;
    return r->machine != NULL;
}

/* A check may leave a dead guest behind, or one that is not what it was. */
static void give_back(struct ready *r, const struct check_run *c)
{
    if (r->machine && machine_alive(r->machine) && c->result->verdict != FAILED)
        return;
    machine_end(r->machine);
    r->machine = NULL;
}

/* A failure of the emulator's is no verdict on the student's work. */
static void decide(struct check_result *result)
{
    const char *failure = machine_failure();
    if (failure[0]) {
        result->verdict = BROKEN;
        snprintf(result->message, sizeof result->message, "%s", failure);
    } else if (result->verdict == UNDECIDED) {
        result->verdict = PASSED;
    }
}

void ready_run(struct ready *r, struct check_run *c, const struct check *check)
{
    double start = clock_now();
    machine_failure_forget();
    if (check->boot == BOOT_OWN) {
        check->run(c);
    } else if (get_machine(r, c, check)) {
        check->run(c);
        give_back(r, c);
    }
    decide(c->result);
    c->result->seconds = clock_now() - start;
}

void ready_end(struct ready *r)
{
    machine_end(r->machine);
    *r = (struct ready){ 0 };
}
