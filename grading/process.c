/* Starting, capturing and killing children. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/process.h"

#include "grading/clock.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void limit(int what, rlim_t most)
{
    setrlimit(what, &(struct rlimit){ .rlim_cur = most, .rlim_max = most });
}

static void place(int fd, int at)
{
    int null = fd < 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : fd;
    if (null == at)
        fcntl(at, F_SETFD, 0);
    else
        dup2(null, at);
}

/* In the child. The grader's own descriptors are all close-on-exec. */
static void prepare(const struct process *p)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    static const int handled[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
    for (size_t i = 0; i < ARRAY_SIZE(handled); i++)
        signal(handled[i], SIG_DFL);
    place(p->in, 0);
    place(p->out, 1);
    place(p->err, 2);
    for (const int *fd = p->inherit; fd && *fd >= 0; fd++)
        fcntl(*fd, F_SETFD, 0);
    /* `make grade` hands its own options down; a make that we start is not its child. */
    unsetenv("MAKEFLAGS");
    unsetenv("MFLAGS");
    unsetenv("MAKELEVEL");
    if (p->setting)
        putenv((char *)p->setting);
    limit(RLIMIT_CORE, 0);
    if (p->limits) {
        limit(RLIMIT_CPU, p->limits->cpu_seconds);
        limit(RLIMIT_AS, p->limits->memory);
        limit(RLIMIT_FSIZE, p->limits->file);
    }
}

/* The child's error comes back through a pipe that a successful exec closes. */
static pid_t start(const struct process *p, bool leads_group)
{
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0)
        return -1;
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(127);
        /* Ctrl-C is the grader's to handle: the terminal must not hit an emulator directly. */
        if (leads_group)
            setpgid(0, 0);
        prepare(p);
        execvp(p->argv[0], (char *const *)p->argv);
        int error = errno;
        if (write(report[1], &error, sizeof error) < 0)
            _exit(126);
        _exit(127);
    }
    close(report[1]);
    int error = 0;
    if (pid > 0 && read(report[0], &error, sizeof error) == sizeof error) {
        waitpid(pid, NULL, 0);
        pid = -1;
    }
    close(report[0]);
    if (error)
        errno = error;
    return pid;
}

pid_t process_start(const struct process *p)
{
    return start(p, true);
}

void process_kill(pid_t pid)
{
    if (pid <= 0)
        return;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* [linux] Documentation/scheduler/sched-stats.rst: nanoseconds run, nanoseconds waited, slices. */
static double thread_starved(int tasks, const char *thread)
{
    char path[300], line[80] = "";
    unsigned long long waited = 0;
    snprintf(path, sizeof path, "%s/schedstat", thread);
    int fd = openat(tasks, path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, line, sizeof line - 1) > 0)
        sscanf(line, "%*u %llu", &waited);
    if (fd >= 0)
        close(fd);
    return (double)waited / 1e9;
}

double process_starved(pid_t pid)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    double longest = 0;
    for (struct dirent *d; tasks && (d = readdir(tasks));) {
        double waited = d->d_name[0] == '.' ? 0 : thread_starved(dirfd(tasks), d->d_name);
        longest = waited > longest ? waited : longest;
    }
    if (tasks)
        closedir(tasks);
    return longest;
}

static void guard_killed(int number)
{
    (void)number;
    kill(0, SIGKILL);
}

/* A compiler's driver starts children of its own, which would survive a killed grader. So a guard
   leads their group: it gets SIGTERM when the grader dies, and takes the group along. */
static pid_t start_guarded(const struct process *p)
{
    pid_t parent = getpid();
    pid_t guard = fork();
    if (guard != 0)
        return guard;
    setpgid(0, 0);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, guard_killed);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(127);
    pid_t child = start(p, false);
    if (child < 0)
        _exit(errno == ENOENT ? 127 : 126);
    close(p->out);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 125);
}

static bool gather(int fd, double deadline, size_t limit_bytes, struct text *output)
{
    char buffer[4096];
    for (;;) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        int n = poll(&ready, 1, clock_left(deadline));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got <= 0)
            return got == 0;
        size_t room = limit_bytes - output->size;
        text_add_bytes(output, buffer, (size_t)got < room ? (size_t)got : room);
    }
}

bool process_run(struct process p, double seconds, size_t limit_bytes, struct text *output,
                 int *status, const char **why)
{
    int out[2];
    *why = "cannot make a pipe";
    if (pipe2(out, O_CLOEXEC) < 0)
        return false;
    p.out = p.err = out[1];
    pid_t guard = start_guarded(&p);
    close(out[1]);
    bool done = guard > 0 && gather(out[0], clock_now() + seconds, limit_bytes, output);
    close(out[0]);
    if (guard < 0) {
        *why = "cannot start a process";
        return false;
    }
    if (!done)
        kill(-guard, SIGKILL);
    while (waitpid(guard, status, 0) < 0 && errno == EINTR)
        ;
    kill(-guard, SIGKILL); /* what it left in the background */
    if (!done)
        *why = "it did not end in time";
    else if (WIFEXITED(*status) && WEXITSTATUS(*status) == 127)
        *why = "it is not installed";
    else
        return true;
    return false;
}
