// Convolutions of split pixels, for matrix registers.
#ifndef PANSECB_KERNELS_SPLIT_H
#define PANSECB_KERNELS_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "convolution.h"

/// Splits floats. A float becomes the sum of two 16-bit numbers with a float's range (bfloat16): the upper part is the
/// float rounded to 8 bits of precision, the lower part is the rest, rounded likewise. Together they keep 16 bits or
/// more of the float's 24. A split pixel takes as many bytes as floats would. For each 32 channels it has the upper
/// parts, then the lower ones, both as [16][2]: channel i, then channel i + 16. A pixel of 16 channels is [16][2] too:
/// the lower part of channel i, then the upper.
typedef struct pansecb_split {
    const float *input;                    ///< [pixels][channels]
    int32_t pixels;
    int32_t channels;                      ///< 16, or a multiple of 32
    uint16_t *output;                      ///< [pixels][2 * channels]
} pansecb_split;

/// Split pixels after the last needed one that may be read without effect, since pixels are multiplied several at a
/// time.
#define PANSECB_SPLIT_PIXELS 32

/// One row of a convolution of split pixels with split weights. Of the four products of two floats' parts it sums the
/// three larger ones (with 16 channels all four), in float. The order of summation does not depend on the pixel's
/// place.
typedef struct pansecb_split_convolution {
    const uint16_t *rows[PANSECB_MAX_TAPS];///< what output pixel 0 reads; NULL: zeros. Pixel x reads input_step * x
                                           ///< pixels further
    int32_t taps;
    int32_t input_channels;                ///< 16, or a multiple of 32
    int32_t input_step;                    ///< 1, or 2 for stride 2
    int32_t output_width;                  ///< pixels
    int32_t output_blocks;                 ///< blocks of 16 channels
    int32_t output_stride;                 ///< floats from an output pixel to the next
    int32_t relu;                          ///< 1: negative results become 0
    const uint16_t *weights;               ///< [output_blocks][taps][input_channels / 32][upper, lower]
                                           ///< [16 inputs i][16 outputs][inputs i, i + 16]; with 16 channels
                                           ///< [output_blocks][taps][upper, lower][16 inputs][16 outputs]
                                           ///< [2 times the same]
    const float *bias;                     ///< [output_blocks][16]
    const float *residual;                 ///< NULL, or added before ReLU; strides as the output's; may be the
                                           ///< output
    float *output;                         ///< NULL where split pixels are wanted
    uint16_t *split_output;                ///< NULL, or the results as split pixels of output_stride channels;
                                           ///< output_blocks is even then, or all is 16 channels
    float *scratch;                        ///< PANSECB_SPLIT_SCRATCH floats
} pansecb_split_convolution;

/// Sums of 32 pixels and 32 channels.
#define PANSECB_SPLIT_SCRATCH 1024

/// The most tiles of the kernel for F(4,3) with split weights. It takes a pansecb_winograd with a multiple of 32 input
/// channels and weights [frequency][output_blocks][input_channels / 32]... as in pansecb_split_convolution. Frequencies
/// are split, and three of four products summed.
#define PANSECB_SPLIT_TILES 32
/// Floats of its scratch memory: for each frequency twice the sums of 32 tiles and 32 channels, and the split inputs of
/// all tiles, with a gap so that the frequencies do not compete for the same cache sets.
#define PANSECB_SPLIT_SUMS (PANSECB_SPLIT_SCRATCH + 16)
static inline int32_t pansecb_split_winograd_inputs(int32_t channels) { return PANSECB_SPLIT_TILES * channels + 16; }
static inline int32_t pansecb_split_winograd_scratch(int32_t channels) {
    return 6 * (2 * PANSECB_SPLIT_SUMS + pansecb_split_winograd_inputs(channels));
}

static inline const uint16_t *pansecb_split_row(const pansecb_split_convolution *c, int32_t tap) {
    return c->rows[tap];
}
static inline void pansecb_set_split_row(pansecb_split_convolution *c, int32_t tap, const uint16_t *row) {
    c->rows[tap] = row;
}

#endif
