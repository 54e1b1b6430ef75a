/* The scalars that every part of the workbook shares. SPDX-License-Identifier: MIT */
#ifndef TYPES_H
#define TYPES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 64 bits on every target and never a pointer: PAE makes physical addresses wider than an i686
   pointer, and the grader on the host holds addresses of any guest. Print them with %llx. */
typedef unsigned long long paddr_t; /* physical address, bytes */
typedef unsigned long long
    vaddr_t;                      /* virtual address, bytes; canonical unless said otherwise */
typedef unsigned long long pte_t; /* an entry of any paging structure, zero-extended */

#define KiB 1024ull
#define MiB (1024 * KiB)
#define GiB (1024 * MiB)
#define TiB (1024 * GiB)

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1ull << PAGE_SHIFT)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof *(a))

/* The caller must look at the result. */
#define MUST_CHECK __attribute__((warn_unused_result))
#endif
