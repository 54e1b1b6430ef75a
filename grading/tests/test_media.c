/* Machines that start from CD-ROMs and kernel files: a Multiboot guest with 32-bit paging, and a
   Linux image. SPDX-License-Identifier: MIT */
#include "grading/tests/machine_test.h"

#include "grading/backend.h"
#include "grading/check.h"
#include "grading/elf.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HIGH      0xc0000000ull
#define DIRECTORY 0x200000ull
#define STACK     0x280000ull
#define PATTERN   0x300000ull
#define CR0_PG    0x80000000ull
#define CR4_PAE   0x20ull
#define MAGIC     0x2badb002ull /* [multiboot1] 3.2: in EAX at the start */

static const char *directory;

/* What starts from what. */
static const struct road {
    enum emulator emulator;
    enum medium medium;
    const char *name;
} roads[] = {
    { QEMU, MEDIUM_KERNEL, "kernel" },
    { QEMU, MEDIUM_CDROM, "CD-ROM" },
    { BOCHS, MEDIUM_CDROM, "CD-ROM" },
};

static const char *path_of(const char *name)
{
    static char path[4][256]; /* as many are in use at a time */
    static unsigned turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", directory, name);
    return p;
}

static const struct e820_entry entries[] = {
    { 0, 0x9f000, E820_USABLE, E820_ENABLED },
    { 0x9f000, 0x61000, E820_RESERVED, E820_ENABLED },
    { 0x100000, 0x1f00000, E820_USABLE, E820_ENABLED },
};

static struct machine_config multiboot(const struct road *r)
{
    return (struct machine_config){ .emulator = r->emulator,
                                    .medium = r->medium,
                                    .image = path_of(r->medium == MEDIUM_KERNEL
                                                         ? "multiboot/boot.elf"
                                                         : "multiboot/boot.iso"),
                                    .seconds = 10 };
}

static struct machine *started(const struct road *r)
{
    struct machine_config config = multiboot(r);
    struct machine *m = start_machine(&config);
    EXPECT(machine_run(m, "ready: 32-bit paging\r\n> ") == STOP_TEXT);
    return m;
}

static bool asked(struct machine *m, const char *letter, const char *answer)
{
    return machine_send(m, letter, 1) && machine_run(m, answer) == STOP_TEXT;
}

static vaddr_t symbol_of(const char *name)
{
    vaddr_t va = 0;
    EXPECT(elf_symbol(path_of("multiboot/boot.elf"), name, &va));
    return va;
}

/* Before paging and behind it; a breakpoint under the CPU does not hit again. */
static void test_breakpoints(const struct road *r)
{
    struct machine_config config = multiboot(r);
    struct machine *m = start_machine(&config);
    struct cpu_state s = { 0 };
    vaddr_t entry = symbol_of("start"), echo = HIGH + symbol_of("echo");
    EXPECT(machine_break(m, entry));
    /* GRUB itself runs at 1 MiB before it loads what belongs there. */
    for (unsigned hits = 0; hits < 100 && s.rax != MAGIC; hits++) {
        EXPECT(machine_run(m, NULL) == STOP_BREAKPOINT);
        EXPECT(machine_cpu(m, &s) && s.rip == entry);
    }
    EXPECT(s.rax == MAGIC && s.cs_base == 0 && !(s.cr0 & CR0_PG) && (s.cr0 & 1));
    EXPECT(machine_unbreak(m, entry) && machine_break(m, echo));
    for (int i = 0; i < 3; i++) {
        EXPECT(machine_run(m, i ? "echo\r\n" : "> ") == STOP_TEXT);
        EXPECT(machine_send(m, "e", 1));
        EXPECT(machine_run(m, "echo") == STOP_BREAKPOINT);
        EXPECT(machine_cpu(m, &s) && s.rip == echo);
    }
    EXPECT(machine_unbreak(m, echo));
    EXPECT(machine_run(m, "echo\r\n") == STOP_TEXT);
    EXPECT(asked(m, "e", "echo\r\n"));
    machine_end(m);
}

