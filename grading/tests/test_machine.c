/* The machine layer against guests that do each thing on demand, on both emulators. Usage:
   test_machine DIRECTORY, which holds echo.img, multiboot/ and linux/.
   SPDX-License-Identifier: MIT */
#include "grading/tests/machine_test.h"

#include "grading/backend.h"
#include "grading/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char image[256];
unsigned failures;
const char *now_in;

struct machine *start_machine(const struct machine_config *config)
{
    const char *why = NULL;
    struct machine_config full = *config;
    full.ram_bytes = full.ram_bytes ? full.ram_bytes : 32 * MiB;
    full.seconds = clock_scaled(full.seconds);
    struct machine *m = machine_start(&full, &why);
    if (!m) {
        printf("FAIL  %s: cannot start: %s\n", now_in, why);
        exit(2);
    }
    return m;
}

static struct machine *boot(enum emulator e, uint64_t ram, const char *chipset, double seconds)
{
    return start_machine(&(struct machine_config){ .emulator = e,
                                                   .image = image,
                                                   .ram_bytes = ram,
                                                   .chipset = chipset,
                                                   .seconds = seconds });
}

static struct machine *greeted(enum emulator e)
{
    struct machine *m = boot(e, 32 * MiB, NULL, 10);
    EXPECT(machine_run(m, "hello\r\n") == STOP_TEXT);
    return m;
}

/* Offset in the boot sector's table of addresses -> address. */
static vaddr_t address_of(struct machine *m, unsigned at)
{
    uint16_t address = 0;
    EXPECT(machine_read(m, 0x7c00 + at, &address, sizeof address));
    return address;
}

static void test_echo(enum emulator e)
{
    struct machine *m = greeted(e);
    for (int i = 0; i < 20; i++) {
        EXPECT(machine_send(m, "e", 1));
        EXPECT(machine_run(m, "echo\r\n") == STOP_TEXT);
    }
    size_t n;
    const char *all = machine_serial(m, &n);
    EXPECT(n == 7 + 20 * 6 && memcmp(all, "hello\r\necho\r\n", 13) == 0);
    machine_end(m);
}

static void test_memory(enum emulator e)
{
    struct machine *m = greeted(e);
    unsigned char bytes[6] = { 0 };
    static const unsigned char want[6] = { 0, 0x5a, 0xa5, 0xc3, 0x3c, 0 };
    EXPECT(machine_send(m, "m", 1));
    EXPECT(machine_run(m, "done\r\n") == STOP_TEXT);
    EXPECT(!machine_read(m, 0x8000, bytes, 4)); /* not while it runs */
    EXPECT(machine_pause(m));
    EXPECT(machine_read(m, 0x7fff, bytes, 6));
    EXPECT(memcmp(bytes, want, 6) == 0);
    EXPECT(machine_read(m, 32 * MiB - 4, bytes, 4));
    EXPECT(!machine_read(m, 32 * MiB - 4, bytes, 6));
    EXPECT(!machine_read(m, ~0ull - 2, bytes, 6));
    EXPECT(machine_resume(m));
    EXPECT(machine_send(m, "e", 1));
    EXPECT(machine_run(m, "echo\r\n") == STOP_TEXT);
    machine_end(m);
}

static void test_triple_fault(enum emulator e)
{
    struct machine *m = greeted(e);
    struct cpu_state s;
    EXPECT(machine_send(m, "t", 1));
    EXPECT(machine_run(m, NULL) == STOP_TRIPLE_FAULT);
    EXPECT(machine_cpu(m, &s));
    EXPECT(s.rip == address_of(m, 0x1e2));
    EXPECT(s.cs_base == 0 && s.rsp == 0x7c00 && !(s.cr0 & 1)); /* Bochs keeps no IDT */
    EXPECT(machine_run(m, "hello") == STOP_TRIPLE_FAULT);
    machine_end(m);
}

