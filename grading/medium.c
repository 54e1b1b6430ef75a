/* What a build leaves: the files that a machine starts from, the kernel's symbols.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/check.h"

#include "grading/backend.h"
#include "grading/elf.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_shown(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* A path in QEMU's list of modules. */
static void add_module(struct text *list, const char *directory, const char *name)
{
    text_add(list, "%s", list->size ? "," : "");
    const char *const parts[] = { directory, "/modules/", name };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        for (const char *p = parts[i]; *p; p++)
            text_add(list, *p == ',' ? ",," : "%c", *p);
}

/* The layout's Multiboot modules, as GRUB has them from the CD-ROM. False: there are none. */
static bool list_modules(const struct subject *s, char *modules)
{
    char directory[4200];
    struct dirent **file;
    struct text list = { 0 };
    snprintf(directory, sizeof directory, "%s/modules", s->directory);
    int n = scandir(directory, &file, is_shown, by_name);
    for (int i = 0; i < n; i++) {
        add_module(&list, s->directory, file[i]->d_name);
        free(file[i]);
    }
    if (n >= 0)
        free(file);
    if (list.size >= MODULES_MOST)
        abort();
    snprintf(modules, MODULES_MOST, "%s", text_string(&list));
    text_free(&list);
    return *modules;
}

void subject_medium(const struct subject *s, struct machine_config *config, char *image,
                    char *modules)
{
    static const char *const file[] = {
        [MEDIUM_FLOPPY] = "boot.img", [MEDIUM_CDROM] = "boot.iso", [MEDIUM_KERNEL] = "boot.elf"
    };
    enum boot_road road = s->layout->road;
    if (config->image)
        return;
    if (config->medium == MEDIUM_FLOPPY && road != ROAD_BIOS)
        config->medium = config->emulator == BOCHS ? MEDIUM_CDROM : MEDIUM_KERNEL;
    bool is_linux = config->medium == MEDIUM_KERNEL && road == ROAD_LINUX;
    snprintf(image, IMAGE_PATH_MOST, "%s/%s", s->directory,
             is_linux ? "boot.bin" : file[config->medium]);
    config->image = image;
    if (config->medium == MEDIUM_KERNEL && !is_linux && !config->initrd &&
        list_modules(s, modules))
        config->initrd = modules;
}

struct machine *subject_start(const struct subject *s, const struct machine_config *config,
                              const char **why)
{
    char image[IMAGE_PATH_MOST], modules[MODULES_MOST];
    struct machine_config full = *config;
    subject_medium(s, &full, image, modules);
    struct machine *m = machine_start(&full, why);
    if (m)
        m->config.image = m->config.initrd = NULL; /* read already, and our names for it go */
    return m;
}

bool subject_symbol(const struct subject *s, const char *name, vaddr_t *va)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/kernel.elf", s->directory);
    return elf_symbol(path, name, va);
}
