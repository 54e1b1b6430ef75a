/* The grader's own copy of a boot image, with a memory map planted in it.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/backend.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FLOPPY_SIZE = 1474560, /* 80 cylinders × 2 heads × 18 sectors × 512 bytes */
    MAP_FILE_SIZE = 6144,  /* MEMMAP.BIN: a count, entries, and a signature that ends it */
    MAP_MOST = 255,
};

static const char signature[16] = "MEMMAP override";

static bool plant(char *image, const struct machine_config *config, const char **why)
{
    char *end = memmem(image, FLOPPY_SIZE, signature, sizeof signature);
    if (!end || end - image < MAP_FILE_SIZE - (ptrdiff_t)sizeof signature) {
        *why = "the image has no MEMMAP.BIN to plant a memory map in";
        return false;
    }
    if (config->nmap > MAP_MOST) {
        *why = "more memory-map entries than MEMMAP.BIN holds";
        return false;
    }
    char *file = end + sizeof signature - MAP_FILE_SIZE;
    uint64_t count = config->nmap;
    memcpy(file, &count, sizeof count);
    memcpy(file + sizeof count, config->map, config->nmap * sizeof *config->map);
    return true;
}

static bool fill(char *image, const char *path, const char **why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat s;
    *why = "cannot read the boot image";
    bool good = fd >= 0 && fstat(fd, &s) == 0 && S_ISREG(s.st_mode);
    if (good && s.st_size > FLOPPY_SIZE) {
        *why = "the boot image is larger than a floppy disk";
        good = false;
    }
    for (off_t at = 0; good && at < s.st_size;) {
        ssize_t n = pread(fd, image + at, (size_t)(s.st_size - at), at);
        good = n > 0;
        at += n;
    }
    if (fd >= 0)
        close(fd);
    return good;
}

/* The image of the machine started last, and what else that machine was. */
static struct {
    int fd; /* 0: none yet */
    struct machine_config config;
} latest;

static bool put_file(const char *path, const char *ending, const void *bytes, size_t n)
{
    char name[4200], temporary[4300];
    snprintf(name, sizeof name, "%s.%s", path, ending);
    snprintf(temporary, sizeof temporary, "%s.%d.tmp", name, (int)getpid());
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool good = fd >= 0 && write(fd, bytes, n) == (ssize_t)n;
    if (fd >= 0)
        close(fd);
    good = good && rename(temporary, name) == 0;
    if (!good)
        unlink(temporary);
    return good;
}

bool image_keep(const char *path)
{
    const struct machine_config *c = &latest.config;
    char words[160];
    snprintf(words, sizeof words, "%llu\n%s\n%s\n", (unsigned long long)(c->ram_bytes / MiB),
             c->chipset ? c->chipset : "pc", c->cpu ? c->cpu : "max");
    if (!latest.fd || !put_file(path, "args", words, strlen(words)))
        return false;
    void *image = mmap(NULL, FLOPPY_SIZE, PROT_READ, MAP_SHARED, latest.fd, 0);
    bool kept = image != MAP_FAILED && put_file(path, "img", image, FLOPPY_SIZE);
    if (image != MAP_FAILED)
        munmap(image, FLOPPY_SIZE);
    return kept;
}

static void remember(int fd, const struct machine_config *config)
{
    if (latest.fd)
        close(latest.fd);
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    latest.fd = copy < 0 ? 0 : copy;
    latest.config = *config;
}

int image_open(const struct machine_config *config, const char **why)
{
    *why = "cannot make a file in memory";
    int fd = memfd_create("boot.img", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, FLOPPY_SIZE) < 0)
        return -1;
    char *image = mmap(NULL, FLOPPY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (image == MAP_FAILED)
        return -1;
    bool good = fill(image, config->image, why) && (!config->map || plant(image, config, why));
    munmap(image, FLOPPY_SIZE);
    if (good) {
        remember(fd, config);
        return fd;
    }
    close(fd);
    return -1;
}
