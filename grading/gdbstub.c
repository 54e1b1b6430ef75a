/* QEMU's gdb stub, as far as breakpoints need it. The stub compares linear addresses, so one kind
   serves 16-, 32- and 64-bit code. SPDX-License-Identifier: MIT */
#include "grading/qemu.h"

#include "grading/clock.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The stub reports every stop of the guest's; we have that from QMP already. A stop's report is
   written before its QMP event, so whatever lies here when a command is sent is old. */
static void forget_reports(int fd)
{
    char old[256];
    while (read(fd, old, sizeof old) > 0)
        ;
}

/* $packet#sum. We never acknowledge: the stub takes the next '$' for that, and a '+' that arrives
   while the guest runs would pause it. */
static bool send_packet(struct machine *m, const char *packet)
{
    unsigned char sum = 0;
    for (const char *p = packet; *p; p++)
        sum = (unsigned char)(sum + *p);
    char framed[64];
    int n = snprintf(framed, sizeof framed, "$%s#%02x", packet, sum);
    forget_reports(m->qemu->gdb);
    return write(m->qemu->gdb, framed, (size_t)n) == n;
}

static bool await_ok(struct machine *m)
{
    char answer[256];
    size_t have = 0;
    double deadline = clock_now() + machine_patience();
    while (have < sizeof answer - 1) {
        struct pollfd ready = { .fd = m->qemu->gdb, .events = POLLIN };
        if (poll(&ready, 1, clock_left(deadline)) <= 0) {
            machine_broke(m, "QEMU's gdb stub does not answer");
            return false;
        }
        ssize_t n = read(m->qemu->gdb, answer + have, sizeof answer - 1 - have);
        if (n <= 0)
            return false;
        have += (size_t)n;
        answer[have] = '\0';
        if (strstr(answer, "$OK#9a"))
            return true;
        if (strstr(answer, "$E"))
            return false;
    }
    return false;
}

bool qemu_set_breakpoint(struct machine *m, vaddr_t linear, bool on)
{
    char packet[40];
    snprintf(packet, sizeof packet, "%c0,%llx,1", on ? 'Z' : 'z', linear);
    return send_packet(m, packet) && await_ok(m);
}

/* A breakpoint under the CPU would hit again at once. The step ends with a STOP event. */
bool qemu_step(struct machine *m)
{
    vaddr_t linear;
    if (!machine_on_breakpoint(m, &linear))
        return true;
    if (!qemu_set_breakpoint(m, linear, false))
        return false;
    m->qemu->pausing = false;
    m->stopped = false;
    if (!send_packet(m, "s"))
        return false;
    double deadline = clock_now() + machine_patience();
    while (!m->stopped)
        if (!machine_poll(m, deadline)) {
            machine_broke(m, "QEMU does not come back from a step");
            return false;
        }
    return !m->over && qemu_set_breakpoint(m, linear, true);
}
