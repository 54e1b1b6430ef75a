/* The linked image's sections, whole pages each. kernel.ld defines them.
   SPDX-License-Identifier: MIT */
#ifndef SECTIONS_H
#define SECTIONS_H

extern const char text_start[], text_end[];
extern const char rodata_start[], rodata_end[];
extern const char data_start[], data_end[];
#endif
