/* The parts of a 32-bit ELF file that say where it runs. System V ABI, edition 4.1, chapters 4, 5.
   SPDX-License-Identifier: MIT */
#ifndef BOOT_ELF_H
#define BOOT_ELF_H
#include "types.h"

#define ELF_MAGIC 0x464c457fu

enum {
    ELF_32BIT = 1,
    ELF_LITTLE_ENDIAN = 1,
    ELF_EXECUTABLE = 2,
    ELF_I386 = 3,
    SEGMENT_LOAD = 1,
    SEGMENT_W = 2,
};

struct elf_header {
    uint32_t magic;
    uint8_t class, data, rest[10];
    uint16_t type, machine;
    uint32_t version, entry, segments, sections, flags;
    uint16_t header_bytes, segment_bytes, nsegments, section_bytes, nsections, names;
};

struct elf_segment {
    uint32_t type, offset, va, pa, file_bytes, memory_bytes, flags, align;
};
#endif
