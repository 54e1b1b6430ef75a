/* The boot image as a machine gets it: a floppy disk as a copy of its own, with a memory map
   planted in it when the check asks for one. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "grading/backend.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FLOPPY_SIZE = 1474560, /* 80 cylinders × 2 heads × 18 sectors × 512 bytes */
    IMAGE_MOST = 64 << 20,
    MAP_MOST = 255,
};

/* Where an image takes a memory map: a count, entries, and a signature behind them. As built the
   count and the entries are zeroes. */
struct map_area {
    uint64_t count;
    struct e820_entry entry[MAP_MOST];
    char signature[16];
};
_Static_assert(sizeof(struct map_area) == 6144, "a whole number of sectors");

static const char signature[16] = "MEMMAP override";

/* Code that looks for the signature may hold it too: only an empty map's counts. */
static char *find_area(char *image, size_t size)
{
    static const char empty[offsetof(struct map_area, signature)];
    char *p = image, *end = image + size;
    for (; (p = memmem(p, (size_t)(end - p), signature, sizeof signature)); p++)
        if ((size_t)(p - image) >= sizeof empty &&
            memcmp(p - sizeof empty, empty, sizeof empty) == 0)
            return p - sizeof empty;
    return NULL;
}

static bool plant(char *image, size_t size, const struct map_area *map, const char **why)
{
    char *area = find_area(image, size);
    if (area)
        memcpy(area, map, offsetof(struct map_area, signature));
    else
        *why = "the image has no empty MEMMAP.BIN to plant a memory map in";
    return area != NULL;
}

static int open_file(const char *path, enum medium medium, size_t *size, const char **why)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool good = fd >= 0 && fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_size > 0;
    if (!good) {
        *why = "cannot read the boot image";
    } else if (s.st_size > (medium == MEDIUM_FLOPPY ? FLOPPY_SIZE : IMAGE_MOST)) {
        *why = medium == MEDIUM_FLOPPY ? "the boot image is larger than a floppy disk"
                                       : "the boot image is larger than 64 MiB";
        good = false;
    }
    if (good) {
        *size = (size_t)s.st_size;
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool read_all(int fd, char *to, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = pread(fd, to + at, size - at, (off_t)at);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

/* A copy without a name, of `room` bytes, map and all; -1: *why. */
static int copy_file(int from, size_t size, size_t room, const struct map_area *map,
                     const char **why)
{
    *why = "cannot make a file in memory";
    int fd = memfd_create("image", MFD_CLOEXEC);
    if (fd < 0)
        return -1;
    char *image = MAP_FAILED;
    if (ftruncate(fd, (off_t)room) == 0)
        image = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    bool good = image != MAP_FAILED;
    if (good) {
        *why = "cannot read the boot image";
        good = read_all(from, image, size) && (!map || plant(image, room, map, why));
        munmap(image, room);
    }
    if (good)
        return fd;
    close(fd);
    return -1;
}

/* The machine started last: what image_keep() needs of it, when its config may be gone. */
static struct {
    int fd; /* 0: none yet */
    char args[1024];
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

static bool put_image(const char *path, int fd)
{
    struct stat s;
    if (fstat(fd, &s) < 0)
        return false;
    size_t size = (size_t)s.st_size;
    void *image = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    bool kept = image != MAP_FAILED && put_file(path, "img", image, size);
    if (image != MAP_FAILED)
        munmap(image, size);
    return kept;
}

/* The two files belong together: another emulator's worker may keep its machine here as well. */
bool image_keep(const char *path)
{
    char directory[4200];
    snprintf(directory, sizeof directory, "%.*s.", (int)(strrchr(path, '/') + 1 - path), path);
    int held = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool kept = latest.fd && held >= 0 && flock(held, LOCK_EX) == 0 &&
                put_image(path, latest.fd) &&
                put_file(path, "args", latest.args, strlen(latest.args));
    if (held >= 0)
        close(held);
    return kept;
}

static void remember(int fd, const struct machine_config *c)
{
    static const char *const medium[] = { "floppy", "cdrom", "kernel" };
    if (latest.fd)
        close(latest.fd);
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    latest.fd = copy < 0 ? 0 : copy;
    snprintf(latest.args, sizeof latest.args, "%llu\n%s\n%s\n%s\n%s\n",
             (unsigned long long)(c->ram_bytes / MiB), c->chipset ? c->chipset : "pc",
             c->cpu ? c->cpu : "max", medium[c->medium],
             c->command_line ? c->command_line : "");
}

static bool make_area(const struct machine_config *config, struct map_area *map,
                      const char **why)
{
    *map = (struct map_area){ .count = config->nmap };
    if (config->nmap > MAP_MOST) {
        *why = "more memory-map entries than MEMMAP.BIN holds";
        return false;
    }
    memcpy(map->entry, config->map, config->nmap * sizeof *config->map);
    return true;
}

int image_open(const struct machine_config *config, const char **why)
{
    static struct map_area map;
    size_t size;
    if (config->map && !make_area(config, &map, why))
        return -1;
    int fd = open_file(config->image, config->medium, &size, why);
    /* A CD-ROM and a kernel are only read: the file itself will do. */
    if (fd >= 0 && (config->map || config->medium == MEDIUM_FLOPPY)) {
        int file = fd;
        fd = copy_file(file, size, config->medium == MEDIUM_FLOPPY ? FLOPPY_SIZE : size,
                       config->map ? &map : NULL, why);
        close(file);
    }
    if (fd >= 0)
        remember(fd, config);
    return fd;
}
