/* Starting Bochs: its configuration is a file without a name, its serial line a terminal of its
   own. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/bochs.h"

#include "grading/process.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

/* What must be there besides the program, and the Debian package that brings it. */
static const struct {
    const char *file, *package;
} roms[] = {
    { "/usr/share/bochs/BIOS-bochs-latest", "bochsbios" },
    { "/usr/share/bochs/VGABIOS-lgpl-latest", "vgabios" },
};

/* One emulated second is `ips` instructions: few, so that delays and the serial line's baud rate
   pass quickly. A triple fault may only reset the CPU: were it fatal, memory would be gone. The log
   of CPU0 has its registers. */
static void write_configuration(int fd, const struct machine *m, int image, int log,
                                const char *serial)
{
    dprintf(fd, "display_library: term\n");
    dprintf(fd, "megs: %llu\n", m->config.ram_bytes / MiB);
    dprintf(fd, "romimage: file=%s\n", roms[0].file);
    dprintf(fd, "vgaromimage: file=%s\n", roms[1].file);
    if (m->config.medium == MEDIUM_CDROM) {
        dprintf(fd, "ata0-master: type=cdrom, path=/proc/self/fd/%d, status=inserted\n", image);
        dprintf(fd, "boot: cdrom\n");
    } else {
        dprintf(fd, "floppya: 1_44=/proc/self/fd/%d, status=inserted\n", image);
        dprintf(fd, "boot: floppy\n");
    }
    dprintf(fd, "cpu: model=corei7_skylake_x, ips=4000000, reset_on_triple_fault=1\n");
    dprintf(fd, "clock: sync=none, time0=1577836800\n");
    dprintf(fd,
            "pci: enabled=1, chipset=i440fx, slot1=pcivga\n"); /* a device with memory: B5 */
    dprintf(fd, "com1: enabled=1, mode=term, dev=%s\n", serial);
    dprintf(fd, "log: /proc/self/fd/%d\n", log);
    dprintf(fd, "panic: action=fatal\nerror: action=ignore, CPU0=report\n");
    dprintf(fd, "info: action=ignore, CPU0=report\ndebug: action=ignore\n");
}

/* The guest's COM1 as a raw terminal: the master is ours, its name is what Bochs opens. */
static bool open_terminal(struct machine *m, char *name, size_t size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    m->serial.fd = master;
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
        ptsname_r(master, name, size) != 0)
        return false;
    m->bochs->terminal = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios raw;
    if (m->bochs->terminal < 0 || tcgetattr(m->bochs->terminal, &raw) < 0)
        return false;
    cfmakeraw(&raw);
    tcsetattr(m->bochs->terminal, TCSANOW, &raw);
    return fcntl(master, F_SETFL, O_NONBLOCK) == 0;
}

static bool channel(int *ours, int *theirs)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return false;
    *ours = pair[0];
    *theirs = pair[1];
    return fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0;
}

static bool roms_present(struct machine *m)
{
    for (size_t i = 0; i < ARRAY_SIZE(roms); i++) {
        if (access(roms[i].file, R_OK) == 0)
            continue;
        machine_broke(m, "Bochs lacks %s: apt-get install %s", roms[i].file, roms[i].package);
        return false;
    }
    return true;
}

bool bochs_execute(struct machine *m, int image)
{
    struct bochs *b = m->bochs;
    char serial[64], path[64];
    int log[2] = { -1, -1 }, debugger = -1;
    int configuration = memfd_create("bochsrc", MFD_CLOEXEC);
    if (!roms_present(m))
        return false;
    if (configuration < 0 || pipe2(log, O_CLOEXEC) < 0 || !channel(&b->debugger, &debugger) ||
        !open_terminal(m, serial, sizeof serial)) {
        machine_broke(m, "no descriptors or no terminal for Bochs");
        return false;
    }
    b->log = log[0];
    fcntl(b->log, F_SETFL, O_NONBLOCK);
    write_configuration(configuration, m, image, log[1], serial);
    snprintf(path, sizeof path, "/proc/self/fd/%d", configuration);
    const char *argv[] = { "bochs", "-q", "-f", path, NULL };
    const int inherit[] = { image, configuration, log[1], -1 };
    m->pid = process_start(&(struct process){ .argv = argv,
                                              .in = debugger,
                                              .out = debugger,
                                              .err = -1,
                                              .inherit = inherit,
                                              .setting = "TERM=dumb" });
    int error = errno;
    close(configuration);
    close(log[1]);
    close(debugger);
    if (m->pid < 0)
        machine_broke(m, error == ENOENT
                             ? "bochs is not installed: apt-get install bochs bochs-term"
                             : "bochs cannot be executed");
    return m->pid > 0;
}
