/* The memory map that a machine's firmware delivers, as an independent witness saw it.
   SPDX-License-Identifier: MIT */
#ifndef FIRMWARE_H
#define FIRMWARE_H
#include "grading/check.h"

enum {
    FIRMWARE_ENTRIES = 128, /* as in probe.asm */
    FLOPPY_SIZE = 1440 * 1024,
};

struct firmware_map {
    size_t n;
    struct e820_entry
        entry[FIRMWARE_ENTRIES]; /* attributes 1 where only 20 bytes came: fact C4 */
};

/* Starts a machine like `config`, but with a floppy of its own: n bytes, then zeros up to 1440 KiB.
   NULL: the check has failed. */
struct machine *start_image(struct check_run *c, const struct machine_config *config,
                            const void *bytes, size_t n) MUST_CHECK;

/* Changes a floppy image so that its machine's firmware has 300 map entries: more than fact C4's
   area holds. The boot sector moves to the last sector. */
void firmware_long_list(unsigned char *floppy);

/* Boots probe.asm on a machine like `config` and reads what it collected. False: the check has
   failed. */
bool firmware_map(struct check_run *c, const struct machine_config *config,
                  struct firmware_map *map) MUST_CHECK;

/* The map at fact C4's address, as the subject's stage 2 left it, is the firmware's, entry by
   entry; attributes are looked at only if asked for. m is paused. False: the check has failed. */
bool expect_map(struct check_run *c, struct machine *m, const struct firmware_map *map,
                bool attributes) MUST_CHECK;
#endif