static void test_timeout(enum emulator e)
{
    static const struct {
        const char *way;
        double budget;
    } row[] = { { "h", 600 }, /* asleep: that is seen at once */
                { "s", 1 } };
    for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
        struct machine *m = boot(e, 32 * MiB, NULL, row[i].budget);
        EXPECT(machine_run(m, "hello\r\n") == STOP_TEXT);
        EXPECT(machine_send(m, row[i].way, 1));
        double before = clock_now();
        EXPECT(machine_run(m, "never") == STOP_TIMEOUT);
        EXPECT(clock_now() - before < 60); /* however busy the host is */
        struct cpu_state s;
        EXPECT(machine_cpu(m, &s));
        EXPECT(s.rip > 0x7c00 && s.rip < 0x7e00 && s.cs == 0);
        machine_end(m);
    }
}

static void test_flood(enum emulator e)
{
    struct machine *m = boot(e, 32 * MiB, NULL, 1.5);
    EXPECT(machine_run(m, "hello\r\n") == STOP_TEXT);
    EXPECT(machine_send(m, "f", 1));
    EXPECT(machine_run(m, "never") == STOP_TIMEOUT);
    machine_end(m);
}

static void test_power_off(enum emulator e)
{
    struct machine *m = greeted(e);
    EXPECT(machine_send(m, "o", 1));
    EXPECT(machine_run(m, "never") == STOP_POWER_OFF);
    EXPECT(machine_run(m, "never") == STOP_POWER_OFF);
    machine_end(m);
}

static void test_breakpoint(enum emulator e)
{
    struct machine *m = boot(e, 32 * MiB, NULL, 10);
    struct cpu_state s;
    EXPECT(machine_break(m, 0x7c00));
    EXPECT(machine_run(m, NULL) == STOP_BREAKPOINT);
    EXPECT(machine_cpu(m, &s));
    EXPECT(s.rip + s.cs_base == 0x7c00);
    EXPECT(machine_unbreak(m, 0x7c00));
    vaddr_t echo = address_of(m, 0x1e0);
    EXPECT(machine_break(m, echo));
    for (int i = 0; i < 3; i++) {
        EXPECT(machine_run(m, i ? "echo\r\n" : "hello\r\n") == STOP_TEXT);
        EXPECT(machine_send(m, "e", 1));
        EXPECT(machine_run(m, "echo") == STOP_BREAKPOINT);
        EXPECT(machine_cpu(m, &s) && s.rip == echo);
    }
    EXPECT(machine_unbreak(m, echo));
    EXPECT(machine_run(m, "echo\r\n") == STOP_TEXT);
    EXPECT(machine_send(m, "e", 1));
    EXPECT(machine_run(m, "echo\r\n") == STOP_TEXT);
    machine_end(m);
}

static void test_ports(void)
{
    struct machine *m = greeted(QEMU);
    uint8_t value = 0;
    EXPECT(machine_pause(m));
    EXPECT(machine_port(m, 0x3fb, &value) && value == 3);
    EXPECT(machine_port_write(m, 0x3fb, 0x83));
    EXPECT(machine_port(m, 0x3f8, &value) && value == 1);
    EXPECT(machine_port_write(m, 0x3fb, 3));
    EXPECT(machine_port(m, 0x3fb, &value) && value == 3);
    machine_end(m);
}

/* The end of RAM lies where chipset and size say; what lies between is a hole. */
static void test_large(void)
{
    static const struct {
        const char *chipset;
        uint64_t ram, split;
    } row[] = {
        { "pc", 3 * GiB, 3 * GiB },
        { "pc", 4 * GiB, 3 * GiB },
        { "pc", 64 * GiB, 3 * GiB },
        { "q35", 2 * GiB, 2 * GiB },
        { "q35", 4 * GiB, 2 * GiB },
        { "q35", 64 * GiB, 2 * GiB },
        { "pc,max-ram-below-4g=128M", 256 * MiB, 128 * MiB },
    };
    for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
        struct machine *m = boot(QEMU, row[i].ram, row[i].chipset, 10);
        EXPECT(machine_run(m, "hello\r\n") == STOP_TEXT && machine_pause(m));
        uint64_t byte, above = row[i].ram - row[i].split;
        EXPECT(machine_read(m, row[i].split - 8, &byte, 8));
        EXPECT(!machine_read(m, row[i].split, &byte, 8));
        EXPECT(machine_read(m, 4 * GiB + above - 8, &byte, 8) == (above > 0));
        EXPECT(!machine_read(m, 4 * GiB + above, &byte, 8));
        machine_end(m);
    }
}

