/* Chapter 0 needs nothing beyond protected mode. SPDX-License-Identifier: MIT */
#include "boot/loader.h"

uint32_t road_prepare(void)
{
    return 0;
}
