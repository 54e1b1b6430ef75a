/* Runs of free pages: 64 bits for the pages of a word, 64 for the words of a chunk, and trees
   that lead there. Pure but for runs_back(). SPDX-License-Identifier: MIT */
#include "mm/runs.h"

#include "mm/run_bits.h"

enum {
    WORD = RUNS_WORD,    /* pages to a word, words to a chunk, branches to a node */
    CHUNK = WORD * WORD, /* pages */
    NCHUNKS = RUNS_LIMIT / PAGE_SIZE / CHUNK,
    IN_WORD = 6, /* orders below this are runs within a word, the others runs of full words */
    NLEVELS = 3, /* of nodes: above 64 chunks, above 64 x 64, above all */
};

/* Invariant: full and has[] follow from page[]. */
struct chunk {
    uint64_t page[WORD];   /* a bit for each page: it is free */
    uint64_t full;         /* a bit for each word of page[]: all its pages are free */
    uint64_t has[IN_WORD]; /* for each order, a bit for each word: it has such a run */
};

/* For each order, a bit for each chunk, or node of the level below: it has such a run. 13 of
   the 16 are used; with 16, an index becomes an address by a shift. */
struct node {
    uint64_t has[16];
};

struct books {
    struct node node[NCHUNKS / WORD];
    struct chunk chunk[NCHUNKS];
};

enum {
    NPAGES = (sizeof(struct books) + PAGE_SIZE - 1) / PAGE_SIZE,
};
const uint64_t runs_bytes = NPAGES * PAGE_SIZE;

static struct books *books; /* constant after runs_init() */
static struct node middle[NCHUNKS / WORD / WORD], top;
static struct node *level[NLEVELS] = { NULL, middle, &top };
static uint64_t present[NPAGES / WORD + 1]; /* a bit for each page of the books */

/* --- trees: which chunks have a run of an order --- */

/* The chunk has one. A node that had any before is known to the level above. */
static void raise(const struct chunk *c, unsigned order)
{
    uint64_t n = (uint64_t)(c - books->chunk);
    for (unsigned l = 0; l < NLEVELS; l++, n /= WORD) {
        uint64_t *has = &level[l][n / WORD].has[order], before = *has;
        *has = before | 1ull << n % WORD;
        if (before)
            return;
    }
}

/* The chunk has none. */
static void lower(const struct chunk *c, unsigned order)
{
    uint64_t n = (uint64_t)(c - books->chunk);
    for (unsigned l = 0; l < NLEVELS; l++, n /= WORD)
        if ((level[l][n / WORD].has[order] &= ~(1ull << n % WORD)))
            return;
}

static bool is_raised(const struct chunk *c, unsigned order)
{
    uint64_t n = (uint64_t)(c - books->chunk);
    return books->node[n / WORD].has[order] >> n % WORD & 1;
}

/* The number of the lowest chunk that has one. Requires top.has[order] != 0. */
static uint64_t lowest_chunk(unsigned order)
{
    uint64_t n = lowest_bit(top.has[order]);
    n = n * WORD + lowest_bit(middle[n].has[order]);
    return n * WORD + lowest_bit(books->node[n].has[order]);
}

/* --- after bits were set or cleared: has[] and the trees follow. What has runs of an order
   has runs of all below, so that the first order that is noted as it should be ends the
   search. --- */

static void add_words(struct chunk *c, unsigned k, uint64_t words)
{
    if (!c->has[k])
        raise(c, k);
    c->has[k] |= words;
}

static void drop_words(struct chunk *c, unsigned k, uint64_t words)
{
    c->has[k] &= ~words;
    if (!c->has[k])
        lower(c, k);
}

/* The chunk now has runs of at least this many orders of full words. */
static void words_freed(struct chunk *c, unsigned norders)
{
    while (norders-- > 0 && !is_raised(c, IN_WORD + norders))
        raise(c, IN_WORD + norders);
}

static void words_taken(struct chunk *c)
{
    for (unsigned k = orders_in(c->full); k <= IN_WORD && is_raised(c, IN_WORD + k); k++)
        lower(c, IN_WORD + k);
}

/* The word now has runs of at least this many orders. */
static inline void pages_freed(struct chunk *c, unsigned word, unsigned norders)
{
    if (norders > IN_WORD) {
        norders = IN_WORD;
        c->full |= 1ull << word;
        words_freed(c, merged_order(c->full, word, 0) + 1);
    }
    while (norders-- > 0 && !(c->has[norders] >> word & 1))
        add_words(c, norders, 1ull << word);
}

static inline void pages_taken(struct chunk *c, unsigned word)
{
    for (unsigned k = orders_in(c->page[word]); k < IN_WORD && c->has[k] >> word & 1; k++)
        drop_words(c, k, 1ull << word);
    if (c->full >> word & 1) {
        c->full &= ~(1ull << word);
        words_taken(c);
    }
}

/* --- what runs.h promises: the books --- */

