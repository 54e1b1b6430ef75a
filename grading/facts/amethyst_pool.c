/* Driving amethyst's frame allocator. SPDX-License-Identifier: MIT */
#include "grading/facts/amethyst_pool.h"

#include <stdlib.h>
#include <string.h>

#include "grading/labs/look.h"

enum {
    BITMAP = 0x60000, /* fact B7 */
    BITMAP_SIZE = 128 * 1024,
    POOL_START = 0x400000, /* facts B1 to B4: below are the kernel and the hardware */
};

static void model(struct amethyst_pool *p, const struct pci_map *pci)
{
    for (size_t i = 0; i < p->plan->nusable; i++) {
        struct span s = p->plan->usable[i];
        for (paddr_t pa = s.start; pa < s.end && pa < 4 * GiB; pa += PAGE_SIZE)
            p->pool[pa / PAGE_SIZE] = pa >= POOL_START;
    }
    for (size_t i = 0; i < pci->n; i++)
        for (paddr_t pa = pci->range[i].start & -PAGE_SIZE;
             pa < pci->range[i].end && pa < 4 * GiB; pa += PAGE_SIZE)
            p->pool[pa / PAGE_SIZE] = false;
    for (size_t i = 0; i < POOL_FRAMES; i++)
        p->npool += p->pool[i];
}

struct amethyst_pool *amethyst_pool_begin(struct check_run *c, const struct plan *plan,
                                          bool planted, const struct pci_map *pci,
                                          uint64_t ram_bytes)
{
    static struct amethyst_pool pool;
    struct setup s;
    memset(&pool, 0, sizeof pool);
    pool.c = c;
    pool.plan = plan;
    model(&pool, pci);
    setup_machine(&s, c, ram_bytes);
    if (planted) {
        s.config.map = plan->entry;
        s.config.nmap = plan->n;
    }
    s.config.seconds *= 3; /* hundreds of questions */
    pool.m = check_boot(c, &s.config);
    return pool.m ? &pool : NULL;
}

void amethyst_pool_end(struct amethyst_pool *p)
{
    if (p)
        check_done(p->c, p->m);
}

/* What is wrong with handing out this frame; NULL: nothing. */
static const char *objection(const struct amethyst_pool *p, paddr_t pa)
{
    if (pa % PAGE_SIZE || pa >= 4 * GiB)
        return "is no frame below 4 GiB";
    if (pa < POOL_START)
        return "lies in the first 4 MiB, which are the kernel's and the hardware's (B1 to B4)";
    if (!p->pool[pa / PAGE_SIZE])
        return "is not usable: the memory map, or a PCI device, has it (B5)";
    return p->held[pa / PAGE_SIZE] ? "is held already" : NULL;
}

bool amethyst_alloc(struct amethyst_pool *p, size_t n, size_t *got)
{
    *got = 0;
    const char *line = check_ask(p->c, p->m, "alloc %zu", n);
    if (!line)
        return false;
    for (; *got < n && strncmp(line, "none", 4) != 0; (*got)++) {
        char *end;
        paddr_t pa = strtoull(line, &end, 0);
        const char *why = end == line ? "is no number" : objection(p, pa);
        if (why) {
            char text[640];
            plan_explain(p->plan, pa, text, sizeof text);
            check_fail(p->c, "alloc %zu: frame %.*s %s\nthe memory map at this address:\n%s", n,
                       (int)strcspn(line, "\r\n"), line, why, text);
            return false;
        }
        p->held[pa / PAGE_SIZE] = true;
        p->nheld++;
        line = end + strspn(end, "\r\n");
    }
    return true;
}

static bool give_back(struct amethyst_pool *p, paddr_t pa, const char *expected)
{
    const char *answer = check_ask(p->c, p->m, "free 0x%llx", pa);
    if (answer && strncmp(answer, expected, strlen(expected)) == 0)
        return true;
    if (answer)
        check_fail(p->c, "free 0x%llx: expected \"%s\", found \"%.*s\"", pa, expected,
                   (int)strcspn(answer, "\r\n"), answer);
    return false;
}

bool amethyst_free_any(struct amethyst_pool *p)
{
    uint64_t skip = random_below(p->c->random, p->nheld);
    size_t frame = 0;
    while (!p->held[frame] || skip-- > 0)
        frame++;
    p->held[frame] = false;
    p->nheld--;
    return give_back(p, frame * PAGE_SIZE, "ok");
}

bool amethyst_refuses(struct amethyst_pool *p, paddr_t pa)
{
    return give_back(p, pa, "refused");
}

static bool compare(struct amethyst_pool *p, const unsigned char *byte)
{
    for (size_t i = 0; i < POOL_FRAMES; i++) {
        bool found = byte[i / 8] >> i % 8 & 1, expected = p->pool[i] && !p->held[i];
        char text[640];
        if (found == expected)
            continue;
        plan_explain(p->plan, i * PAGE_SIZE, text, sizeof text);
        check_fail(
            p->c,
            "bitmap (B7), bit %zu of byte 0x%zx, frame 0x%llx: expected %d (%s), found %d\n"
            "the memory map at this address:\n%s",
            i % 8, BITMAP + i / 8, (vaddr_t)i * PAGE_SIZE, expected,
            p->held[i]   ? "allocated"
            : p->pool[i] ? "free"
                         : "not the pool's",
            found, text);
        return false;
    }
    return true;
}

bool amethyst_bits(struct amethyst_pool *p)
{
    static unsigned char byte[BITMAP_SIZE];
    bool good =
        machine_pause(p->m) && ram(p->c, p->m, BITMAP, byte, sizeof byte) && compare(p, byte);
    if (machine_resume(p->m))
        return good;
    check_fail(p->c, "the guest cannot go on: %s", machine_error(p->m));
    return false;
}
