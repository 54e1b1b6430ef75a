/* The walker and the mapper in all four paging modes, against a reader of the same tables that is
   written from the manual, without page_mode's tables. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "grading/tests/manual_walk.h"
#include "grading/tests/test.h"
#include "mm/walk.h"

#define MEMORY_PAGES 4096ull
#define ROOT         PAGE_SIZE

static char *memory;      /* physical addresses 0 … MEMORY_PAGES pages */
static paddr_t next_page; /* new tables come from here on */
static paddr_t pages_end; /* and end here */

static void *at(paddr_t pa)
{
    return pa < MEMORY_PAGES * PAGE_SIZE ? memory + pa : NULL;
}

static bool new_table(paddr_t *pa)
{
    if (next_page >= pages_end)
        return false;
    *pa = next_page;
    next_page += PAGE_SIZE;
    return true;
}

static const struct page_memory page_memory = { at, new_table };
static const struct page_mode *const modes[] = { &page_mode_32bit, &page_mode_pae,
                                                 &page_mode_4level, &page_mode_5level };

static struct walk fresh_walk(const struct page_mode *mode)
{
    memset(memory, 0, MEMORY_PAGES * PAGE_SIZE);
    next_page = 2 * PAGE_SIZE;
    pages_end = MEMORY_PAGES * PAGE_SIZE;
    return (struct walk){ .mode = mode, .memory = &page_memory, .root = ROOT };
}

static struct truth read_tables(const struct page_mode *mode, vaddr_t va)
{
    if (mode == &page_mode_32bit)
        return manual_walk_32bit(memory, ROOT, va);
    if (mode == &page_mode_pae)
        return manual_walk_64bit(memory, ROOT, 30, va);
    return manual_walk_64bit(memory, ROOT, mode == &page_mode_4level ? 39 : 48, va);
}

static void compare(struct walk *w, vaddr_t va, uint64_t seed)
{
    struct truth t = read_tables(w->mode, va);
    bool same = walk_present(w) == t.present && walk_span(w) == t.span;
    if (same && t.present) {
        pte_t rights = walk_rights(w);
        same = walk_pa(w) == t.pa && !!(rights & PTE_W) == t.w && !!(rights & PTE_U) == t.u &&
               !(rights & PTE_NX) == t.x;
    }
    if (!same)
        fail_msg(
            "%s, seed %llu, va 0x%llx: present %d span 0x%llx pa 0x%llx, not %d 0x%llx 0x%llx",
            w->mode->name, (unsigned long long)seed, va, walk_present(w),
            (unsigned long long)walk_span(w), walk_present(w) ? walk_pa(w) : 0, t.present,
            (unsigned long long)t.span, t.pa);
}

static unsigned last_level(const struct page_mode *mode)
{
    return mode->nlevels - 1u;
}

static vaddr_t random_va(const struct page_mode *mode, uint64_t *seed)
{
    static const vaddr_t near[] = { 0, 0x7fffffe00000, 0xffff800000000000, 0xffffffff80000000 };
    vaddr_t va = near[draw_below(seed, ARRAY_SIZE(near))] + draw_below(seed, 1 << 22);
    if (draw_below(seed, 2))
        va = draw(seed);
    return page_mode_canonical(mode, va);
}

/* Where x86 has page sizes; the walker is told by level. */
static unsigned random_leaf_level(const struct page_mode *mode, uint64_t *seed)
{
    unsigned level = last_level(mode);
    while (level > 0 && mode->level[level - 1].may_be_leaf && draw_below(seed, 4) == 0)
        level--;
    return level;
}

struct mapping {
    vaddr_t va;
    uint64_t size;
    paddr_t pa;
    pte_t flags;
};

static bool meets(const struct mapping *m, vaddr_t va, uint64_t size)
{
    return va <= m->va + (m->size - 1) && m->va <= va + (size - 1);
}

static void check_everything(struct walk *w, const struct mapping *m, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++) {
        vaddr_t va = m[i].va + draw_below(&seed, m[i].size);
        walk_find(w, va);
        assert_true(walk_present(w));
        assert_int_equal(walk_pa(w), m[i].pa + (va - m[i].va));
        assert_int_equal(walk_rights(w), m[i].flags & (PTE_W | PTE_U | w->mode->nx));
    }
    /* One tour over the whole space: every mapping once, and not a byte left out. */
    size_t seen = 0;
    unsigned __int128 bytes = 0;
    vaddr_t va = 0;
    walk_find(w, 0);
    do {
        assert_true(w->va == va);
        compare(w, va, seed);
        seen += walk_present(w);
        bytes += walk_span(w);
        va = page_mode_canonical(w->mode, va + walk_span(w));
    } while (walk_next(w));
    assert_int_equal(seen, n);
    assert_true(bytes == (unsigned __int128)1 << w->mode->va_bits);
}