/* Registers of 32 bits, none of them with its sign in the upper half, and RAM above 1 MiB. */
static void test_state(const struct road *r)
{
    struct machine *m = started(r);
    struct cpu_state s;
    uint32_t word[2];
    static const unsigned char want[6] = { 0, 0x5a, 0xa5, 0xc3, 0x3c, 0 };
    unsigned char bytes[6];
    EXPECT(asked(m, "m", "done\r\n"));
    EXPECT(machine_pause(m) && machine_cpu(m, &s));
    EXPECT(s.rip > HIGH + 0x100000 && s.rip < HIGH + 0x102000 && s.cs_base == 0);
    EXPECT(s.rsp <= HIGH + STACK && s.rsp >= HIGH + STACK - 16);
    EXPECT(s.cr3 == DIRECTORY && (s.cr0 & CR0_PG) && !(s.cr4 & CR4_PAE) && s.efer == 0);
    EXPECT(s.gdt.base == HIGH + symbol_of("gdt") && s.gdt.limit == 23);
    EXPECT(s.cs == 8 && s.ss == 16 && !(s.rflags & 1 << 9));
    EXPECT((s.cs_high & (1u << 22)) && !(s.cs_high & (1u << 21))); /* 32-bit code: D, not L */
    EXPECT(machine_read(m, PATTERN - 1, bytes, 6) && memcmp(bytes, want, 6) == 0);
    EXPECT(machine_read(m, DIRECTORY, word, 4) && word[0] == 0);
    EXPECT(machine_read(m, DIRECTORY + 768 * 4, word, 8));
    EXPECT((word[0] & ~0x20u) == DIRECTORY + 0x1003 && word[1] == 0); /* A as the CPU pleases */

    struct outside_entry e;
    EXPECT(outside_walk(m, &page_mode_32bit, s.cr3, HIGH + PATTERN, &e));
    EXPECT(e.present && e.pa == PATTERN && e.index[0] == 768 && e.w);
    EXPECT(outside_walk(m, &page_mode_32bit, s.cr3, PATTERN, &e) && !e.present);
    EXPECT(machine_resume(m) && asked(m, "e", "echo\r\n"));
    machine_end(m);
}

static void test_ends(const struct road *r)
{
    struct cpu_state s;
    struct machine *m = started(r);
    EXPECT(machine_send(m, "t", 1));
    EXPECT(machine_run(m, NULL) == STOP_TRIPLE_FAULT);
    EXPECT(machine_cpu(m, &s) && s.rip == HIGH + symbol_of("fault"));
    EXPECT(s.cr2 == 0x1234 && s.cr3 == DIRECTORY && (s.cr0 & CR0_PG) && s.cs == 8);
    machine_end(m);

    m = started(r);
    double before = clock_now();
    EXPECT(machine_send(m, "h", 1));
    EXPECT(machine_run(m, "never") == STOP_TIMEOUT && machine_asleep(m));
    EXPECT(clock_now() - before < clock_scaled(3));
    EXPECT(machine_cpu(m, &s) && s.rip == HIGH + symbol_of("resting"));
    machine_end(m);

    m = started(r);
    EXPECT(machine_send(m, "o", 1));
    EXPECT(machine_run(m, "never") == STOP_POWER_OFF);
    machine_end(m);
}

/* Command line and modules: the CD-ROM's own, or those of the configuration. */
static void test_words(const struct road *r)
{
    char modules[600];
    struct machine_config config = multiboot(r);
    bool kernel = r->medium == MEDIUM_KERNEL;
    snprintf(modules, sizeof modules, "%s and words,%s", path_of("multiboot/modules/second"),
             path_of("multiboot/modules/first"));
    if (kernel) {
        config.command_line = "from, \"a\" test";
        config.initrd = modules;
    }
    struct machine *m = start_machine(&config);
    EXPECT(machine_run(m, "> ") == STOP_TEXT);
    EXPECT(asked(m, "c", kernel ? "from, \"a\" test.\r\n" : "from a CD.\r\n"));
    EXPECT(asked(m, "i", kernel ? "SECOND M1ST MODU.\r\n" : "1ST MODUSECOND M.\r\n"));
    machine_end(m);
}

