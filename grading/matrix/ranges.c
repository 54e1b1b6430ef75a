/* map, unmap, protect against a model of every page. SPDX-License-Identifier: MIT */
#include "grading/matrix/ranges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/labs/look.h"

enum {
    PAGES = 2048, /* of the stretch that is played with: several page tables in every mode */
    STEPS = 24,
    RAM_PAGES = 12 * 1024, /* physical pages that every machine of 64 MiB has */
    LARGE = 512,           /* pages in 2 MiB */
};

struct page {
    bool mapped;
    paddr_t pa;
    unsigned rights; /* enum right */
};

struct play {
    struct check_run *c;
    vaddr_t start;
    struct page page[PAGES];
    struct run *before; /* what is mapped elsewhere */
    size_t nbefore;
};

struct stretch {
    size_t first, n;
};

static vaddr_t va_of(const struct play *p, size_t page)
{
    return p->start + page * PAGE_SIZE;
}

/* --- what the tables say, from outside --- */

static bool same_run(const struct run *a, const struct run *b)
{
    return a->va == b->va && a->size == b->size && a->pa == b->pa && a->w == b->w &&
           a->x == b->x && a->u == b->u && a->uncached == b->uncached &&
           a->leaf_level == b->leaf_level;
}

static bool is_page(const struct view *v, const struct run *r, vaddr_t va,
                    const struct page *page)
{
    const struct layout *l = v->c->subject->layout;
    unsigned shift = v->mode->level[r->leaf_level].shift;
    return page->mapped && r->pa + (va - r->va) == page->pa &&
           r->w == !!(page->rights & RIGHT_W) && r->u == !!(page->rights & RIGHT_U) &&
           r->x == (!v->mode->nx || page->rights & RIGHT_X) &&
           r->uncached == !!(page->rights & UNCACHED) &&
           (shift == PAGE_SHIFT || l->large_pages >> shift & 1);
}

static void letters(unsigned rights, char text[6])
{
    snprintf(text, 6, "r%s%s%s%s", rights & RIGHT_W ? "w" : "", rights & RIGHT_X ? "x" : "",
             rights & RIGHT_U ? "u" : "", rights & UNCACHED ? "c" : "");
}

/* One page against one entry. */
static void explain(struct play *p, size_t i, const struct run *r, const char *after)
{
    const struct page *page = &p->page[i];
    char expected[40] = "nothing", found[40] = "nothing", rights[6];
    letters(page->rights, rights);
    if (page->mapped)
        snprintf(expected, sizeof expected, "0x%llx %s", page->pa, rights);
    if (r) {
        letters((r->w ? RIGHT_W : 0) | (r->x ? RIGHT_X : 0) | (r->u ? RIGHT_U : 0) |
                    (r->uncached ? UNCACHED : 0),
                rights);
        snprintf(found, sizeof found, "0x%llx %s", r->pa + (va_of(p, i) - r->va), rights);
    }
    check_fail(p->c, "after %s: page 0x%llx: expected %s, the tables say %s", after,
               va_of(p, i), expected, found);
}

/* Where the tables or the kernel's scratch pages show, something else is mapped after each step:
   the tables are looked at by compare(). */
static bool changes(const struct check_run *c, const struct run *r)
{
    const struct layout *l = c->subject->layout;
    for (const struct virt_region *row = l->virt; row < l->virt + l->nvirt; row++)
        if (r->va - row->start < row->size &&
            (row->backing == BACK_SELF || strcmp(row->id, "SCRATCH") == 0))
            return true;
    return false;
}

/* Inside the stretch every page as in the model, outside every run as before. */
static bool compare_view(struct play *p, const struct view *v, const char *after)
{
    size_t other = 0, next = 0; /* the next run before; the next page of the model */
    for (const struct run *r = v->run; r < v->run + v->n; r++) {
        if (changes(p->c, r))
            continue;
        if (r->va - p->start >= PAGES * PAGE_SIZE) {
            if (other < p->nbefore && same_run(r, &p->before[other++]))
                continue;
            check_fail(p->c, "after %s: 0x%llx, %llu KiB, is not mapped as it was before",
                       after, r->va, (vaddr_t)(r->size / KiB));
            return false;
        }
        size_t first = (size_t)((r->va - p->start) / PAGE_SIZE);
        size_t end = first + (size_t)(r->size / PAGE_SIZE);
        for (; next < first; next++)
            if (p->page[next].mapped) {
                explain(p, next, NULL, after);
                return false;
            }
        for (; next < end; next++)
            if (next >= PAGES || !is_page(v, r, va_of(p, next), &p->page[next])) {
                explain(p, next < PAGES ? next : PAGES - 1, r, after);
                return false;
            }
    }
    for (; next < PAGES; next++)
        if (p->page[next].mapped) {
            explain(p, next, NULL, after);
            return false;
        }
    if (other == p->nbefore)
        return true;
    check_fail(p->c, "after %s: 0x%llx is no longer mapped as it was before", after,
               p->before[other].va);
    return false;
}

