/* The machine layer against guests that do each thing on demand, on both emulators. Usage:
   test_machine DIRECTORY, which holds echo.img, multiboot/ and linux/.
   SPDX-License-Identifier: MIT */
#include "grading/tests/machine_test.h"

#include <stdlib.h>
#include <string.h>

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
    static const char *const ways[] = { "h", "s" };
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        struct machine *m = boot(e, 32 * MiB, NULL, 1);
        EXPECT(machine_run(m, "hello\r\n") == STOP_TEXT);
        EXPECT(machine_send(m, ways[i], 1));
        double before = clock_now();
        EXPECT(machine_run(m, "never") == STOP_TIMEOUT);
        EXPECT(clock_now() - before < clock_scaled(1.5));
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
    now_in = "ports";
    test_ports();
    now_in = "large RAM";
    test_large();
    test_media(argv[1]);
    printf("%s: %u failures\n", failures ? "FAIL" : "ok", failures);
    return failures ? 1 : 0;
}