static void test_map(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
        for (uint64_t round = 1; round <= 40; round++) {
            const struct page_mode *mode = modes[i];
            uint64_t seed = round;
            struct walk w = fresh_walk(mode);
            struct mapping m[120];
            size_t n = 0;
            for (unsigned op = 0; op < ARRAY_SIZE(m); op++) {
                unsigned level = random_leaf_level(mode, &seed);
                uint64_t size = 1ull << mode->level[level].shift;
                vaddr_t va = random_va(mode, &seed) & -size;
                if (n && draw_below(&seed, 2)) /* neighbours share tables */
                    va = page_mode_canonical(mode, m[n - 1].va + m[n - 1].size) & -size;
                paddr_t pa = draw(&seed) & mode->address_mask & -size;
                pte_t flags = draw(&seed) & (PTE_W | PTE_U | PTE_PCD | mode->nx);
                bool taken = false;
                for (size_t j = 0; j < n; j++)
                    taken = taken || meets(&m[j], va, size);
                if (taken)
                    continue;
                if (walk_map(&w, va, level, pa, flags))
                    m[n++] = (struct mapping){ va, size, pa, flags };
                else /* only tables of smaller pages, empty by now or not, may be in the way */
                    assert_true(w.level > level);
            }
            assert_true(n > ARRAY_SIZE(m) / 4);
            check_everything(&w, m, n, seed);
        }
}

/* Tables with random bits in them, as a hostile or broken kernel would leave them; addresses
   point into memory so that the two readers can follow. */
static void test_any_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
        for (uint64_t round = 1; round <= 20; round++) {
            const struct page_mode *mode = modes[i];
            uint64_t seed = round;
            struct walk w = fresh_walk(mode);
            for (paddr_t pa = ROOT; pa < 64 * PAGE_SIZE; pa += mode->entry_bytes) {
                pte_t e = (draw(&seed) & 0x80000000000000ff) | draw_below(&seed, 64) << 12;
                bool root = pa < ROOT + PAGE_SIZE;
                if (draw_below(&seed, 4))
                    e |= PTE_P;
                if (!mode->level[0].may_be_leaf && root)
                    e &= ~PTE_PS; /* reserved there */
                if (mode == &page_mode_pae && root)
                    e &= ~PTE_NX; /* reserved there too */
                if (e & PTE_PS && draw_below(&seed, 2))
                    e ^= PTE_PS;
                memcpy(memory + pa, &e, mode->entry_bytes);
            }
            for (unsigned n = 0; n < 2000; n++) {
                vaddr_t va = random_va(mode, &seed);
                walk_find(&w, va);
                if (w.level > 0 && w.table >= 64 * PAGE_SIZE)
                    continue;
                compare(&w, va, round);
            }
        }
}

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
        const struct page_mode *mode = modes[i];
        unsigned last = last_level(mode);
        vaddr_t va = mode->va_bits == 32 ? 0x40000000 : 0xffffffff80000000;
        uint64_t large = 1ull << mode->level[last - 1].shift;
        struct walk w = fresh_walk(mode);

        assert_true(walk_map(&w, va, last - 1, 0, PTE_W));
        assert_false(walk_map(&w, va + PAGE_SIZE, last, 0x5000, PTE_W)); /* a larger page */
        assert_int_equal(w.level, last - 1);
        assert_int_equal(walk_pa(&w), PAGE_SIZE);

        assert_true(walk_map(&w, va + large, last, 0x5000, 0));
        assert_false(walk_map(&w, va + large, last - 1, 0, PTE_W)); /* a table */
        walk_find(&w, va + large);
        assert_int_equal(walk_pa(&w), 0x5000);

        for (unsigned tables = 0; tables < last; tables++) { /* too few for a new path */
            w = fresh_walk(mode);
            pages_end = next_page + tables * PAGE_SIZE;
            assert_false(walk_map(&w, va, last, 0x5000, PTE_W));
            assert_int_equal(w.level, tables);
            assert_false(walk_present(&w));
        }
        pages_end = next_page + PAGE_SIZE;
        assert_true(walk_map(&w, va, last, 0x5000, PTE_W)); /* the rest of the path was kept */

        w = fresh_walk(mode);
        w.root = MEMORY_PAGES * PAGE_SIZE; /* out of reach */
        walk_find(&w, va);
        assert_null(w.slot);
        assert_false(walk_present(&w));
        assert_false(walk_map(&w, va, last, 0x5000, PTE_W));
    }
}