static bool compare(struct play *p, const char *after)
{
    struct view v;
    if (!view_take(&v, p->c, p->c->machine))
        return false;
    const struct layout *l = p->c->subject->layout;
    bool same = compare_view(p, &v, after);
    for (size_t i = 0; i < l->nvirt; i++)
        if (l->virt[i].backing == BACK_SELF)
            same = same && expect_row(&v, l->virt[i].id);
    view_drop(&v);
    return same;
}

/* --- what the CPU says --- */

static bool faults(struct play *p, const char *after, bool expected, const char *question,
                   char *answer, size_t size)
{
    const char *line = check_ask(p->c, p->c->machine, "%s", question);
    if (!line)
        return false;
    snprintf(answer, size, "%.*s", (int)strcspn(line, "\r\n"), line);
    if ((strstr(answer, ": fault") != NULL) == expected)
        return true;
    check_fail(p->c,
               "after %s: %s: expected %s, found \"%s\"; the tables are right, so the TLB "
               "is not",
               after, question, expected ? "a fault" : "none", answer);
    return false;
}

/* Reads a byte of the page, writes the same one back: both as the model has it. This also
   brings the page into the TLB, for the next step to find. */
static bool touch(struct play *p, size_t i, const char *after)
{
    const struct page *page = &p->page[i];
    uint64_t offset = random_below(p->c->random, PAGE_SIZE);
    char question[64], answer[80];
    uint8_t byte = 0;
    snprintf(question, sizeof question, "peek 0x%llx", va_of(p, i) + offset);
    if (!faults(p, after, !page->mapped, question, answer, sizeof answer) || !page->mapped)
        return !page->mapped;
    const char *colon = strchr(answer, ':');
    unsigned long found = colon ? strtoul(colon + 1, NULL, 0) : 0x100;
    if (!machine_pause(p->c->machine) ||
        !ram(p->c, p->c->machine, page->pa + offset, &byte, 1) ||
        !machine_resume(p->c->machine))
        return false;
    if (found != byte) {
        check_fail(p->c, "after %s: %s: expected 0x%02x, as in RAM at 0x%llx, found \"%s\"",
                   after, question, byte, page->pa + offset, answer);
        return false;
    }
    snprintf(question, sizeof question, "poke 0x%llx 0x%x", va_of(p, i) + offset, byte);
    return faults(p, after, !(page->rights & RIGHT_W), question, answer, sizeof answer);
}

/* --- steps --- */

static struct stretch any_stretch(struct random *r)
{
    struct stretch s = { random_below(r, PAGES), 1 + random_below(r, 40) };
    if (random_below(r, 3) == 0)
        s.n = 1 + random_below(r, PAGES);
    if (random_below(r, 4) == 0) {
        s.first &= -(size_t)LARGE;
        s.n = (s.n + LARGE - 1) & -(size_t)LARGE;
    }
    if (s.n > PAGES - s.first)
        s.n = PAGES - s.first;
    return s;
}

/* A part of what is mapped in one piece; anything, where nothing is. */
static struct stretch mapped_stretch(const struct play *p, struct random *r)
{
    size_t at = random_below(r, PAGES), tries = PAGES;
    while (!p->page[at].mapped && --tries)
        at = (at + 1) % PAGES;
    if (!tries)
        return any_stretch(r);
    size_t end = at;
    while (end < PAGES && p->page[end].mapped)
        end++;
    struct stretch s = { at, end - at };
    if (random_below(r, 2))
        s.n = 1 + random_below(r, s.n);
    return s;
}

static size_t count_mapped(const struct play *p, struct stretch s)
{
    size_t n = 0;
    for (size_t i = s.first; i < s.first + s.n; i++)
        n += p->page[i].mapped;
    return n;
}

