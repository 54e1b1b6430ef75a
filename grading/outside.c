/* The grader's own page-table reader. It shares no line with the kernel's walker, so that an error
   there is not an error of its judge's. SPDX-License-Identifier: MIT */
#include "grading/outside.h"

#include "grading/backend.h"
#include "grading/check.h"
#include <stdlib.h>
#include <string.h>

/* [intel/vol3] 4.3, 4.4, 4.5: shift and width of each level's index, root first. */
static const struct shape {
    unsigned nlevels, entry_bytes;
    unsigned shift[5], bits[5];
    bool root_has_rights; /* a PAE PDPTE has neither W nor U: 4.4.1, table 4-8 */
    const char *name[5];
} shapes[] = {
    { 2, 4, { 22, 12 }, { 10, 10 }, true, { "PD", "PT" } },
    { 3, 8, { 30, 21, 12 }, { 2, 9, 9 }, false, { "PDPT", "PD", "PT" } },
    { 4, 8, { 39, 30, 21, 12 }, { 9, 9, 9, 9 }, true, { "PML4", "PDPT", "PD", "PT" } },
    { 5,
      8,
      { 48, 39, 30, 21, 12 },
      { 9, 9, 9, 9, 9 },
      true,
      { "PML5", "PML4", "PDPT", "PD", "PT" } },
};

enum {
    PRESENT = 1 << 0,
    WRITABLE = 1 << 1,
    USER = 1 << 2,
    UNCACHED_BIT = 1 << 4,
    LARGE = 1 << 7,
};
#define NO_EXECUTE (1ull << 63)
#define ADDRESS    0x000ffffffffff000ull /* 4.5, table 4-20 */

enum {
    TABLE_SIZE = 4096,
    TABLES_MOST = 1 << 14, /* different ones of one guest: 64 MiB */
    VISITS_MOST = 1 << 16, /* of one walk over everything: a cycle of tables ends here */
};

static const struct shape *shape_of(const struct page_mode *mode)
{
    for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
        if (shapes[i].nlevels == mode->nlevels)
            return &shapes[i];
    abort();
}

const char *outside_level_name(const struct page_mode *mode, unsigned level)
{
    const struct shape *s = shape_of(mode);
    return level < s->nlevels ? s->name[level] : "?";
}

int outside_digits(const struct page_mode *mode)
{
    return mode->va_bits > 32 ? 16 : 8;
}

unsigned outside_index(const struct page_mode *mode, unsigned level, vaddr_t va)
{
    const struct shape *s = shape_of(mode);
    return (unsigned)(va >> s->shift[level] & ((1u << s->bits[level]) - 1));
}

/* Tables read since the guest last ran, found by their address: open hashing. */
static struct {
    const struct machine *machine;
    unsigned epoch;
    size_t n;
    struct {
        paddr_t pa;
        unsigned char *bytes; /* NULL: free */
    } slot[2 * TABLES_MOST];
} cache;

static void cache_for(const struct machine *m)
{
    if (cache.machine == m && cache.epoch == machine_epoch(m))
        return;
    for (size_t i = 0; cache.n && i < ARRAY_SIZE(cache.slot); i++) {
        free(cache.slot[i].bytes);
        cache.slot[i].bytes = NULL;
    }
    cache.n = 0;
    cache.machine = m;
    cache.epoch = machine_epoch(m);
}

/* NULL: not memory, or a guest with too many tables. PAE's root is 32-byte aligned (4.4.1); pages
   are cached whole, so a table never crosses one. */
static const unsigned char *page_at(struct machine *m, paddr_t pa)
{
    cache_for(m);
    size_t i = (size_t)(pa / TABLE_SIZE * 0x9e3779b97f4a7c15 >> 40) % ARRAY_SIZE(cache.slot);
    for (; cache.slot[i].bytes; i = (i + 1) % ARRAY_SIZE(cache.slot))
        if (cache.slot[i].pa == pa)
            return cache.slot[i].bytes;
    if (cache.n == TABLES_MOST)
        return NULL;
    unsigned char *bytes = malloc(TABLE_SIZE);
    if (!bytes || !machine_read(m, pa, bytes, TABLE_SIZE)) {
        free(bytes);
        return NULL;
    }
    cache.slot[i].pa = pa;
    cache.slot[i].bytes = bytes;
    cache.n++;
    return bytes;
}

static bool entry_at(struct machine *m, const struct shape *s, paddr_t table, unsigned index,
                     pte_t *entry)
{
    const unsigned char *page = page_at(m, table & ~(paddr_t)(TABLE_SIZE - 1));
    if (!page)
        return false;
    size_t offset = (size_t)(table % TABLE_SIZE) + index * s->entry_bytes;
    *entry = 0;
    memcpy(entry, page + offset, s->entry_bytes);
    return true;
}

static bool is_leaf(const struct shape *s, unsigned level, pte_t entry)
{
    if (s->shift[level] == 12)
        return true;
    bool may = s->shift[level] == 21 || s->shift[level] == 22 ||
               (s->shift[level] == 30 && s->nlevels > 3);
    return may && (entry & LARGE);
}

static pte_t address_mask(const struct shape *s)
{
    return s->entry_bytes == 4 ? 0xfffff000ull : ADDRESS;
}

