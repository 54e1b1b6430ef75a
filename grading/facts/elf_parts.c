/* Program headers, every offset checked against the file's size. SPDX-License-Identifier: MIT */
#include "grading/facts/elf_parts.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_MOST = 64 * 1024 * 1024,
};

bool file_take(struct file *f, struct check_run *c, const char *name)
{
    char path[4352];
    snprintf(path, sizeof path, "%s/%s", c->subject->directory, name);
    *f = (struct file){ 0 };
    FILE *in = fopen(path, "rb");
    long size = in && fseek(in, 0, SEEK_END) == 0 ? ftell(in) : -1;
    if (size > 0 && size <= FILE_MOST && fseek(in, 0, SEEK_SET) == 0)
        f->byte = malloc((size_t)size);
    if (f->byte)
        f->size = fread(f->byte, 1, (size_t)size, in);
    if (in)
        fclose(in);
    if (f->byte && f->size == (size_t)size)
        return true;
    file_drop(f);
    check_fail(c, "%s cannot be read", name);
    return false;
}

void file_drop(struct file *f)
{
    free(f->byte);
    *f = (struct file){ 0 };
}

static const char *header_error(const Elf32_Ehdr *h, size_t size)
{
    if (memcmp(h->e_ident, ELFMAG, SELFMAG) != 0)
        return "it does not begin as an ELF file does";
    if (h->e_ident[EI_CLASS] != ELFCLASS32 || h->e_ident[EI_DATA] != ELFDATA2LSB ||
        h->e_machine != EM_386 || h->e_type != ET_EXEC)
        return "it is no executable for the i386";
    if (h->e_phentsize != sizeof(Elf32_Phdr) || h->e_phoff > size ||
        h->e_phnum > (size - h->e_phoff) / sizeof(Elf32_Phdr))
        return "its program headers lie outside";
    return NULL;
}

bool elf_parts(struct elf_parts *e, const unsigned char *byte, size_t size, const char **why)
{
    Elf32_Ehdr h;
    *e = (struct elf_parts){ 0 };
    *why = "it is too short";
    if (size < sizeof h)
        return false;
    memcpy(&h, byte, sizeof h);
    *why = header_error(&h, size);
    if (*why)
        return false;
    e->entry = h.e_entry;
    for (unsigned i = 0; i < h.e_phnum; i++) {
        Elf32_Phdr p;
        memcpy(&p, byte + h.e_phoff + i * sizeof p, sizeof p);
        if (p.p_type != PT_LOAD)
            continue;
        *why = e->n == ELF_PARTS_MOST ? "it has too many segments" : "a segment is cut off";
        if (e->n == ELF_PARTS_MOST || p.p_offset > size || p.p_filesz > size - p.p_offset)
            return false;
        e->part[e->n++] =
            (struct elf_part){ p.p_offset, p.p_filesz,       p.p_memsz,       p.p_vaddr,
                               p.p_paddr,  p.p_flags & PF_W, p.p_flags & PF_X };
    }
    *why = "nothing of it is loaded";
    return e->n > 0;
}
