/* Workers: the grader's memory is the student's business as little as possible; a crash over one
   check costs that check only. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/worker.h"

#include "grading/random.h"
#include "grading/ready.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool transfer(int fd, void *bytes, size_t n, ssize_t (*move)(int, void *, size_t))
{
    for (size_t done = 0; done < n;) {
        ssize_t part = move(fd, (char *)bytes + done, n - done);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return false;
        done += (size_t)part;
    }
    return true;
}

static ssize_t send_part(int fd, void *bytes, size_t n)
{
    return send(fd, bytes, n, MSG_NOSIGNAL);
}

/* In the worker: until the scheduler hangs up. */
static void serve(const struct worker *w, int fd)
{
    const struct subject subject = { .layout = w->build->layout,
                                     .chapter = w->lab->lab->chapter,
                                     .directory = w->build->directory,
                                     .symbol = subject_symbol };
    struct ready ready = { 0 };
    static struct check_result result;
    size_t number;
    while (transfer(fd, &number, sizeof number, read)) {
        const struct check *check = w->lab->check[number].check;
        struct random random = random_for(w->seed, check->id);
        memset(&result, 0, sizeof result);
        char keep[64];
        snprintf(keep, sizeof keep, KEPT_FAILURES "/%s", check->id);
        struct check_run run = { .subject = &subject,
                                 .emulator = w->emulator,
                                 .random = &random,
                                 .result = &result,
                                 .keep = w->lab->keeps_failures ? keep : NULL };
        ready_run(&ready, &run, check);
        if (!transfer(fd, &result, sizeof result, send_part))
            break;
    }
    ready_end(&ready);
}

bool worker_start(struct worker *w, const int *close_in_child)
{
    int pair[2];
    w->fd = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return false;
    pid_t parent = getpid();
    fflush(NULL);
    w->pid = fork();
    if (w->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        for (; *close_in_child >= 0; close_in_child++)
            close(*close_in_child);
        close(pair[0]);
        serve(w, pair[1]);
        _exit(0);
    }
    close(pair[1]);
    w->fd = pair[0];
    if (w->pid > 0)
        return true;
    close(w->fd);
    w->fd = -1;
    return false;
}

void worker_end(struct worker *w)
{
    if (w->fd < 0)
        return;
    close(w->fd);
    w->fd = -1;
    waitpid(w->pid, NULL, 0);
}

bool worker_order(const struct worker *w, size_t check)
{
    return transfer(w->fd, &check, sizeof check, send_part);
}

void worker_result(struct worker *w, struct check_result *result)
{
    if (transfer(w->fd, result, sizeof *result, read)) {
        result->message[sizeof result->message - 1] = '\0';
        return;
    }
    int status = 0;
    close(w->fd);
    w->fd = -1;
    waitpid(w->pid, &status, 0);
    *result = (struct check_result){ .verdict = BROKEN };
    snprintf(result->message, sizeof result->message, "the grader's worker died: %s",
             WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "it exited");
}