static bool file_holds(const char *path, const char *ending, const void *bytes, size_t n)
{
    char name[300], *found = malloc(4 << 20);
    snprintf(name, sizeof name, "%s.%s", path, ending);
    FILE *f = fopen(name, "rb");
    size_t size = f && found ? fread(found, 1, 4 << 20, f) : 0;
    bool holds = false;
    for (size_t i = 0; i + n <= size && !holds; i++)
        holds = memcmp(found + i, bytes, n) == 0;
    if (f)
        fclose(f);
    free(found);
    unlink(name);
    return holds;
}

/* A planted memory map, and the image that is kept of a machine with one. */
static void test_map(const struct road *r)
{
    struct machine_config config = multiboot(r);
    struct machine *m = start_machine(&config);
    EXPECT(machine_run(m, "> ") == STOP_TEXT && asked(m, "n", "0.\r\n"));
    machine_end(m);
    config.map = entries;
    config.nmap = ARRAY_SIZE(entries);
    config.chipset = "q35";
    m = start_machine(&config);
    EXPECT(machine_run(m, "> ") == STOP_TEXT && asked(m, "n", "3.\r\n"));
    uint8_t planted[sizeof entries];
    EXPECT(machine_pause(m));
    EXPECT(machine_read(m, symbol_of("map") + 8, planted, sizeof planted));
    EXPECT(memcmp(planted, entries, sizeof entries) == 0);

    char place[] = "/tmp/machine-XXXXXX", path[64];
    EXPECT(mkdtemp(place));
    snprintf(path, sizeof path, "%s/kept", place);
    EXPECT(image_keep(path));
    const char *args =
        r->medium == MEDIUM_KERNEL ? "32\nq35\nmax\nkernel\n\n" : "32\nq35\nmax\ncdrom\n\n";
    EXPECT(file_holds(path, "args", args, strlen(args)));
    EXPECT(file_holds(path, "img", entries, sizeof entries));
    EXPECT(rmdir(place) == 0);
    machine_end(m);
}

static void test_linux(const struct road *r)
{
    bool kernel = r->medium == MEDIUM_KERNEL;
    struct machine_config config = { .emulator = r->emulator,
                                     .medium = r->medium,
                                     .image =
                                         path_of(kernel ? "linux/boot.bin" : "linux/boot.iso"),
                                     .command_line = kernel ? "from a test" : NULL,
                                     .map = entries,
                                     .nmap = ARRAY_SIZE(entries),
                                     .seconds = 10 };
    struct machine *m = start_machine(&config);
    EXPECT(machine_run(m, "linux: ") == STOP_TEXT);
    EXPECT(machine_run(m, kernel ? "from a test, 3 entries\r\n" : "from a CD, 3 entries\r\n") ==
           STOP_TEXT);
    machine_end(m);
}

static void expect_refusal(struct machine_config config, const char *words)
{
    const char *why = "";
    config.ram_bytes = 32 * MiB;
    config.seconds = 1;
    struct machine *m = machine_start(&config, &why);
    EXPECT(!m && strstr(why, words));
    if (m || !strstr(why, words))
        printf("      expected \"%s\", found \"%s\"\n", words, why);
    machine_end(m);
}

static void test_refusals(void)
{
    char large[] = "/tmp/machine-XXXXXX";
    const char *kernel = path_of("multiboot/boot.elf"), *iso = path_of("multiboot/boot.iso");
    int fd = mkstemp(large);
    EXPECT(fd >= 0 && ftruncate(fd, (64 << 20) + 1) == 0);
    expect_refusal(
        (struct machine_config){ .emulator = BOCHS, .medium = MEDIUM_KERNEL, .image = kernel },
        "not from a kernel file");
    expect_refusal((struct machine_config){ .medium = MEDIUM_CDROM,
                                            .image = iso,
                                            .command_line = "words" },
                   "only a kernel file");
    expect_refusal(
        (struct machine_config){
            .emulator = BOCHS, .medium = MEDIUM_CDROM, .image = iso, .initrd = kernel },
        "only a kernel file");
    expect_refusal((struct machine_config){ .image = large }, "larger than a floppy");
    expect_refusal((struct machine_config){ .medium = MEDIUM_CDROM, .image = large },
                   "larger than 64 MiB");
    EXPECT(ftruncate(fd, 4096) == 0);
    expect_refusal((struct machine_config){ .medium = MEDIUM_KERNEL,
                                            .image = large,
                                            .map = entries,
                                            .nmap = ARRAY_SIZE(entries) },
                   "no empty MEMMAP.BIN");
    EXPECT(ftruncate(fd, 0) == 0);
    expect_refusal((struct machine_config){ .medium = MEDIUM_CDROM, .image = large },
                   "cannot read the boot image");
    close(fd);
    unlink(large);
}

