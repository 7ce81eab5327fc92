// Candidates of a class and the Gaussians of objects; elementwise functions.
#ifndef PANSECB_KERNELS_CLUSTERING_H
#define PANSECB_KERNELS_CLUSTERING_H

#include <stddef.h>
#include <stdint.h>

/// Candidates are handled in blocks of this many.
#define PANSECB_CANDIDATE_BLOCK 64

/// The bounds of a block of candidates, by which most blocks can be skipped.
typedef struct pansecb_bounds {
    float left, right, top, bottom;        ///< of the embeddings; candidates with NaN are ignored
    float highest;                         ///< seed
} pansecb_bounds;

/// Bounds of one block.
typedef struct pansecb_summary {
    const float *x, *y, *seed;             ///< [PANSECB_CANDIDATE_BLOCK]
    pansecb_bounds *bounds;
} pansecb_summary;

/// Counts or takes the candidates of one block whose embedding lies in the Gaussian of an object.
typedef struct pansecb_gaussian {
    const float *x, *y;                    ///< [PANSECB_CANDIDATE_BLOCK]
    float *seed;                           ///< [PANSECB_CANDIDATE_BLOCK]; 0: no longer free
    float centre_x, centre_y;
    float bandwidth_x, bandwidth_y;
    float limit;                           ///< inside: dx^2 bandwidth_x + dy^2 bandwidth_y <= limit; false for NaN
    int32_t claims;                        ///< 0: only counts; 1: those inside are no longer free
    uint64_t inside;                       ///< out: bit i for candidate i
    int32_t inside_and_free;               ///< out: how many of them were free
    float highest;                         ///< out: the highest seed left
} pansecb_gaussian;

/// An elementwise function; input and output may be the same.
typedef struct pansecb_map {
    const float *input;
    float *output;
    ptrdiff_t count;
} pansecb_map;

#endif
