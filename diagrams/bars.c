#include "diagrams/compare.h"
bool bars_draw(struct sight *sight, size_t n, const char *path)
{
    (void)sight, (void)n, (void)path;
    return true;
}