/* What a subject's machines start from: by the layout's road, or as the check says. */
static void test_subjects(void)
{
    static const struct {
        enum boot_road road;
        enum emulator emulator;
        enum medium asked, medium;
        const char *in, *file;
        bool modules;
    } row[] = {
        { ROAD_BIOS, QEMU, 0, MEDIUM_FLOPPY, "multiboot", "boot.img", false },
        { ROAD_BIOS, BOCHS, 0, MEDIUM_FLOPPY, "multiboot", "boot.img", false },
        { ROAD_MULTIBOOT1, QEMU, 0, MEDIUM_KERNEL, "multiboot", "boot.elf", true },
        { ROAD_MULTIBOOT2, QEMU, 0, MEDIUM_KERNEL, "multiboot", "boot.elf", true },
        { ROAD_MULTIBOOT1, QEMU, MEDIUM_CDROM, MEDIUM_CDROM, "multiboot", "boot.iso", false },
        { ROAD_MULTIBOOT2, BOCHS, 0, MEDIUM_CDROM, "multiboot", "boot.iso", false },
        { ROAD_LINUX, QEMU, 0, MEDIUM_KERNEL, "linux", "boot.bin", false },
        { ROAD_LINUX, BOCHS, 0, MEDIUM_CDROM, "linux", "boot.iso", false },
        { ROAD_MULTIBOOT1, QEMU, 0, MEDIUM_KERNEL, "linux", "boot.elf", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
        char place[256], want[2][600], image[IMAGE_PATH_MOST], modules[MODULES_MOST];
        struct layout some = { .road = row[i].road };
        struct subject s = { .layout = &some, .directory = place };
        struct machine_config config = { .emulator = row[i].emulator, .medium = row[i].asked };
        snprintf(place, sizeof place, "%s/%s", directory, row[i].in);
        snprintf(want[0], sizeof want[0], "%s/%s", place, row[i].file);
        subject_medium(&s, &config, image, modules);
        EXPECT(config.medium == row[i].medium && strcmp(config.image, want[0]) == 0);
        snprintf(want[1], sizeof want[1], "%s/modules/first,%s/modules/second", place, place);
        EXPECT(row[i].modules ? config.initrd && strcmp(config.initrd, want[1]) == 0
                              : !config.initrd);
        config = (struct machine_config){ .image = "own", .emulator = row[i].emulator };
        subject_medium(&s, &config, image, modules);
        EXPECT(config.medium == MEDIUM_FLOPPY && strcmp(config.image, "own") == 0);
    }
}

void test_media(const char *in)
{
    static const struct {
        const char *name;
        void (*run)(const struct road *);
    } tests[] = {
        { "breakpoints", test_breakpoints },
        { "state", test_state },
        { "ends", test_ends },
        { "words", test_words },
        { "map", test_map },
        { "Linux image", test_linux },
    };
    directory = in;
    for (size_t k = 0; k < ARRAY_SIZE(roads); k++)
        for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
            char where[64];
            snprintf(where, sizeof where, "%s, %s on %s", tests[i].name, roads[k].name,
                     emulator_name(roads[k].emulator));
            now_in = where;
            double before = clock_now();
            tests[i].run(&roads[k]);
            printf("      %-34s %.2f s\n", where, clock_now() - before);
        }
    now_in = "refusals";
    test_refusals();
    now_in = "subjects";
    test_subjects();
}
