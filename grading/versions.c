/* The emulators' versions, as they tell them. SPDX-License-Identifier: MIT */
#include "grading/versions.h"

#include "grading/clock.h"
#include "grading/process.h"
#include <string.h>

static const struct emulator_program {
    const char *program, *option, *before, *missing;
} programs[] = {
    [QEMU] = { "qemu-system-x86_64", "--version", "emulator version ",
               "qemu-system-x86_64 is not installed: apt-get install qemu-system-x86" },
    [BOCHS] = { "bochs", "--help", "Bochs x86 Emulator ",
                "bochs is not installed: apt-get install bochs bochs-term bochsbios vgabios" },
};

static bool ask(const struct emulator_program *p, const char *name, struct text *versions)
{
    const char *argv[] = { p->program, p->option, NULL };
    const char *why;
    int status;
    struct text output = { 0 };
    bool ran = process_run((struct process){ .argv = argv, .in = -1 }, clock_patient(30), 16384,
                           &output, &status, &why);
    const char *version = ran ? strstr(text_string(&output), p->before) : NULL;
    if (version) {
        version += strlen(p->before);
        text_add(versions, ", %s ", name);
        text_add_untrusted(versions, version, strcspn(version, " \r\n"), 32, 0);
    }
    text_free(&output);
    return ran;
}

bool versions_find(const bool used[EMULATORS], struct text *versions, const char **why)
{
    text_add(versions, "grader " GRADER_VERSION);
    for (enum emulator e = QEMU; e <= BOCHS; e++) {
        *why = programs[e].missing;
        if (used[e] && !ask(&programs[e], emulator_name(e), versions))
            return false;
    }
    return true;
}
