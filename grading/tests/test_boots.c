/* Runs the rows of boots_*.c, side by side. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/tests/boots.h"

#include "grading/backend.h"
#include "grading/check.h"
#include "grading/clock.h"
#include "grading/serial.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct row_table *const tables[] = { &boots_phoenix, &boots_amethyst, &boots_anos,
                                                  &boots_kos, &boots_jinue };

/* Whether the text stands on the VGA screen. QEMU's RAM file has a hole there: Bochs tells. */
static bool on_screen(struct machine *m, const char *text)
{
    uint8_t cell[80 * 25 * 2];
    char screen[80 * 25 + 1] = { 0 };
    if (!machine_pause(m) || !machine_read(m, 0xb8000, cell, sizeof cell))
        return false;
    for (size_t i = 0; i < sizeof cell / 2; i++)
        screen[i] = cell[2 * i] ? (char)cell[2 * i] : ' ';
    return strstr(screen, text) != NULL;
}

/* Who else prints neither halts nor uses the serial line. */
static bool shows(struct machine *m, const char *text)
{
    double end = clock_now() + clock_scaled(20);
    while (clock_now() < end) {
        machine_allow(m, 0.25);
        enum stop stop = machine_run(m, NULL);
        if (on_screen(m, text))
            return true;
        if (stop != STOP_TIMEOUT)
            return false;
    }
    return false;
}

/* The line, on screen and serial line, and then nothing: the machine stands. */
static bool refuses(struct machine *m, const char *line)
{
    size_t n, size;
    if (machine_run(m, line) != STOP_TEXT || machine_run(m, "\n") != STOP_TEXT ||
        machine_run(m, NULL) != STOP_TIMEOUT || !machine_asleep(m))
        return false;
    const char *serial = machine_serial(m, &size), *last = serial_last_line(serial, size, &n);
    return n == strlen(line) && memcmp(last, line, n) == 0 &&
           (machine_config(m)->emulator == QEMU || on_screen(m, line));
}

static bool boots(struct machine *m, uint64_t frames)
{
    char text[64];
    size_t n;
    snprintf(text, sizeof text, "frames: %llu free", (unsigned long long)frames);
    return machine_run(m, "ready:") == STOP_TEXT && machine_run(m, "\n> ") == STOP_TEXT &&
           (!frames || strstr(machine_serial(m, &n), text));
}

static struct machine *start(const struct row_table *t, const struct row *r, unsigned on,
                             const char **why)
{
    char directory[64], image[IMAGE_PATH_MOST], modules[MODULES_MOST];
    struct subject subject = { .chapter = r->chapter, .directory = directory };
    struct machine_config config = { .emulator = on == SLOW ? BOCHS : QEMU,
                                     .medium = on == GRUB ? MEDIUM_CDROM : MEDIUM_FLOPPY,
                                     .image = r->image,
                                     .initrd = r->initrd,
                                     .ram_bytes = r->ram_mib * MiB,
                                     .cpu = r->cpu,
                                     .chipset = r->chipset,
                                     .map = r->map,
                                     .nmap = r->nmap,
                                     .seconds = clock_scaled(10) };
    for (const struct layout *const *l = layouts; *l; l++)
        if (strcmp((*l)->name, t->layout) == 0)
            subject.layout = *l;
    snprintf(directory, sizeof directory, "build/%s/%u", t->layout, r->chapter);
    if (r->image && strstr(r->image, ".iso"))
        config.medium = MEDIUM_CDROM;
    subject_medium(&subject, &config, image, modules);
    struct machine *m = machine_start(&config, why);
    if (m)
        m->config.image = m->config.initrd = NULL; /* our names for them go */
    return m;
}

/* Prints in one go: others print, too. */
static void report(const struct row_table *t, const struct row *r, unsigned on,
                   struct machine *m, bool ok, const char *why)
{
    static const char *const where[] = {
        [QUICK] = "QEMU", [GRUB] = "QEMU, CD-ROM", [SLOW] = "Bochs"
    };
    struct text text = { 0 };
    const char *expected = r->refuses ? r->refuses : r->screen ? r->screen : "ready:";
    text_add(&text, "%-5s %s %u, %s: %s\n", ok ? "ok" : "FAIL", t->layout, r->chapter,
             where[on], r->name);
    if (!ok) {
        size_t n = 0;
        const char *serial = m ? machine_serial(m, &n) : "";
        text_add(&text, "      expected \"%s\" and %llu frames, stop %d %s; serial line:\n",
                 expected, (unsigned long long)r->frames, m ? (int)m->stop : -1,
                 m ? machine_error(m) : why);
        text_add_untrusted(&text, serial, n, 4000, 6);
    }
    fputs(text_string(&text), stdout);
    fflush(stdout);
    text_free(&text);
}

static bool try(const struct row_table *t, const struct row *r, unsigned on)
{
    const char *why = "";
    struct machine *m = start(t, r, on, &why);
    bool ok = m && (r->refuses  ? refuses(m, r->refuses)
                    : r->screen ? shows(m, r->screen)
                                : boots(m, r->frames));
    report(t, r, on, m, ok, why);
    machine_end(m);
    return ok;
}

/* A process's part: every try that no other has begun. */
static bool try_some(atomic_uint *next, const char *only)
{
    unsigned number = 0;
    bool ok = true;
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        const struct row_table *t = tables[i];
        for (const struct row *r = t->row; r < t->row + t->nrows; r++)
            for (unsigned on = QUICK; on <= SLOW; on *= 2) {
                bool wanted =
                    (r->on ? r->on : QUICK) & on && (!only || !strcmp(only, t->layout));
                unsigned expected = number;
                if (wanted && atomic_compare_exchange_strong(next, &expected, number + 1))
                    ok &= try(t, r, on);
                number += wanted;
            }
    }
    return ok;
}

/* boots [LAYOUT] */
int main(int argc, char **argv)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN) + 1; /* who watches a machine halt needs none */
    atomic_uint *next =
        mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (next == MAP_FAILED)
        return 2;
    bool ok = true;
    for (long i = 0; i < n; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            _exit(!try_some(next, argc > 1 ? argv[1] : NULL));
        }
        ok &= pid > 0;
    }
    for (int status; wait(&status) > 0;)
        ok &= status == 0;
    return !ok;
}
