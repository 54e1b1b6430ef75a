/* anos's last rows: the ACPI tables, mapped where they lie, and the local APIC. Facts C26,
   C28. SPDX-License-Identifier: MIT */
#include "core/panic.h"
#include "core/print.h"
#include "layouts/layout.h"
#include "mm/acpi.h"
#include "mm/reach.h"
#include "mm/space.h"

enum {
    ACPI_PAGES = 8, /* fact C26 */
};

/* Page by page: what phys_at() shows may end with the page. */
static bool read(paddr_t pa, void *to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *from = pa + i < layout.mode->address_mask ? phys_at(pa + i) : NULL;
        if (!from)
            return false;
        ((char *)to)[i] = *from;
    }
    return true;
}

static void map_page(const struct virt_region *r, uint64_t offset, paddr_t pa)
{
    enum space_result result = space_map(r->start + offset, PAGE_SIZE, pa, r->rights);
    if (result != SPACE_OK)
        panic("0x%llx cannot be mapped to 0x%llx: %d", r->start + offset, pa, result);
}

static void map_acpi(void)
{
    const struct virt_region *row = layout_virt(&layout, "ACPI");
    paddr_t page[ACPI_PAGES];
    struct acpi_tables t = acpi_find(read, page, ARRAY_SIZE(page));
    for (size_t i = 0; i < t.npages; i++)
        map_page(row, i * PAGE_SIZE, page[i]);
    print("ACPI: root table at 0x%llx lists %zu; %zu pages of tables\n", t.root, t.nlisted,
          t.npages);
    if (t.nleft)
        print("ACPI: %zu tables do not fit into %d pages, fact C26\n", t.nleft, ACPI_PAGES);
}

void space_init(void)
{
    const struct virt_region *lapic = layout_virt(&layout, "LAPIC");
    map_page(lapic, 0, lapic->pa);
    map_acpi();
}
