/* A strip: an address space as a row of pieces without holes, ready to be listed or drawn.
   SPDX-License-Identifier: MIT */
#ifndef STRIP_H
#define STRIP_H
#include "types.h"

enum piece_kind {
    PIECE_GAP,           /* nothing is here */
    PIECE_NOT_CANONICAL, /* nothing can be here */
    /* virtual */
    PIECE_MAPPED,
    PIECE_WAITING, /* a row of the layout that grows: no page here yet */
    PIECE_GUARD,   /* a row of the layout that is never mapped */
    /* physical */
    PIECE_ROW,      /* a row of the layout */
    PIECE_FRAMES,   /* the frame allocator's, mapped somewhere */
    PIECE_POOL,     /* the frame allocator's */
    PIECE_MEMORY,   /* usable, nobody's */
    PIECE_FIRMWARE, /* the firmware's map claims it */
    PIECE_DEVICE,   /* mapped, and not memory */
};

struct piece {
    uint64_t start, last; /* [start, last]: an address space may end at 2^64 */
    enum piece_kind kind;
    const char *name, *facts; /* never NULL */
    unsigned rights;          /* PIECE_MAPPED: enum right, ORed */
    bool has_pa;              /* PIECE_MAPPED: start maps to pa */
    paddr_t pa;
    const struct piece *by; /* physical: the first virtual piece that maps here, or NULL */
    double weight;          /* its share of the room that is left over */
    double top, bottom;     /* where strip_place() put it; top < bottom, downwards */
};

struct strip {
    struct piece *piece; /* ascending, each begins where the one before ends */
    size_t n;
    uint64_t *cut; /* where pieces must begin, in any order */
    size_t ncuts;
};

/* Lets a piece begin at `at`, whatever its neighbours are. */
void strip_cut(struct strip *s, uint64_t at);

/* Makes the pieces of [0, last]: asks what is at every cut, and joins equal neighbours. Pieces
   that are mapped one behind the other are equal when name, rights and offset are. */
void strip_build(struct strip *s, uint64_t last,
                 struct piece (*what)(const void *self, uint64_t at), const void *self);

/* Puts the pieces between two heights, the last address on top. Room that is left over goes to the
   pieces by weight, or to all but gaps alike. strip_height() is what they need at least. */
void strip_place(struct strip *s, double top, double bottom);
double strip_height(const struct strip *s);

/* The height of an address; within a piece in proportion. Requires strip_place(). */
double strip_y(const struct strip *s, uint64_t at);

void strip_free(struct strip *s);

/* "4 KiB", "127.9 TiB": a size for people. bytes = 0 stands for 2^64. */
const char *size_text(char text[static 24], uint64_t bytes);

/* "RW-": what the hardware grants; a U follows where user mode may use it. */
const char *rights_text(char text[static 8], const struct piece *p);
#endif
