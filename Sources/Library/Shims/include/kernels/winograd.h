// Convolutions of three taps in one-dimensional Winograd form.
#ifndef PANSECB_KERNELS_WINOGRAD_H
#define PANSECB_KERNELS_WINOGRAD_H

#include <stddef.h>
#include <stdint.h>

/// The most tiles that a Winograd kernel takes at once.
#define PANSECB_WINOGRAD_TILES 12
/// The most outputs of a tile, and its inputs, which are as many as its frequencies.
#define PANSECB_WINOGRAD_OUTPUTS 6
#define PANSECB_WINOGRAD_INPUTS 8
/// Its scratch buffers of tiles * channels floats: one per frequency, and one more.
#define PANSECB_WINOGRAD_BUFFERS 9

/// Outputs of a convolution of three taps along a row or column in one-dimensional Winograd form. In F(4,3) six inputs
/// become six frequencies in which the convolution is a product, so that four outputs cost six multiplications instead
/// of twelve; in F(6,3) six outputs cost eight instead of eighteen. A tile lists the addresses of its pixels, which
/// serves both directions, every dilation, and edges alike.
typedef struct pansecb_winograd {
    int32_t tile_outputs;                  ///< n: 4 or 6
    int32_t tiles;                         ///< 1 ... PANSECB_WINOGRAD_TILES
    const float *const *inputs;            ///< [tiles][n + 2]: channels of the input pixels; a page of zeros for those
                                           ///< outside
    float *const *outputs;                 ///< [tiles][n]: channels of the output pixels; NULL: not wanted
    int32_t input_channels;                ///< a multiple of 16
    int32_t output_blocks;                 ///< blocks of 16 channels
    int32_t adds;                          ///< 1: adds the output's old value before ReLU
    int32_t relu;                          ///< 1: negative results become 0
    const float *weights;                  ///< transformed, [n + 2][output_blocks][input_channels][16]
    const float *bias;                     ///< [output_blocks][16]
    float *scratch;                        ///< PANSECB_WINOGRAD_BUFFERS * PANSECB_WINOGRAD_TILES * the larger number of
                                           ///< channels
    const void *prefetch[PANSECB_WINOGRAD_INPUTS];   ///< [n + 2], what the next call reads or writes, fetched during
                                                     ///< this one; may be NULL
    int32_t prefetch_lines;                ///< cache lines of 64 bytes from each on
} pansecb_winograd;

static inline const void *pansecb_winograd_prefetch(const pansecb_winograd *w, int32_t i) { return w->prefetch[i]; }
static inline void pansecb_winograd_set_prefetch(pansecb_winograd *w, int32_t i, const void *address) {
    w->prefetch[i] = address;
}

/// Points of the transform: 0, plus and minus each of outputs / 2 points, and infinity; frequencies stand in this
/// order. Points near 1 keep rounding errors small. Those of F(6,3) are powers of two, so its transforms have exact
/// coefficients.
static inline double pansecb_winograd_point(int32_t outputs, int32_t pair) {
    if (outputs == 4) return pair == 0 ? 0.625 : 1.5;
    return pair == 0 ? 0.5 : pair == 1 ? 1 : 2;
}

#endif
