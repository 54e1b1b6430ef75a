/* The grader's own copy of a boot image, with a memory map planted in it.
   SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/backend.h"

#include <fcntl.h>
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
    if (good)
        return fd;
    close(fd);
    return -1;
}