void runs_init(vaddr_t at)
{
    books = (struct books *)(uintptr_t)at;
    level[0] = books->node;
    __builtin_memset(middle, 0, sizeof middle);
    __builtin_memset(&top, 0, sizeof top);
    __builtin_memset(present, 0, sizeof present);
}

/* A page counts as present while it is being brought in: what that takes may open the books,
   too. */
static bool open(const void *part, size_t bytes)
{
    uint64_t offset = (uint64_t)((const char *)part - (const char *)books);
    for (uint64_t i = offset / PAGE_SIZE; i <= (offset + bytes - 1) / PAGE_SIZE; i++) {
        uint64_t *word = &present[i / WORD], bit = 1ull << i % WORD;
        if (*word & bit)
            continue;
        *word |= bit;
        if (!runs_back((uintptr_t)books + i * PAGE_SIZE)) {
            *word &= ~bit;
            return false;
        }
    }
    return true;
}

bool runs_open(uint64_t page)
{
    uint64_t n = page / CHUNK;
    return n < NCHUNKS && open(&books->node[n / WORD], sizeof(struct node)) &&
           open(&books->chunk[n], sizeof(struct chunk));
}

uint64_t runs_word(uint64_t page)
{
    return books->chunk[page / CHUNK].page[page / WORD % WORD];
}

/* --- giving --- */

void runs_give_word(uint64_t page, uint64_t bits)
{
    struct chunk *c = &books->chunk[page / CHUNK];
    unsigned word = page / WORD % WORD;
    c->page[word] |= bits;
    pages_freed(c, word, orders_in(c->page[word]));
}

/* Not inlined: runs_give_page() gets by without it half of the time, and then saves no
   registers. */
static __attribute__((noinline)) bool page_merged(struct chunk *c, unsigned word, unsigned bit)
{
    pages_freed(c, word, merged_order(c->page[word], bit, 0) + 1);
    return true;
}

bool runs_give_page(uint64_t page)
{
    struct chunk *c = &books->chunk[page / CHUNK];
    unsigned word = page / WORD % WORD, bit = page % WORD;
    uint64_t before = c->page[word];
    if (before >> bit & 1)
        return false;
    c->page[word] = before | 1ull << bit;
    if (before && !(before >> (bit ^ 1) & 1)) /* one more single page: nothing is new */
        return true;
    return page_merged(c, word, bit);
}

static bool give_words(struct chunk *c, unsigned word, unsigned order)
{
    unsigned end = word + (1u << order);
    for (unsigned w = word; w < end; w++)
        if (c->page[w])
            return false;
    for (unsigned w = word; w < end; w++)
        c->page[w] = ~0ull;
    for (unsigned k = 0; k < IN_WORD; k++)
        add_words(c, k, run_at(word, order));
    c->full |= run_at(word, order);
    words_freed(c, merged_order(c->full, word, order) + 1);
    return true;
}

bool runs_give(uint64_t page, unsigned order)
{
    struct chunk *c = &books->chunk[page / CHUNK];
    unsigned word = page / WORD % WORD, bit = page % WORD;
    if (order >= IN_WORD)
        return give_words(c, word, order - IN_WORD);
    uint64_t run = run_at(bit, order), before = c->page[word];
    if (before & run)
        return false;
    c->page[word] = before | run;
    pages_freed(c, word, merged_order(before, bit, order) + 1);
    return true;
}

/* --- taking --- */

static uint64_t take_pages(struct chunk *c, unsigned order)
{
    unsigned word = (unsigned)lowest_bit(c->has[order]);
    unsigned bit = (unsigned)lowest_bit(firsts_of(c->page[word], order));
    c->page[word] &= ~run_at(bit, order);
    pages_taken(c, word);
    return word * WORD + bit;
}

static uint64_t take_words(struct chunk *c, unsigned order)
{
    unsigned word = (unsigned)lowest_bit(firsts_of(c->full, order));
    for (unsigned w = word; w < word + (1u << order); w++)
        c->page[w] = 0;
    for (unsigned k = 0; k < IN_WORD; k++)
        drop_words(c, k, run_at(word, order));
    c->full &= ~run_at(word, order);
    words_taken(c);
    return word * WORD;
}

bool runs_take(unsigned order, uint64_t *page)
{
    if (!top.has[order])
        return false;
    uint64_t n = lowest_chunk(order);
    struct chunk *c = &books->chunk[n];
    *page = n * CHUNK;
    *page += order < IN_WORD ? take_pages(c, order) : take_words(c, order - IN_WORD);
    return true;
}

uint64_t runs_take_word(uint64_t *page)
{
    if (!top.has[0])
        return 0;
    uint64_t n = lowest_chunk(0);
    struct chunk *c = &books->chunk[n];
    unsigned word = (unsigned)lowest_bit(c->has[0]);
    uint64_t bits = c->page[word];
    c->page[word] = 0;
    pages_taken(c, word);
    *page = n * CHUNK + word * WORD;
    return bits;
}