/* What a guest does at the very moment at which it is paused, because it was silent or its time was
   over: on a busy host that happens. No emulator does it at will, so this one is made up. */
static const struct moment {
    const char *says;
    bool comes_to_breakpoint, dies, halts;
    double budget;
    enum stop expected;
} moments[] = {
    { NULL, false, false, true, 60, STOP_TIMEOUT },
    { "awaited", false, false, true, 60, STOP_TEXT },
    { "awaited", false, false, false, 0.01, STOP_TEXT },
    { "other", false, false, false, 0.01, STOP_TIMEOUT },
    { NULL, true, false, false, 60, STOP_BREAKPOINT },
    { NULL, true, false, false, 0.01, STOP_BREAKPOINT },
    { "awaited", false, true, false, 60, STOP_TEXT },
    { "other", false, true, false, 60, STOP_POWER_OFF },
};
static const struct moment *moment;
static int guest_end;

static bool made_up_resume(struct machine *m)
{
    m->running = true;
    return true;
}

static bool made_up_pause(struct machine *m)
{
    if (moment->says)
        EXPECT(write(guest_end, moment->says, strlen(moment->says)) > 0);
    if (moment->dies)
        machine_stopped(m, STOP_POWER_OFF);
    return !moment->dies;
}

static bool made_up_cpu(struct machine *m, struct cpu_state *s)
{
    (void)m;
    *s = (struct cpu_state){ .rip = moment->comes_to_breakpoint ? 0x1234 : 0x5678 };
    return true;
}

static bool made_up_asleep(struct machine *m)
{
    (void)m;
    return moment->halts;
}

static size_t made_up_watch(struct machine *m, struct pollfd *fds)
{
    (void)m, (void)fds;
    return 0;
}

static void made_up_listen(struct machine *m, const struct pollfd *fds)
{
    (void)m, (void)fds;
}

static void test_moment(void)
{
    static const struct backend backend = {
        .resume = made_up_resume,
        .pause = made_up_pause,
        .cpu = made_up_cpu,
        .asleep = made_up_asleep,
        .watch = made_up_watch,
        .listen = made_up_listen,
    };
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
        exit(2);
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    guest_end = pair[1];
    struct machine m = {
        .backend = &backend, .serial.fd = pair[0], .breakpoint = { 0x1234 }, .nbreakpoints = 1
    };
    machine_allow(&m, moment->budget);
    enum stop stop = machine_run(&m, "awaited");
    if (stop != moment->expected)
        printf("FAIL  %s %zu: stop %d\n", now_in, (size_t)(moment - moments), stop);
    failures += stop != moment->expected;
    text_free(&m.serial.all);
    close(pair[0]);
    close(pair[1]);
}

static void timed(const char *name, void (*test)(enum emulator), enum emulator e)
{
    static char where[64];
    snprintf(where, sizeof where, "%s on %s", name, emulator_name(e));
    now_in = where;
    double before = clock_now();
    test(e);
    printf("      %-28s %.2f s\n", where, clock_now() - before);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(enum emulator);
    } tests[] = {
        { "echo", test_echo },
        { "memory", test_memory },
        { "timeout", test_timeout },
        { "triple fault", test_triple_fault },
        { "flood", test_flood },
        { "power off", test_power_off },
        { "breakpoint", test_breakpoint },
    };
    if (argc != 2)
        return 2;
    snprintf(image, sizeof image, "%s/echo.img", argv[1]);
    for (enum emulator e = QEMU; e <= BOCHS; e++)
        for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
            timed(tests[i].name, tests[i].run, e);
    now_in = "what happens while it is paused";
    for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
        moment = &moments[i];
        test_moment();
    }
    now_in = "ports";
    test_ports();
    now_in = "large RAM";
    test_large();
    test_media(argv[1]);
    printf("%s: %u failures\n", failures ? "FAIL" : "ok", failures);
    return failures ? 1 : 0;
}
