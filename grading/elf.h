/* Symbols of an ELF file that a student's build made: nothing in it is trusted.
   SPDX-License-Identifier: MIT */
#ifndef ELF_READER_H
#define ELF_READER_H
#include "types.h"

/* The value of a symbol of a 32- or 64-bit little-endian ELF file. False: no such file, symbol, or
   sense in it. */
bool elf_symbol(const char *path, const char *name, vaddr_t *value) MUST_CHECK;
#endif
