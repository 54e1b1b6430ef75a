/* What checks call: failing, booting, asking. SPDX-License-Identifier: MIT */
#include "grading/check.h"

#include "grading/backend.h"
#include "grading/clock.h"
#include "grading/explain.h"
#include "grading/outside.h"
#include "grading/ready.h"
#include "grading/result.h"
#include <stdio.h>
#include <string.h>

enum {
    MORE_LINES_MOST = 2000, /* bytes of message after which further failures are not added */
};

/* Whatever a check says may quote the guest. */
static void add_message(struct check_result *r, const char *bytes, size_t n)
{
    struct text clean = { 0 };
    size_t have = strlen(r->message);
    text_add_untrusted(&clean, bytes, n, sizeof r->message / 5, 1);
    snprintf(r->message + have, sizeof r->message - have, "%s%s", have ? "\n" : "",
             text_string(&clean));
    text_free(&clean);
}

static void fail(struct check_run *c, const struct text *t)
{
    struct check_result *r = c->result;
    size_t n = t->size;
    while (n > 0 && t->bytes[n - 1] == '\n')
        n--;
    if (r->verdict != FAILED || strlen(r->message) < MORE_LINES_MOST)
        add_message(r, t->bytes, n);
    if (r->verdict != FAILED && c->keep)
        (void)!image_keep(c->keep);
    r->verdict = FAILED;
}

void check_fail(struct check_run *c, const char *format, ...)
{
    struct text t = { 0 };
    va_list list;
    va_start(list, format);
    text_add_list(&t, format, list);
    va_end(list);
    fail(c, &t);
    text_free(&t);
}

void check_note(struct check_run *c, const char *format, ...)
{
    struct text t = { 0 };
    va_list list;
    va_start(list, format);
    text_add_list(&t, format, list);
    va_end(list);
    add_message(c->result, text_string(&t), t.size);
    text_free(&t);
}

static const struct {
    unsigned bit;
    const char *name;
} bits[] = {
    { 0, "present" },  { 1, "writable" },   { 2, "user" },   { 3, "write through" },
    { 4, "uncached" }, { 7, "large page" }, { 8, "global" }, { 63, "no execute" },
};

static void add_entry(struct text *t, const struct page_mode *mode, const char *label, pte_t e)
{
    text_add(t, "  %-8s 0x%0*llx  ", label, (int)(2 * mode->entry_bytes), e);
    if (!(e & PTE_P)) {
        text_add(t, "not present");
        return;
    }
    text_add(t, "P R%c%c%s%s%s", e & PTE_W ? 'W' : '-', e & PTE_NX ? '-' : 'X',
             e & PTE_U ? " user" : "", e & PTE_PCD ? " uncached" : "",
             e & PTE_PS ? " large" : "");
}

static void add_difference(struct text *t, pte_t difference)
{
    const char *separator = "   <- ";
    for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
        if (!(difference >> bits[i].bit & 1))
            continue;
        text_add(t, "%sbit %u (%s)", separator, bits[i].bit, bits[i].name);
        separator = ", ";
    }
    if (difference & 0x000ffffffffff000ull)
        text_add(t, "%saddress", separator);
}

void check_fail_entry(struct check_run *c, vaddr_t va, pte_t expected, pte_t found)
{
    const struct page_mode *mode = c->subject->layout->mode;
    struct text t = { 0 };
    text_add(&t, "va 0x%0*llx ", outside_digits(mode), va);
    for (unsigned level = 0; level < mode->nlevels; level++)
        text_add(&t, " %s[%u]", outside_level_name(mode, level),
                 outside_index(mode, level, va));
    text_add(&t, "\n");
    add_entry(&t, mode, "expected", expected);
    text_add(&t, "\n");
    add_entry(&t, mode, "got", found);
    /* The CPU sets A and D as it pleases. */
    if ((expected & PTE_P) && (found & PTE_P))
        add_difference(&t, (expected ^ found) & ~(PTE_A | PTE_D));
    fail(c, &t);
    text_free(&t);
}

static void fail_stopped(struct check_run *c, struct machine *m, const char *what,
                         enum stop stop)
{
    struct text t = { 0 };
    text_add(&t, "%s\n", what);
    explain_stop(&t, c->subject, m, stop);
    fail(c, &t);
    text_free(&t);
}

struct machine *check_boot(struct check_run *c, const struct machine_config *config)
{
    struct machine_config full = *config;
    full.emulator = c->emulator;
    full.ram_bytes = full.ram_bytes ? full.ram_bytes : 64 * MiB;
    full.seconds = clock_scaled(full.seconds > 0 ? full.seconds : READY_SECONDS);
    const char *why;
    struct machine *m = subject_start(c->subject, &full, &why);
    if (!m) {
        check_fail(c, "%s could not be started: %s", emulator_name(c->emulator), why);
        return NULL;
    }
    enum stop stop = machine_run(m, "ready:");
    if (stop == STOP_TEXT)
        stop = machine_run(m, "\n> ");
    if (stop == STOP_TEXT)
        return m;
    fail_stopped(c, m, "the kernel did not come to its monitor", stop);
    machine_end(m);
    return NULL;
}

void check_done(struct check_run *c, struct machine *m)
{
    (void)c;
    machine_end(m);
}

const char *check_ask(struct check_run *c, struct machine *m, const char *format, ...)
{
    char command[256], what[320];
    va_list list;
    va_start(list, format);
    vsnprintf(command, sizeof command, format, list);
    va_end(list);
    enum stop stop;
    const char *answer = machine_ask(m, &stop, "%s", command);
    if (answer)
        return answer;
    snprintf(what, sizeof what, "no answer to the monitor command \"%s\"", command);
    fail_stopped(c, m, what, stop);
    return NULL;
}
