/* QEMU as a machine: started with nothing but what we name, driven over inherited descriptors, no
   file and no port anywhere. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/qemu.h"

#include "grading/clock.h"
#include "grading/process.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ARGUMENT_MOST = 160,
};

/* A socket pair: ours is non-blocking, QEMU's is handed over. */
static int channel(int *theirs)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return -1;
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    *theirs = pair[1];
    return pair[0];
}

/* Guest RAM without a name, lazily backed: 64 GiB cost what the guest touches. */
static int ram_file(uint64_t size)
{
    int fd = memfd_create("ram", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, (off_t)size) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

struct lines {
    int qmp, gdb, serial, ram, image;
};

/* How a medium is given to it: the file's name follows the prefix. A kernel needs no boot order. */
static const struct {
    const char *order, *option, *prefix;
} media[] = {
    [MEDIUM_FLOPPY] = { "order=a", "-drive", "if=floppy,format=raw,file=" },
    [MEDIUM_CDROM] = { "order=d", "-drive", "if=ide,media=cdrom,readonly=on,format=raw,file=" },
    [MEDIUM_KERNEL] = { "order=c", "-kernel", "" },
};

static bool execute(struct machine *m, const struct lines *l)
{
    const struct machine_config *c = &m->config;
    char machine[ARGUMENT_MOST], size[ARGUMENT_MOST], ram[ARGUMENT_MOST], image[ARGUMENT_MOST];
    char qmp[ARGUMENT_MOST], gdb[ARGUMENT_MOST], serial[ARGUMENT_MOST];
    unsigned long long megabytes = c->ram_bytes / MiB;
    snprintf(machine, sizeof machine, "%s,memory-backend=ram", c->chipset ? c->chipset : "pc");
    snprintf(size, sizeof size, "%lluM", megabytes);
    snprintf(ram, sizeof ram,
             "memory-backend-file,id=ram,size=%lluM,mem-path=/proc/self/fd/%d,share=on",
             megabytes, l->ram);
    snprintf(image, sizeof image, "%s/proc/self/fd/%d", media[c->medium].prefix, l->image);
    snprintf(qmp, sizeof qmp, "socket,id=qmp,fd=%d", l->qmp);
    snprintf(gdb, sizeof gdb, "socket,id=gdb,fd=%d", l->gdb);
    snprintf(serial, sizeof serial, "socket,id=serial,fd=%d", l->serial);
    const char *argv[64] = {
        "qemu-system-x86_64",
        "-nodefaults",
        "-no-user-config",
        "-no-reboot",
        "-no-shutdown",
        "-S",
        "-accel",
        "tcg",
        "-display",
        "none",
        "-vga",
        "std",
        "-boot",
        media[c->medium].order,
        "-machine",
        machine,
        "-cpu",
        c->cpu ? c->cpu : "max",
        "-m",
        size,
        "-object",
        ram,
        media[c->medium].option,
        image,
        "-chardev",
        qmp,
        "-mon",
        "chardev=qmp,mode=control",
        "-chardev",
        gdb,
        "-gdb",
        "chardev:gdb",
        "-chardev",
        serial,
        "-serial",
        "chardev:serial",
        "-sandbox",
        "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
    };
    size_t n = 0;
    while (argv[n])
        n++;
    if (c->command_line) {
        argv[n++] = "-append";
        argv[n++] = c->command_line;
    }
    if (c->initrd) {
        argv[n++] = "-initrd";
        argv[n++] = c->initrd;
    }
    const int inherit[] = { l->qmp, l->gdb, l->serial, l->ram, l->image, -1 };
    m->pid = process_start(&(struct process){ .argv = argv,
                                              .in = -1,
                                              .out = m->qemu->words,
                                              .err = m->qemu->words,
                                              .inherit = inherit });
    if (m->pid < 0)
        machine_broke(
            m, errno == ENOENT
                   ? "qemu-system-x86_64 is not installed: apt-get install qemu-system-x86"
                   : "qemu-system-x86_64 cannot be executed");
    return m->pid > 0;
}

/* QEMU is gone: its last words are the reason. */
static void lost(struct machine *m)
{
    char words[400] = "";
    struct text clean = { 0 };
    ssize_t n = pread(m->qemu->words, words, sizeof words - 1, 0);
    text_add_untrusted(&clean, words, n > 0 ? strcspn(words, "\n") : 0, sizeof words, 0);
    machine_broke(m, "QEMU ended by itself: %s", text_string(&clean));
    text_free(&clean);
}

static void handle_event(struct machine *m, const char *event, json_t *message)
{
    if (strcmp(event, "SHUTDOWN") == 0) {
        const char *reason =
            json_string_value(json_object_get(json_object_get(message, "data"), "reason"));
        if (reason && strcmp(reason, "guest-reset") == 0)
            machine_stopped(m, STOP_TRIPLE_FAULT);
        else if (reason && strcmp(reason, "guest-shutdown") == 0)
            machine_stopped(m, STOP_POWER_OFF);
        else
            machine_broke(m, "QEMU was told to end: %s", reason ? reason : "no reason given");
    } else if (strcmp(event, "STOP") == 0 && !m->qemu->pausing && !m->over) {
        machine_stopped(m, STOP_BREAKPOINT);
    }
}

bool qemu_handle_messages(struct machine *m)
{
    json_t *message;
    bool alive;
    while ((alive = qmp_next(&m->qemu->qmp, &message)) && message) {
        const char *event = json_string_value(json_object_get(message, "event"));
        if (event) {
            handle_event(m, event, message);
            json_decref(message);
        } else {
            json_decref(m->qemu->answer);
            m->qemu->answer = message;
        }
    }
    if (!alive)
        lost(m);
    return alive;
}

static bool await_answer(struct machine *m)
{
    double deadline = clock_now() + machine_patience();
    while (!m->qemu->answer) {
        if (m->over && m->stop == STOP_EMULATOR)
            return false;
        if (!machine_poll(m, deadline)) {
            machine_broke(m, "QEMU does not answer");
            return false;
        }
    }
    return true;
}

const json_t *qemu_command(struct machine *m, const char *command, const char *line)
{
    json_decref(m->qemu->answer);
    m->qemu->answer = NULL;
    if (m->over && m->stop == STOP_EMULATOR)
        return NULL;
    if (!qmp_send(&m->qemu->qmp, command, line)) {
        lost(m);
        return NULL;
    }
    return await_answer(m) ? json_object_get(m->qemu->answer, "return") : NULL;
}

static bool start(struct machine *m, int image)
{
    m->qemu = calloc(1, sizeof *m->qemu);
    if (!m->qemu)
        abort();
    struct qemu *q = m->qemu;
    struct lines l = { -1, -1, -1, -1, image };
    q->qmp.fd = channel(&l.qmp);
    q->gdb = channel(&l.gdb);
    m->serial.fd = channel(&l.serial);
    q->ram = l.ram = ram_file(m->config.ram_bytes);
    q->words = memfd_create("qemu", MFD_CLOEXEC);
    bool started = false;
    if (q->qmp.fd < 0 || q->gdb < 0 || m->serial.fd < 0 || q->ram < 0 || q->words < 0)
        machine_broke(m, "no descriptors or no memory for QEMU: %s", strerror(errno));
    else
        started = execute(m, &l);
    close(l.qmp);
    close(l.gdb);
    close(l.serial);
    /* The greeting comes unasked, in the place of an answer. */
    return started && await_answer(m) && qemu_command(m, "qmp_capabilities", NULL);
}

static void end(struct machine *m)
{
    process_kill(m->pid);
    close(m->qemu->qmp.fd);
    close(m->qemu->gdb);
    close(m->qemu->ram);
    close(m->qemu->words);
    text_free(&m->qemu->qmp.unread);
    json_decref(m->qemu->answer);
    free(m->qemu);
}

static bool resume(struct machine *m)
{
    if (m->nbreakpoints && !qemu_step(m))
        return false;
    m->stopped = false;
    m->running = true;
    m->qemu->pausing = false;
    return qemu_command(m, "cont", NULL);
}

static bool pause_guest(struct machine *m)
{
    m->qemu->pausing = true;
    return qemu_command(m, "stop", NULL) && !m->over;
}

static size_t watch(struct machine *m, struct pollfd *fds)
{
    fds[0] = (struct pollfd){ .fd = m->qemu->qmp.fd, .events = POLLIN };
    return 1;
}

static void listen_to(struct machine *m, const struct pollfd *fds)
{
    if (fds[0].revents)
        qemu_handle_messages(m);
}

const struct backend backend_qemu = {
    .name = "QEMU",
    .start = start,
    .end = end,
    .resume = resume,
    .pause = pause_guest,
    .set_breakpoint = qemu_set_breakpoint,
    .read = qemu_read,
    .cpu = qemu_cpu,
    .asleep = qemu_asleep,
    .port = qemu_port,
    .port_write = qemu_port_write,
    .watch = watch,
    .listen = listen_to,
};
