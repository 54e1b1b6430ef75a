/* Cells: the frame allocator, which is asked. SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "diagrams/cells.h"
#include "grading/symbol.h"

/* The allocator's source, by the debugger's line table. */
void cell_allocator(struct text *t, const struct view *v)
{
    vaddr_t va;
    char place[256];
    if (!subject_symbol(v->s, "frame_alloc", &va) ||
        !symbol_place(v->s, va, place, sizeof place))
        return;
    const char *slash = strrchr(place, '/'), *file = slash ? slash + 1 : place;
    text_add(t, "%.*s", (int)strcspn(file, ".:"), file);
}

void cell_nfree(struct text *t, const struct view *v)
{
    if (v->p->pool.n)
        text_add(t, "%llu", (paddr_t)v->p->nfree);
}

void cell_handed_out(struct text *t, const struct view *v)
{
    if (v->p->pool.n)
        text_add(t, "%llu", (paddr_t)(range_total(&v->p->pool) / PAGE_SIZE));
}

void cell_lowest(struct text *t, const struct view *v)
{
    if (v->p->pool.n)
        text_add(t, "0x%llx", (paddr_t)v->p->frame[0].start);
}

void cell_highest(struct text *t, const struct view *v)
{
    if (v->p->pool.n)
        text_add(t, "0x%llx", (paddr_t)(v->p->frame[v->p->pool.n - 1].end - PAGE_SIZE));
}

/* All frames are handed out: in which order do three that are given back come again? */
void cell_reuse(struct text *t, const struct view *v)
{
    enum stop stop;
    const char *answer = "";
    size_t n = v->p->pool.n;
    while (n > 0 && v->p->frame[n - 1].end - v->p->frame[n - 1].start < 3 * PAGE_SIZE)
        n--;
    if (n == 0)
        return;
    paddr_t low = v->p->frame[n - 1].start,
            back[3] = { low, low + 2 * PAGE_SIZE, low + PAGE_SIZE };
    for (size_t i = 0; i < 3 && answer; i++) {
        answer = machine_ask(v->m, &stop, "free 0x%llx", back[i]);
        if (answer && strncmp(answer, "ok", 2) != 0) {
            text_add(t, "never");
            return;
        }
    }
    /* Which of the three comes first, second, third. */
    static const struct {
        char order[3];
        const char *name;
    } known[] = { { "210", "newest first" },
                  { "012", "oldest first" },
                  { "021", "lowest first" },
                  { "120", "highest first" } };
    char order[3] = "";
    answer = machine_ask(v->m, &stop, "alloc 3");
    for (size_t i = 0; i < 3 && answer && *answer == '0'; i++) {
        paddr_t frame = strtoull(answer, NULL, 0);
        for (size_t k = 0; k < 3; k++)
            if (frame == back[k])
                order[i] = (char)('0' + k);
        answer += strcspn(answer, "\n") + 1;
    }
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (memcmp(order, known[i].order, sizeof order) == 0)
            text_add(t, "%s", known[i].name);
}
