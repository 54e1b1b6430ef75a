/* The fact sheets that there are. SPDX-License-Identifier: MIT */
#include "grading/facts/facts.h"

#include <stdlib.h>
#include <string.h>

extern const struct fact_sheet facts_phoenix, facts_amethyst, facts_anos, facts_kos,
    facts_jinue;

const struct fact_sheet *const fact_sheets[] = { &facts_phoenix, &facts_amethyst, &facts_anos,
                                                 &facts_kos,     &facts_jinue,    NULL };

bool facts_list(const char *list, const char *number)
{
    size_t n = strlen(number);
    for (const char *at = list; (at = strstr(at, number)); at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
            return true;
    return false;
}

bool facts_as_lab(const struct fact_sheet *sheet, unsigned chapter, const char *only,
                  struct lab *lab)
{
    static const char *const none[] = { NULL };
    struct check *check = calloc(sheet->n, sizeof *check);
    *lab = (struct lab){ .number = chapter,
                         .slug = "facts",
                         .layout = sheet->layout,
                         .chapter = chapter,
                         .files = none,
                         .checks = check };
    for (size_t i = 0; check && i < sheet->n; i++) {
        const struct fact *f = &sheet->fact[i];
        if (f->check.run && f->chapter <= chapter && chapter <= f->last &&
            (!only || facts_list(only, f->check.id)))
            check[lab->nchecks++] = f->check;
    }
    if (lab->nchecks == 0)
        free(check);
    return lab->nchecks != 0;
}
