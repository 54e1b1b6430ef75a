/* FAT12, as far as a freshly made boot floppy needs it. SPDX-License-Identifier: MIT */
#include "grading/facts/floppy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECTOR = 512,
    FLOPPY = 1440 * 1024,
    ENTRY = 32,
};

static unsigned word(const unsigned char *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

bool floppy_open(struct floppy *f, const char *path)
{
    FILE *file = fopen(path, "rb");
    f->byte = malloc(FLOPPY);
    f->size = file && f->byte ? fread(f->byte, 1, FLOPPY, file) : 0;
    if (file)
        fclose(file);
    if (f->size == FLOPPY && word(f->byte + 11) == SECTOR) {
        /* BIOS parameter block: reserved sectors, FATs and their size, root directory entries */
        f->root = SECTOR * (word(f->byte + 14) + (size_t)f->byte[16] * word(f->byte + 22));
        f->cluster2 = f->root + (size_t)ENTRY * word(f->byte + 17);
        if (f->cluster2 < FLOPPY)
            return true;
    }
    floppy_close(f);
    return false;
}

void floppy_close(struct floppy *f)
{
    free(f->byte);
    *f = (struct floppy){ 0 };
}

const unsigned char *floppy_file(const struct floppy *f, const char *name, size_t *size)
{
    for (size_t at = f->root; at < f->cluster2; at += ENTRY) {
        const unsigned char *e = f->byte + at;
        if (memcmp(e, name, 11) != 0)
            continue;
        size_t sectors = f->byte[13];
        size_t start = f->cluster2 + (word(e + 26) - 2) * sectors * SECTOR;
        *size = word(e + 28) | (size_t)word(e + 30) << 16;
        return start < f->size && *size <= f->size - start ? f->byte + start : NULL;
    }
    return NULL;
}
