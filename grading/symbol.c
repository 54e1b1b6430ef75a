/* addr2line on what was built. SPDX-License-Identifier: MIT */
#include "grading/symbol.h"

#include "grading/clock.h"
#include "grading/process.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The boot code's symbols. */
static const char *const boot_code[] = {
    [ROAD_BIOS] = "stage2.elf",
    [ROAD_MULTIBOOT1] = "boot.elf",
    [ROAD_MULTIBOOT2] = "boot.elf",
    [ROAD_LINUX] = "setup.elf",
};

static const struct process_limits limits = { .cpu_seconds = 5, .memory = 2 * GiB, .file = 0 };

/* Paths are shown as seen from the project's root, where the grader runs. */
static const char *from_here(const char *path)
{
    static char here[4096];
    size_t n = here[0] || getcwd(here, sizeof here) ? strlen(here) : 0;
    return n && strncmp(path, here, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

/* Two lines: the function, then file:line, perhaps with " (discriminator 2)". */
static bool parse(char *output, char *place, size_t size)
{
    char *line = strchr(output, '\n');
    if (!line)
        return false;
    *line++ = '\0';
    line[strcspn(line, " \n")] = '\0';
    if (line[0] == '?' || strstr(line, ":?") || strstr(line, ":0"))
        line = "";
    if (output[0] == '?' && !*line)
        return false;
    struct text clean = { 0 };
    if (output[0] != '?')
        text_add_untrusted(&clean, output, strlen(output), 80, 0);
    text_add(&clean, "%s", clean.size && *line ? ", " : "");
    text_add_untrusted(&clean, from_here(line), strlen(from_here(line)), 160, 0);
    snprintf(place, size, "%s", text_string(&clean));
    text_free(&clean);
    return true;
}

static bool look_up(const char *directory, const char *file, vaddr_t va, char *place,
                    size_t size)
{
    char path[4096], address[32];
    snprintf(path, sizeof path, "%s/%s", directory, file);
    snprintf(address, sizeof address, "0x%llx", va);
    const char *argv[] = { "addr2line", "-f", "-e", path, address, NULL };
    struct text output = { 0 };
    int status;
    const char *why;
    bool found = process_run((struct process){ .argv = argv, .in = -1, .limits = &limits },
                             clock_patient(30), 4096, &output, &status, &why) &&
                 status == 0 && output.size && parse(output.bytes, place, size);
    text_free(&output);
    return found;
}

static bool is_fixed(const struct virt_region *r)
{
    return r->backing == BACK_FIXED || r->backing == BACK_IMAGE;
}

/* A kernel linked low may run high, a high one low before paging is on, and either in another
   window that the layout has on the same memory. */
static bool look_up_alias(const struct subject *s, vaddr_t va, char *place, size_t size)
{
    const struct virt_region *row = s->layout->virt, *end = row + s->layout->nvirt;
    vaddr_t same = va;
    for (const struct virt_region *r = row; r < end; r++)
        if (r->backing == BACK_ALIAS && va - r->start < r->size)
            same = r->pa + (va - r->start);
    paddr_t pa = same;
    for (const struct virt_region *r = row; r < end; r++)
        if (is_fixed(r) && same - r->start < r->size)
            pa = r->pa + (same - r->start);
    if (pa != va && look_up(s->directory, "kernel.elf", pa, place, size))
        return true;
    for (const struct virt_region *r = row; r < end; r++)
        if (is_fixed(r) && pa - r->pa < r->size && r->start + (pa - r->pa) != va &&
            look_up(s->directory, "kernel.elf", r->start + (pa - r->pa), place, size))
            return true;
    return false;
}

bool symbol_place(const struct subject *s, vaddr_t va, char *place, size_t size)
{
    if (s->layout->road == ROAD_BIOS && va >= 0x7c00 && va < 0x7e00) {
        snprintf(place, size, "in stage 1, the boot sector");
        return true;
    }
    return look_up(s->directory, "kernel.elf", va, place, size) ||
           look_up(s->directory, boot_code[s->layout->road], va, place, size) ||
           look_up_alias(s, va, place, size);
}
