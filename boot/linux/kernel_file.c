/* The kernel's ELF file, in place: its data segment is copied, so that it can be written.
   SPDX-License-Identifier: MIT */
#include "boot/linux/elf.h"
#include "boot/linux/setup.h"
#include "boot/loader.h"

_Noreturn static void refuse(const char *why)
{
    loader_stop("the kernel's file ", why, "E4 E11");
}

static void load_data(const struct elf_segment *s, uint32_t linked_at, struct kernel_file *file)
{
    uint32_t room = ADDRESS(KERNEL_BSS_END) - ADDRESS(DATA_START);
    if (file->data_pages)
        refuse("has two data segments");
    if (s->offset % PAGE_SIZE || s->file_bytes > s->memory_bytes || s->memory_bytes > room)
        refuse("has a data segment that does not fit");
    if (s->va != ADDRESS(DATA_START) && s->va != linked_at + s->offset)
        refuse("is linked for another place");
    __builtin_memcpy(DATA_START, KERNEL_START + s->offset, s->file_bytes);
    __builtin_memset(DATA_START + s->file_bytes, 0, room - s->file_bytes);
    file->data_place = s->offset;
    file->data_pages = (s->memory_bytes + PAGE_SIZE - 1) / PAGE_SIZE;
}

const struct kernel_file *kernel_load(void)
{
    static struct kernel_file file;
    const struct elf_header *h = (const struct elf_header *)KERNEL_START;
    if (h->magic != ELF_MAGIC || h->class != ELF_32BIT || h->data != ELF_LITTLE_ENDIAN ||
        h->type != ELF_EXECUTABLE || h->machine != ELF_I386 ||
        h->segment_bytes != sizeof(struct elf_segment) ||
        h->segments + h->nsegments * sizeof(struct elf_segment) > PAGE_SIZE)
        refuse("is no 32-bit ELF image for the i386");
    if (*(const uint32_t *)PROC_START != ELF_MAGIC)
        loader_stop("no user-space loader follows the kernel", "", "E1 E4");
    const struct elf_segment *s = (const struct elf_segment *)(KERNEL_START + h->segments);
    uint32_t linked_at = 0; /* the file's first byte */
    for (unsigned i = 0; i < h->nsegments; i++, s++) {
        if (s->type != SEGMENT_LOAD)
            continue;
        if (s->offset > ADDRESS(KERNEL_SIZE) ||
            s->file_bytes > ADDRESS(KERNEL_SIZE) - s->offset)
            refuse("is cut short");
        if (s->flags & SEGMENT_W)
            load_data(s, linked_at, &file);
        else if (s->va - s->offset == ADDRESS(KERNEL_START) ||
                 s->va - s->offset == ADDRESS(KERNEL_HIGH))
            linked_at = s->va - s->offset;
        else
            refuse("is linked for another place");
    }
    if (!file.data_pages)
        refuse("has no data segment");
    if (h->entry - linked_at >= ADDRESS(KERNEL_SIZE))
        refuse("begins outside itself");
    file.entry = h->entry;
    return &file;
}
