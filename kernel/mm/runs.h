/* Free pages, found as aligned runs of 1, 2, 4 … 4096 in a handful of steps. Pages have numbers:
   a page's is its address / PAGE_SIZE. A run of order k is 2 to the k pages, the first one's
   number a multiple of that. SPDX-License-Identifier: MIT

   The books of what is free are one bit a page. All else is there to find bits quickly:
       64 pages are a word of bits, 64 words are a chunk, 16 MiB of memory;
       orders 0 to 5 are runs of bits in a word, orders 6 to 12 runs of full words in a chunk;
       for each order, a tree of nodes with 64 branches leads to what has such a run. */
#ifndef RUNS_H
#define RUNS_H
#include "types.h"

enum {
    RUNS_WORD = 64,
    RUNS_TOP_ORDER = 12, /* a chunk */
};

#define RUNS_LIMIT (2 * TiB) /* the books have room for no more memory */

/* Bytes of address space that the books take. Few of these pages are ever present. */
extern const uint64_t runs_bytes;

/* Begins with no page free and no page of the books present. books: the address they are to
   have. */
void runs_init(vaddr_t books);

/* Makes the books of this page's chunk present. Required before pages of it are given. False:
   that is not possible; a part of them may have become present. */
bool runs_open(uint64_t page) MUST_CHECK;

/* The caller's: makes a page of the books present, all zeroes. False: there is no memory for
   it. */
bool runs_back(vaddr_t page) MUST_CHECK;

/* Puts a run into the books. order <= RUNS_TOP_ORDER. False, and nothing is changed: a page of
   it is there already. */
bool runs_give(uint64_t page, unsigned order) MUST_CHECK;

/* The same for a single page, faster. */
bool runs_give_page(uint64_t page) MUST_CHECK;

/* A word as the books have it: bit b stands for page + b, page being a multiple of
   RUNS_WORD. */
uint64_t runs_word(uint64_t page);

/* Puts the pages whose bits are set into the books. Requires that none of them is there. */
void runs_give_word(uint64_t page, uint64_t bits);

/* Takes the lowest run of this order out of the books, if need be from a larger run. *page: its
   first page. order <= RUNS_TOP_ORDER. False: there is none. */
bool runs_take(unsigned order, uint64_t *page) MUST_CHECK;

/* Takes all free pages of the lowest word that has any; the result and *page are as in
   runs_word(). 0: no page is free. */
uint64_t runs_take_word(uint64_t *page);
#endif
