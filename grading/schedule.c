/* Which check runs when and where. SPDX-License-Identifier: MIT */
#include "grading/schedule.h"

#include "grading/worker.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* One check on one emulator. */
struct unit {
    struct report_lab *lab;
    size_t number;
    enum emulator emulator;
    struct check_result *result;
    struct worker *worker; /* where it runs now */
};

struct schedule {
    struct unit *unit;
    size_t nunits;
    struct worker
        *home; /* of each build and emulator: where BOOT_READY checks share a machine */
    size_t nhomes;
    unsigned running;
    uint64_t seed;
};

static const struct check *check_of(const struct unit *u)
{
    return u->lab->check[u->number].check;
}

static const struct report_build *build_of(const struct unit *u)
{
    return u->lab->check[u->number].build;
}

static bool is_done(const struct unit *u)
{
    return u->result->verdict != UNDECIDED;
}

static void skip(struct unit *u, const char *id)
{
    u->result->verdict = SKIPPED;
    snprintf(u->result->message, sizeof u->result->message, "needs %s", id);
}

static bool is_needed(const struct unit *u, const struct unit *other)
{
    /* A check that runs on the other emulator only counts for this one too. */
    return other->lab == u->lab && strcmp(check_of(other)->id, check_of(u)->needs) == 0 &&
           (other->emulator == u->emulator || !u->lab->check[other->number].runs[u->emulator]);
}

/* Checks on a shared machine run in the order of the table, so that each finds it as it would
   alone with those before it. */
static bool must_wait(const struct unit *u, const struct unit *other)
{
    return check_of(u)->boot == BOOT_READY && check_of(other)->boot == BOOT_READY &&
           build_of(other) == build_of(u) && other->emulator == u->emulator &&
           other->number < u->number;
}

static bool can_start(const struct schedule *s, struct unit *u)
{
    const char *needs = check_of(u)->needs;
    for (const struct unit *o = s->unit; o < s->unit + s->nunits; o++) {
        bool needed = needs && is_needed(u, o);
        if (needed && is_done(o) && o->result->verdict != PASSED) {
            skip(u, needs);
            return false;
        }
        if (!is_done(o) && (needed || must_wait(u, o)))
            return false;
    }
    return true;
}

/* Descriptors that a new worker must not keep open: another's end would go unnoticed. */
static int *open_lines(const struct schedule *s)
{
    size_t n = 0;
    int *fds = calloc(s->nunits + s->nhomes + 1, sizeof *fds);
    if (!fds)
        abort();
    for (size_t i = 0; i < s->nunits; i++)
        if (s->unit[i].worker && s->unit[i].worker->fd >= 0)
            fds[n++] = s->unit[i].worker->fd;
    for (size_t i = 0; i < s->nhomes; i++)
        if (s->home[i].fd >= 0)
            fds[n++] = s->home[i].fd;
    fds[n] = -1;
    return fds;
}

static struct worker *home_of(const struct schedule *s, const struct unit *u)
{
    struct worker *h = s->home;
    while (h->build != build_of(u) || h->emulator != u->emulator)
        h++;
    return h;
}

static struct worker *worker_for(const struct schedule *s, const struct unit *u)
{
    if (check_of(u)->boot == BOOT_READY)
        return home_of(s, u);
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    *w = (struct worker){
        .fd = -1, .lab = u->lab, .build = build_of(u), .emulator = u->emulator, .seed = s->seed
    };
    return w;
}

static void start(struct schedule *s, struct unit *u)
{
    struct worker *w = worker_for(s, u);
    int *fds = open_lines(s);
    if ((w->fd >= 0 || worker_start(w, fds)) && worker_order(w, u->number)) {
        u->worker = w;
        s->running++;
    } else {
        u->result->verdict = BROKEN;
        snprintf(u->result->message, sizeof u->result->message, "no worker could be started");
    }
    free(fds);
}

static void start_all(struct schedule *s, unsigned jobs)
{
    for (struct unit *u = s->unit; u < s->unit + s->nunits && s->running < jobs; u++)
        if (!is_done(u) && !u->worker && can_start(s, u))
            start(s, u);
}

static void finish(struct schedule *s, struct unit *u)
{
    worker_result(u->worker, u->result);
    if (check_of(u)->boot == BOOT_OWN) {
        worker_end(u->worker);
        free(u->worker);
    }
    u->worker = NULL;
    s->running--;
}

static void wait_for_some(struct schedule *s)
{
    struct pollfd *fds = calloc(s->nunits, sizeof *fds);
    if (!fds)
        abort();
    for (size_t i = 0; i < s->nunits; i++)
        fds[i] = (struct pollfd){ .fd = s->unit[i].worker ? s->unit[i].worker->fd : -1,
                                  .events = POLLIN };
    if (poll(fds, s->nunits, -1) > 0)
        for (size_t i = 0; i < s->nunits; i++)
            if (fds[i].revents)
                finish(s, &s->unit[i]);
    free(fds);
}

/* Homes end as soon as nothing is left for them: an idle machine costs memory. */
static void close_homes(struct schedule *s)
{
    for (struct worker *h = s->home; h < s->home + s->nhomes; h++) {
        bool used = false;
        for (const struct unit *u = s->unit; u < s->unit + s->nunits; u++)
            used =
                used || (!is_done(u) && build_of(u) == h->build && u->emulator == h->emulator);
        if (!used)
            worker_end(h);
    }
}

/* What could not be built is decided already. */
static void add_unit(struct schedule *s, struct report_lab *l, size_t number, enum emulator e)
{
    struct report_check *c = &l->check[number];
    s->unit[s->nunits++] =
        (struct unit){ .lab = l, .number = number, .emulator = e, .result = &c->result[e] };
    if (c->build->trouble.size)
        c->result[e].verdict = c->build->trouble_is_ours ? BROKEN : FAILED;
}

static void add_lab(struct schedule *s, struct report_lab *l)
{
    for (size_t i = 0; i < l->nbuilds; i++)
        for (enum emulator e = QEMU; e <= BOCHS; e++)
            s->home[s->nhomes++] = (struct worker){
                .fd = -1, .lab = l, .build = &l->build[i], .emulator = e, .seed = s->seed
            };
    for (size_t i = 0; i < l->nchecks; i++)
        for (enum emulator e = QEMU; e <= BOCHS; e++)
            if (l->check[i].wanted && l->check[i].runs[e])
                add_unit(s, l, i, e);
}

static size_t undecided(const struct schedule *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->nunits; i++)
        n += !is_done(&s->unit[i]);
    return n;
}

void schedule_run(struct report *r, unsigned jobs)
{
    size_t most = 0;
    for (size_t i = 0; i < r->nlabs; i++)
        most += r->lab[i].nchecks * EMULATORS;
    struct schedule s = { .unit = calloc(most + 1, sizeof *s.unit),
                          .home =
                              calloc(r->nlabs * BUILDS_MOST * EMULATORS + 1, sizeof *s.home),
                          .seed = r->seed };
    if (!s.unit || !s.home)
        abort();
    for (size_t i = 0; i < r->nlabs; i++)
        add_lab(&s, &r->lab[i]);
    /* A skip may let others be skipped, so we look again until nothing changes; checks that need
       each other in a circle stay undecided. */
    for (size_t left = most + 1, before = left + 1; left && (s.running || left < before);) {
        start_all(&s, jobs);
        close_homes(&s);
        if (s.running)
            wait_for_some(&s);
        before = left;
        left = undecided(&s);
    }
    close_homes(&s);
    free(s.unit);
    free(s.home);
}
