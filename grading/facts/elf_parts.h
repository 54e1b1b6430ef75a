/* What a 32-bit ELF file has loaded where. SPDX-License-Identifier: MIT */
#ifndef ELF_PARTS_H
#define ELF_PARTS_H
#include "grading/labs/look.h"

/* A file of the build, whole. */
struct file {
    unsigned char *byte;
    size_t size;
};

/* Reads DIRECTORY/name of the subject's; false: the check has failed. Free with file_drop(). */
bool file_take(struct file *f, struct check_run *c, const char *name) MUST_CHECK;
void file_drop(struct file *f);

enum {
    ELF_PARTS_MOST = 16,
};

/* A PT_LOAD segment. The file's bytes [offset, offset + file_size) go to pa, zeros follow. */
struct elf_part {
    uint64_t offset, file_size, memory_size; /* bytes */
    vaddr_t va;
    paddr_t pa;
    bool w, x;
};

struct elf_parts {
    vaddr_t entry;
    struct elf_part part[ELF_PARTS_MOST];
    size_t n;
};

/* Reads the headers of an executable ELF file for the i386 out of bytes. False: it is none, or a
   segment reaches beyond them; *why says which. */
bool elf_parts(struct elf_parts *e, const unsigned char *byte, size_t size,
               const char **why) MUST_CHECK;
#endif
