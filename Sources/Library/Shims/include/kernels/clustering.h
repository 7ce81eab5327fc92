// Candidates of a class, boxes around them, and the Gaussians of objects; elementwise functions.
#ifndef PANSECB_KERNELS_CLUSTERING_H
#define PANSECB_KERNELS_CLUSTERING_H

#include <stddef.h>
#include <stdint.h>

/// Candidates, and the boxes around them, are handled in blocks of this many.
#define PANSECB_CANDIDATE_BLOCK 64

/// The region of an object in the space of embeddings: dx^2 bandwidth_x + dy^2 bandwidth_y <= limit; false for NaN.
typedef struct pansecb_ellipse {
    float x, y;
    float bandwidth_x, bandwidth_y;
    float limit;
} pansecb_ellipse;

/// The smallest box around those of a block. A candidate is a box of one point; NaN is ignored. Without any box the
/// bounds are infinite and exchanged.
typedef struct pansecb_summary {
    const float *left, *right, *top, *bottom;         ///< [PANSECB_CANDIDATE_BLOCK]
    float bound_left, bound_right, bound_top, bound_bottom;  ///< out
} pansecb_summary;

/// The highest seed of a block, and the lowest pixel among equals.
typedef struct pansecb_highest {
    const float *seed;                     ///< [PANSECB_CANDIDATE_BLOCK]; 0: no longer free
    const uint32_t *pixel;                 ///< [PANSECB_CANDIDATE_BLOCK]; those of free candidates differ
    float highest;                         ///< out: 0 if none is free
    int32_t place;                         ///< out: its number in the block
} pansecb_highest;

/// Which boxes of a block an ellipse meets. Rounding is monotonic, so that the nearest point of a box is no farther
/// than any candidate in it, to the last bit.
typedef struct pansecb_reach {
    const float *left, *right, *top, *bottom;         ///< [PANSECB_CANDIDATE_BLOCK]
    const float *highest;                  ///< [PANSECB_CANDIDATE_BLOCK]; the highest seed in each
    pansecb_ellipse ellipse;
    uint64_t met;                          ///< out: bit i for box i
    uint64_t met_and_free;                 ///< out: those of them with a free candidate
} pansecb_reach;

/// Counts or takes the candidates of one block whose embedding lies in an ellipse.
typedef struct pansecb_gaussian {
    const float *x, *y;                    ///< [PANSECB_CANDIDATE_BLOCK]
    float *seed;                           ///< [PANSECB_CANDIDATE_BLOCK]; 0: no longer free
    pansecb_ellipse ellipse;
    int32_t claims;                        ///< 0: only counts; 1: those inside are no longer free
    int32_t inside_and_free;               ///< out: how many of them were free
    uint64_t inside;                       ///< out: bit i for candidate i
} pansecb_gaussian;

/// An elementwise function; input and output may be the same.
typedef struct pansecb_map {
    const float *input;
    float *output;
    ptrdiff_t count;
} pansecb_map;

#endif
