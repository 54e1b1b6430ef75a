/* kos' facts about the direct mapping, and about what is left empty.
   SPDX-License-Identifier: MIT */
#include <string.h>

#include "grading/facts/facts_kos.h"
#include "grading/facts/kernel_half.h"

#define DIRECT_LAST 0xffffbfffffffffffull /* D6 */

void kos_d3_kernel_addresses(struct check_run *c)
{
    struct view v;
    uint64_t bytes = 0;
    if (!half_is_kernels(c, c->machine) || !view_take(&v, c, c->machine))
        return;
    for (size_t i = 0; i < v.n; i++)
        bytes += v.run[i].size;
    if (bytes > LOWER_HALF / 2)
        check_fail(c, "most kernel addresses are unused: %llu GiB are mapped",
                   (vaddr_t)(bytes / GiB));
    view_drop(&v);
}

/* A machine whose boot loader tells of memory that ends here. */
static struct machine *with_memory_to(struct check_run *c, paddr_t end, struct setup *s,
                                      struct e820_entry *map)
{
    map[0] = (struct e820_entry){ 0, 0x9f000, E820_USABLE, E820_ENABLED };
    map[1] = (struct e820_entry){ MiB, 63 * MiB, E820_USABLE, E820_ENABLED };
    map[2] = (struct e820_entry){ end - 2 * MiB, 2 * MiB, E820_USABLE, E820_ENABLED };
    setup_machine(s, c, 64 * MiB);
    s->config.map = map;
    s->config.nmap = 3;
    s->config.seconds *= 3;
    return start(c, &s->config);
}

/* Memory up to the 64 TiB is taken, with its place in the direct mapping; a page more is
   refused. The memory is not there, and nobody goes to see: the tables are what counts. */
void kos_d4_64_tib(struct check_run *c)
{
    struct e820_entry map[3];
    struct setup s;
    struct view v;
    if (!fact_virt_row(c, "D4", UPPER_HALF, 64 * TiB))
        return;
    struct machine *m = with_memory_to(c, 64 * TiB, &s, map);
    if (m && machine_run(m, "ready:") != STOP_TEXT) {
        check_fail(c, "with memory up to 64 TiB the kernel does not come to its monitor");
    } else if (m && machine_run(m, "\n> ") == STOP_TEXT && view_take(&v, c, m)) {
        half_shows_memory(&v, "D4", (struct page_kind){ .large = 2 * MiB | GiB }, DIRECT_LAST);
        view_drop(&v);
    }
    machine_end(m);
    m = with_memory_to(c, 64 * TiB + 2 * MiB, &s, map);
    if (m && machine_run(m, "fact D4") != STOP_TEXT)
        check_fail(c, "memory above 64 TiB is not refused with a line that names D4");
    machine_end(m);
}

/* [intel/vol2a] CPUID: leaf 80000001h, EDX bit 26 tells of 1 GiB pages. QEMU's "max" and
   Bochs' Skylake have them, QEMU's "qemu64" does not. */
static bool has_gib_pages(const struct machine_config *config)
{
    return !config->cpu;
}

/* Every GiB of the mapping that lies in memory whole is one page where the CPU can, every 2
   MiB of the rest, too; 4 KiB pages only before the end. */
static bool largest_pages(struct view *v, bool gib_pages)
{
    for (vaddr_t va = UPPER_HALF, end = va + v->ram_end, size; va < end; va += size) {
        const struct run *r = view_at(v, va);
        unsigned shift = v->mode->level[r->leaf_level].shift;
        size = gib_pages && va % GiB == 0 && end - va >= GiB ? GiB
               : va % (2 * MiB) == 0 && end - va >= 2 * MiB  ? 2 * MiB
                                                             : 4 * KiB;
        if (1ull << shift == size)
            continue;
        check_fail(v->c, "direct mapping (D6): 0x%llx: expected a page of %llu KiB, found %llu",
                   va, (vaddr_t)(size / KiB), (1ull << shift) / KiB);
        return false;
    }
    return true;
}

static bool direct_on(struct check_run *c, uint64_t ram_bytes, const char *cpu)
{
    struct setup s;
    struct view v;
    setup_machine(&s, c, ram_bytes);
    s.config.cpu = cpu;
    s.config.seconds *= 3;
    struct machine *m = check_boot(c, &s.config);
    if (!m)
        return false;
    bool good = view_take(&v, c, m);
    if (good) {
        struct page_kind kind = { .large = 2 * MiB | GiB };
        good = half_shows_memory(&v, "D6", kind, DIRECT_LAST) &&
               largest_pages(&v, has_gib_pages(&s.config));
        view_drop(&v);
    }
    paddr_t free_byte =
        48 * MiB + random_below(c->random, 8 * MiB); /* of a frame that is free */
    if (good)
        fact_reaches(c, m, UPPER_HALF + free_byte, free_byte);
    check_done(c, m);
    return good;
}

void kos_d6_direct(struct check_run *c)
{
    if (!direct_on(c, (64 + random_below(c->random, 128)) * MiB, NULL) || c->emulator != QEMU)
        return;
    if (direct_on(c, 6 * GiB, NULL))
        direct_on(c, 6 * GiB, "qemu64");
}

void kos_d7_gap(struct check_run *c)
{
    half_gap(c, c->machine, "D7", 0xffffc00000000000, 0xffffff7fffffffff);
}

void kos_d9_gap(struct check_run *c)
{
    half_gap(c, c->machine, "D9", 0xffffff8200000000, 0xffffffff7fffffff);
}

void kos_d11_gap(struct check_run *c)
{
    half_gap(c, c->machine, "D11", 0xffffffffa0000000, 0xffffffffffffffff);
}