/* Adds one more present entry to the path. */
static void follow(const struct shape *s, struct outside_entry *e, unsigned level, pte_t entry)
{
    e->entry = entry;
    e->level = e->leaf_level = level;
    if (level > 0 || s->root_has_rights) {
        e->w = e->w && (entry & WRITABLE);
        e->u = e->u && (entry & USER);
    }
    e->x = e->x && (s->entry_bytes == 4 || !(entry & NO_EXECUTE));
}

static paddr_t leaf_address(const struct shape *s, const struct outside_entry *e, vaddr_t va)
{
    uint64_t offset = (1ull << s->shift[e->level]) - 1;
    return (e->entry & address_mask(s) & ~offset) | (va & offset);
}

bool outside_walk(struct machine *m, const struct page_mode *mode, paddr_t root, vaddr_t va,
                  struct outside_entry *e)
{
    const struct shape *s = shape_of(mode);
    *e = (struct outside_entry){ .w = true, .x = true, .u = true };
    paddr_t table = root;
    for (unsigned level = 0; level < s->nlevels; level++) {
        pte_t entry;
        e->index[level] = outside_index(mode, level, va);
        e->table[level] = table;
        e->level = e->leaf_level = level;
        if (!entry_at(m, s, table, e->index[level], &entry))
            return false;
        if (!(entry & PRESENT)) {
            e->entry = entry;
            e->w = e->x = e->u = false;
            return true;
        }
        follow(s, e, level, entry);
        if (is_leaf(s, level, entry))
            break;
        table = entry & address_mask(s);
    }
    e->present = true;
    e->pa = leaf_address(s, e, va);
    return true;
}

/* A walk over everything: the run being gathered, and where it goes. */
struct tour {
    struct machine *m;
    const struct shape *shape;
    /* One of them is asked for; the other is NULL. */
    bool (*visit)(void *self, vaddr_t va, uint64_t size, const struct outside_entry *e);
    void (*visit_table)(void *self, unsigned level, paddr_t table);
    void *self;
    vaddr_t va; /* of the run under way */
    uint64_t size;
    struct outside_entry run;
    unsigned visits;
    bool stopped; /* by the visitor */
};

static void end_run(struct tour *t)
{
    if (t->visit && t->size && !t->stopped)
        t->stopped = !t->visit(t->self, t->va, t->size, &t->run);
    t->size = 0;
}

static bool continues(const struct tour *t, vaddr_t va, const struct outside_entry *e)
{
    const struct outside_entry *r = &t->run;
    return t->size && t->va + t->size == va && r->pa + t->size == e->pa && r->w == e->w &&
           r->x == e->x && r->u == e->u && r->leaf_level == e->leaf_level &&
           !((r->entry ^ e->entry) & UNCACHED_BIT);
}

static void add_page(struct tour *t, vaddr_t va, uint64_t size, const struct outside_entry *e)
{
    if (!continues(t, va, e)) {
        end_run(t);
        t->va = va;
        t->run = *e;
    }
    t->size += size;
}

static vaddr_t canonical(const struct shape *s, vaddr_t va)
{
    unsigned width = s->shift[0] + s->bits[0];
    return width > 32 && va >> (width - 1) & 1 ? va | ~0ull << width : va;
}

/* path: what the links above grant. False: a table is not memory, or there is no end of them. */
static bool tour_table(struct tour *t, unsigned level, paddr_t table, vaddr_t va,
                       const struct outside_entry *path)
{
    const struct shape *s = t->shape;
    if (++t->visits > VISITS_MOST)
        return false;
    if (t->visit_table)
        t->visit_table(t->self, level, table);
    for (unsigned i = 0; i < 1u << s->bits[level] && !t->stopped; i++) {
        pte_t entry;
        if (!entry_at(t->m, s, table, i, &entry))
            return false;
        if (!(entry & PRESENT))
            continue;
        vaddr_t here = canonical(s, va | (vaddr_t)i << s->shift[level]);
        struct outside_entry e = *path;
        e.index[level] = i;
        e.table[level] = table;
        follow(s, &e, level, entry);
        if (is_leaf(s, level, entry)) {
            e.present = true;
            e.pa = leaf_address(s, &e, 0);
            add_page(t, here, 1ull << s->shift[level], &e);
        } else if (!tour_table(t, level + 1, entry & address_mask(s), here, &e)) {
            return false;
        }
    }
    return true;
}

static bool tour_everything(struct tour *t, paddr_t root)
{
    struct outside_entry all = { .w = true, .x = true, .u = true };
    return tour_table(t, 0, root, 0, &all);
}

bool outside_runs(struct machine *m, const struct page_mode *mode, paddr_t root,
                  bool (*visit)(void *self, vaddr_t va, uint64_t size,
                                const struct outside_entry *),
                  void *self)
{
    struct tour t = { .m = m, .shape = shape_of(mode), .visit = visit, .self = self };
    bool whole = tour_everything(&t, root);
    end_run(&t);
    return whole;
}

bool outside_tables(struct machine *m, const struct page_mode *mode, paddr_t root,
                    void (*visit)(void *self, unsigned level, paddr_t table), void *self)
{
    struct tour t = { .m = m, .shape = shape_of(mode), .visit_table = visit, .self = self };
    return tour_everything(&t, root);
}