static void test_canonical(void **state)
{
    (void)state;
    static const struct {
        const struct page_mode *mode;
        vaddr_t va, canonical;
    } rows[] = {
        { &page_mode_32bit, 0x1ffffffff, 0xffffffff },
        { &page_mode_pae, 0xffffffff80000000, 0x80000000 },
        { &page_mode_4level, 0x00007fffffffffff, 0x00007fffffffffff },
        { &page_mode_4level, 0x0000800000000000, 0xffff800000000000 },
        { &page_mode_4level, 0xffff7fffffffffff, 0x00007fffffffffff },
        { &page_mode_4level, 0xffffffffffffffff, 0xffffffffffffffff },
        { &page_mode_5level, 0x0000800000000000, 0x0000800000000000 },
        { &page_mode_5level, 0x0100000000000000, 0xff00000000000000 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(page_mode_canonical(rows[i].mode, rows[i].va), rows[i].canonical);
    assert_int_equal(page_mode_index(&page_mode_4level, 0, 0xffffffff80105000), 511);
    assert_int_equal(page_mode_index(&page_mode_4level, 1, 0xffffffff80105000), 510);
    assert_int_equal(page_mode_index(&page_mode_4level, 2, 0xffffffff80105000), 0);
    assert_int_equal(page_mode_index(&page_mode_4level, 3, 0xffffffff80105000), 261);
    assert_int_equal(page_mode_index(&page_mode_pae, 0, 0xffffffff), 3);
    assert_int_equal(page_mode_index(&page_mode_32bit, 0, 0xf0000000), 960);
}

/* Every bit of an address is an index into exactly one table, or the offset in the page. */
static void test_splits(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
        unsigned shift = PAGE_SHIFT;
        for (unsigned level = modes[i]->nlevels; level-- > 0;) {
            const struct page_level *l = &modes[i]->level[level];
            assert_int_equal(l->shift, shift);
            assert_true((uint64_t)modes[i]->entry_bytes << l->index_bits <= PAGE_SIZE);
            shift += l->index_bits;
        }
        assert_int_equal(shift, modes[i]->va_bits);
    }
}

static void *nowhere(paddr_t pa)
{
    (void)pa;
    return NULL;
}

/* What the tables above say of w->va, as a self-reference would show it. */
static void *shown(const struct walk *w)
{
    struct walk other = { .mode = w->mode, .memory = &page_memory, .root = ROOT };
    walk_find_to(&other, w->va, w->level);
    assert_int_equal(other.level, w->level);
    return at(other.table);
}

/* Tables that no physical address leads to, but their place in the address space. */
static void test_table_at(void **state)
{
    (void)state;
    static const struct page_memory unreachable = { nowhere, NULL };
    for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
        uint64_t seed = i;
        struct walk w = fresh_walk(modes[i]);
        for (unsigned n = 0; n < 8; n++) {
            vaddr_t va = random_va(modes[i], &seed) & -PAGE_SIZE;
            assert_true(walk_map(&w, va, last_level(modes[i]), n * PAGE_SIZE, PTE_W));
            struct walk by_va = w, by_pa = w;
            by_va.memory = by_pa.memory = &unreachable;
            by_va.table_at = shown;
            walk_find(&by_va, va);
            assert_int_equal(by_va.entry, w.entry);
            assert_ptr_equal(by_va.slot, w.slot);
            walk_find(&by_pa, va);
            assert_null(by_pa.slot);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical), cmocka_unit_test(test_splits),
        cmocka_unit_test(test_map),       cmocka_unit_test(test_any_bits),
        cmocka_unit_test(test_refusals),  cmocka_unit_test(test_table_at),
    };
    memory = malloc(MEMORY_PAGES * PAGE_SIZE);
    int failed = cmocka_run_group_tests_name("walk", tests, NULL, NULL);
    free(memory);
    return failed;
}
