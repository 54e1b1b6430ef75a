/* Driving the frame allocator and judging its answers. SPDX-License-Identifier: MIT */
#include "grading/labs/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where an allocator's pool ends: a bitmap of fixed size owns no frame beyond its last bit. */
static paddr_t pool_end_of(const struct layout *l)
{
    const struct phys_region *bitmap = layout_phys(l, "BITMAP");
    return bitmap ? bitmap->size * 8 * PAGE_SIZE : 1ull << 52;
}

enum {
    FREE_AT_ONCE = 16, /* the monitor's line has room for that many, wherever they lie */
    FREE_ANY_MOST = 64,
};

bool pool_begin(struct pool *p, struct check_run *c, const struct plan *plan,
                uint64_t ram_bytes)
{
    const struct layout *l = c->subject->layout;
    *p = (struct pool){ .c = c, .plan = plan, .start = l->pool_start, .end = pool_end_of(l) };
    for (size_t i = 0; i < plan->nusable; i++) {
        struct span s = plan->usable[i];
        if (s.start < p->start)
            s.start = p->start;
        if (s.end > p->end)
            s.end = p->end;
        if (s.start < s.end)
            p->total += (s.end - s.start) / PAGE_SIZE;
    }
    struct setup s;
    setup_machine(&s, c, ram_bytes);
    s.config.map = plan->entry;
    s.config.nmap = plan->n;
    s.config.seconds *= 3; /* hundreds of questions */
    p->m = check_boot(c, &s.config);
    return p->m != NULL;
}

void pool_end(struct pool *p)
{
    if (p->m)
        check_done(p->c, p->m);
    p->m = NULL;
}

size_t pool_slot(paddr_t pa)
{
    paddr_t n = pa < 4 * GiB ? pa / PAGE_SIZE : LOW_FRAMES + (pa - 4 * GiB) / PAGE_SIZE;
    return n < (pa < 4 * GiB ? LOW_FRAMES : MAX_FRAMES) ? n : MAX_FRAMES;
}

paddr_t pool_frame(size_t slot)
{
    return slot < LOW_FRAMES ? slot * PAGE_SIZE : 4 * GiB + (slot - LOW_FRAMES) * PAGE_SIZE;
}

bool pool_owns(const struct pool *p, paddr_t pa)
{
    return pa % PAGE_SIZE == 0 && pa >= p->start && pa < p->end && pool_slot(pa) < MAX_FRAMES &&
           plan_usable(p->plan, pa, pa + PAGE_SIZE);
}

/* What is wrong with handing out this frame; NULL: nothing. */
static const char *objection(const struct pool *p, paddr_t pa)
{
    if (pa % PAGE_SIZE)
        return "is not page aligned";
    if (pa < p->start)
        return "lies below the pool's start: that memory is the layout's own";
    if (pa >= p->end)
        return "lies beyond the bitmap's last bit";
    if (!pool_owns(p, pa))
        return "is not usable memory";
    if (p->held[pool_slot(pa)])
        return "is held already: it was handed out and not given back";
    if (p->kept[pool_slot(pa)])
        return "is mapped in the allocator's own area: it overwrites its own bookkeeping";
    return NULL;
}

bool pool_alloc(struct pool *p, size_t n, paddr_t *pa, size_t *got)
{
    *got = 0;
    const char *answer = check_ask(p->c, p->m, "alloc %zu", n);
    if (!answer)
        return false;
    const char *line = answer;
    for (; *got < n && strncmp(line, "none", 4) != 0; (*got)++) {
        char *end;
        paddr_t frame = strtoull(line, &end, 0);
        if (end == line || (*end != '\r' && *end != '\n' && *end != '\0')) {
            check_fail(p->c, "alloc %zu: expected a frame or \"none\", found \"%.*s\"", n,
                       (int)strcspn(line, "\r\n"), line);
            return false;
        }
        const char *why = objection(p, frame);
        if (why) {
            char text[640];
            plan_explain(p->plan, frame, text, sizeof text);
            check_fail(p->c, "alloc %zu: frame 0x%llx %s\nthe memory map at this address:\n%s",
                       n, frame, why, text);
            return false;
        }
        p->held[pool_slot(frame)] = true;
        p->nheld++;
        if (pa)
            pa[*got] = frame;
        line = end + strspn(end, "\r\n");
    }
    return true;
}

static void give_back(struct pool *p, paddr_t pa)
{
    p->held[pool_slot(pa)] = false;
    p->nheld--;
}

/* One command: a question takes longer than its answer. */
static bool ask_to_free(struct pool *p, const paddr_t *pa, size_t n)
{
    char command[FREE_AT_ONCE * 20 + 8] = "free";
    for (size_t i = 0, at = 4; i < n; i++)
        at += (size_t)snprintf(command + at, sizeof command - at, " 0x%llx", pa[i]);
    const char *line = check_ask(p->c, p->m, "%s", command);
    for (size_t i = 0; i < n && line; i++) {
        size_t length = strcspn(line, "\r\n");
        if (length != 2 || memcmp(line, "ok", 2) != 0) {
            check_fail(p->c,
                       "free 0x%llx, a frame that was handed out: expected ok, found \"%.*s\"",
                       pa[i], (int)length, line);
            return false;
        }
        line += length + strspn(line + length, "\r\n");
    }
    return line != NULL;
}