enum what { MAP, UNMAP, PROTECT };

/* Asks for it, says what the answer must be, and has the model follow. */
static bool step(struct play *p, enum what what, struct stretch s)
{
    struct random *r = p->c->random;
    unsigned rights = (unsigned)random_below(r, 16);
    paddr_t pa = random_below(r, RAM_PAGES - s.n) * PAGE_SIZE;
    if (random_below(r, 2)) /* so that large pages fit */
        pa = (pa & -(LARGE * PAGE_SIZE)) | (va_of(p, s.first) & (LARGE * PAGE_SIZE - 1));
    char text[6], command[96];
    letters(rights, text);
    vaddr_t va = va_of(p, s.first), size = s.n * PAGE_SIZE;
    if (what == MAP)
        snprintf(command, sizeof command, "map 0x%llx 0x%llx 0x%llx %s", va, size, pa, text);
    else if (what == UNMAP)
        snprintf(command, sizeof command, "unmap 0x%llx 0x%llx", va, size);
    else
        snprintf(command, sizeof command, "protect 0x%llx 0x%llx %s", va, size, text);
    bool right = count_mapped(p, s) == (what == MAP ? 0 : s.n);
    size_t probe = s.first + (size_t)random_below(r, s.n);
    if (!touch(p, probe, "the step before"))
        return false;
    const char *answer = check_ask(p->c, p->c->machine, "%s", command);
    if (!answer)
        return false;
    if (strncmp(answer, right ? "ok" : "refused", right ? 2 : 7) != 0) {
        check_fail(p->c, "%s: expected \"%s\", found \"%.*s\"", command,
                   right ? "ok" : "refused", (int)strcspn(answer, "\r\n"), answer);
        return false;
    }
    for (size_t i = 0; i < s.n && right; i++) {
        struct page *page = &p->page[s.first + i];
        *page = what == MAP     ? (struct page){ true, pa + i * PAGE_SIZE, rights }
                : what == UNMAP ? (struct page){ 0 }
                                : (struct page){ true, page->pa, rights };
    }
    return compare(p, command) && touch(p, probe, command);
}

static bool frames_free(struct play *p, uint64_t *n)
{
    const char *answer = check_ask(p->c, p->c->machine, "frames");
    const char *at = answer ? strstr(answer, "free: ") : NULL;
    if (at)
        *n = strtoull(at + 6, NULL, 10);
    return at != NULL;
}

static bool unmap_all(struct play *p)
{
    for (size_t i = 0; i < PAGES; i++) {
        struct stretch s = { i, 0 };
        while (i + s.n < PAGES && p->page[i + s.n].mapped)
            s.n++;
        if (s.n && !step(p, UNMAP, s))
            return false;
    }
    return true;
}

static void play(struct play *p)
{
    struct random *r = p->c->random;
    uint64_t before, after;
    /* Once there and back: what the allocator needs for itself to take tables back, it has
       then. */
    if (!step(p, MAP, (struct stretch){ 0, PAGES }) || !unmap_all(p) ||
        !frames_free(p, &before))
        return;
    for (unsigned i = 0; i < STEPS; i++) {
        enum what what = (enum what)random_below(r, 3);
        bool fitting = what != MAP && random_below(r, 6);
        if (!step(p, what, fitting ? mapped_stretch(p, r) : any_stretch(r)))
            return;
    }
    if (unmap_all(p) && frames_free(p, &after) && after != before)
        check_fail(p->c, "frames: %llu were free before, %llu when all was unmapped again",
                   (vaddr_t)before, (vaddr_t)after);
}

void cell_ranges(struct check_run *c)
{
    struct play *p = calloc(1, sizeof *p);
    struct view v;
    bool wide = c->subject->layout->mode->va_bits > 32;
    if (!p || !view_take(&v, c, c->machine)) {
        free(p);
        return;
    }
    p->c = c;
    /* In the half or the 3 GiB that will be the user's: nothing is there yet. */
    p->start = (1 + random_below(c->random, wide ? 100000 : 500)) * 4 * MiB;
    p->before = v.run;
    for (size_t i = 0; i < v.n; i++)
        if (!changes(c, &v.run[i]))
            p->before[p->nbefore++] = v.run[i];
    v.run = NULL;
    view_drop(&v);
    play(p);
    free(p->before);
    free(p);
}