bool pool_free(struct pool *p, const paddr_t *pa, size_t n)
{
    for (size_t i = 0; i < n; i += FREE_AT_ONCE)
        if (!ask_to_free(p, pa + i, n - i < FREE_AT_ONCE ? n - i : FREE_AT_ONCE))
            return false;
    for (size_t i = 0; i < n; i++)
        give_back(p, pa[i]);
    return true;
}

bool pool_free_any(struct pool *p, size_t n)
{
    paddr_t pa[FREE_ANY_MOST];
    size_t chosen = 0;
    for (; chosen < n && p->nheld > 0; chosen++) {
        pa[chosen] = pool_any_held(p);
        give_back(p, pa[chosen]); /* so that it is not chosen again */
    }
    for (size_t i = 0; i < chosen; i++) {
        p->held[pool_slot(pa[i])] = true;
        p->nheld++;
    }
    return pool_free(p, pa, chosen);
}

bool pool_refuses(struct pool *p, paddr_t pa, const char *why)
{
    const char *answer = check_ask(p->c, p->m, "free 0x%llx", pa);
    if (!answer)
        return false;
    if (strncmp(answer, "refused", 7) == 0)
        return pool_counts(p, 8);
    check_fail(p->c, "free 0x%llx, %s: expected \"refused\", found \"%.*s\"", pa, why,
               (int)strcspn(answer, "\r\n"), answer);
    return false;
}

paddr_t pool_any_held(struct pool *p)
{
    uint64_t skip = random_below(p->c->random, p->nheld);
    size_t slot = 0;
    while (!p->held[slot] || skip-- > 0)
        slot++;
    return pool_frame(slot);
}

/* Notes a frame that an area's tables need or map. */
static bool keep(struct pool *p, paddr_t pa, vaddr_t va, const char *what)
{
    if (!pool_owns(p, pa)) { /* the layout's own pages, as C11 to C13, lie below */
        if (pa < p->start)
            return true;
        check_fail(p->c, "%s of 0x%llx is 0x%llx: not usable memory", what, va, pa);
        return false;
    }
    size_t slot = pool_slot(pa);
    if (p->held[slot] || p->kept[slot]) {
        check_fail(p->c, "%s of 0x%llx is frame 0x%llx, which %s", what, va, pa,
                   p->held[slot] ? "was handed out as well"
                                 : "has another use in these tables");
        return false;
    }
    p->kept[slot] = true;
    p->nkept++;
    return true;
}

/* The pages of [start, end), and the tables below the root that their walks go through. */
static bool keep_area(struct pool *p, const struct page_mode *mode, paddr_t root, vaddr_t start,
                      vaddr_t end)
{
    struct outside_entry e;
    vaddr_t last = 0; /* the walk before this one; none: another half of the address space */
    for (vaddr_t va = start, span; va - start < end - start;
         last = va, va = (va | (span - 1)) + 1) {
        if (!outside_walk(p->m, mode, root, va, &e)) {
            check_fail(p->c, "the table at 0x%llx, for 0x%llx, lies outside RAM",
                       e.table[e.level], va);
            return false;
        }
        span = 1ull << mode->level[e.level].shift;
        for (unsigned level = 1; level <= e.level; level++)
            if ((va ^ last) >> mode->level[level - 1].shift &&
                !keep(p, e.table[level], va, mode->level[level].name))
                return false;
        if (e.present && e.level + 1u != mode->nlevels) {
            check_fail(p->c, "0x%llx is mapped by a large page", va);
            return false;
        }
        if (e.present && !keep(p, e.pa, va, "the page"))
            return false;
    }
    return true;
}

bool pool_find_kept(struct pool *p)
{
    static const char *const area[] = { "PMM_AREA", "LEDGER" };
    const struct layout *l = p->c->subject->layout;
    struct cpu_state cpu;
    memset(p->kept, 0, sizeof p->kept);
    p->nkept = 0;
    bool good = machine_pause(p->m) && machine_cpu(p->m, &cpu);
    if (!good)
        check_fail(p->c, "the guest cannot be looked at: %s", machine_error(p->m));
    for (size_t i = 0; i < ARRAY_SIZE(area) && good; i++) {
        const struct virt_region *row = layout_virt(l, area[i]);
        if (row)
            good = keep_area(p, l->mode, cpu.cr3 & l->mode->address_mask, row->start,
                             row->start + row->size);
    }
    return machine_resume(p->m) && good;
}

bool pool_counts(struct pool *p, uint64_t slack)
{
    const char *answer = check_ask(p->c, p->m, "frames");
    if (!answer)
        return false;
    const char *nfree = strstr(answer, "free: "), *nheld = strstr(answer, "held: ");
    unsigned long long free_found = nfree ? strtoull(nfree + 6, NULL, 10) : 0;
    unsigned long long held_found = nheld ? strtoull(nheld + 6, NULL, 10) : 0;
    if (!nfree || !nheld || held_found != p->nheld) {
        check_fail(p->c, "frames: expected held: %llu, found \"%.*s\"", (vaddr_t)p->nheld,
                   (int)strcspn(nheld ? nheld : answer, "\r\n"), nheld ? nheld : answer);
        return false;
    }
    if (!pool_find_kept(p))
        return false;
    uint64_t left = p->total - p->nheld - p->nkept;
    if (free_found <= left && left - free_found <= slack)
        return true;
    check_fail(
        p->c,
        "frames: expected free: %llu (%llu usable from 0x%llx, %llu held, %llu kept by the"
        " allocator), found free: %llu",
        (vaddr_t)left, (vaddr_t)p->total, p->start, (vaddr_t)p->nheld, (vaddr_t)p->nkept,
        free_found);
    return false;
}
