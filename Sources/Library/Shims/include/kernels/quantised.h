// Convolutions of 8-bit numbers.
//
// An activation is a byte; its value is the byte times the scale of its channel. Sums of products of bytes are whole
// numbers, so they are exact in every order. The rest is defined operation by operation: a sum becomes a float
// (exactly: it is below 2^24), is multiplied by `scale`, and `bias` is added, each rounded to the nearest float and
// never fused; then it is rounded to the nearest whole number, ties to even, and limited to 0 ... 255. So every
// instruction set computes the same bits.
#ifndef PANSECB_KERNELS_QUANTISED_H
#define PANSECB_KERNELS_QUANTISED_H

#include <stddef.h>
#include <stdint.h>

#include "convolution.h"

/// How a kernel multiplies. A group is what one 32-bit lane takes of a pixel: four channels as bytes, or two as 16-bit
/// numbers. Weights lie as the kernel multiplies them, [..., inputs / group][16 outputs][group], in bytes or 16-bit
/// numbers. Pixels of a multiple of 4 channels begin at addresses that are multiples of 4.
#define PANSECB_GROUP_OF_BYTES 4
#define PANSECB_GROUP_OF_PAIRS 2

/// One row of a convolution, as `pansecb_convolution` describes it.
typedef struct pansecb_quantised_convolution {
    const uint8_t *rows[PANSECB_MAX_TAPS]; ///< pixel 0 of each tap's input row; NULL: a row of zeros
    int32_t shifts[PANSECB_MAX_TAPS];      ///< output pixel x reads input pixel x * input_step + shift; outside the
                                           ///< row: zeros
    int32_t taps;
    int32_t input_width;                   ///< pixels
    int32_t input_channels;                ///< bytes from a pixel to the next; a multiple of 4
    int32_t input_step;                    ///< 1, or 2 for stride 2
    int32_t output_width;                  ///< pixels
    int32_t output_blocks;                 ///< blocks of 16 channels
    int32_t output_stride;                 ///< bytes from an output pixel to the next
    const void *weights;                   ///< [output_blocks][taps][input_channels / group][16][group]
    const int32_t *weight_sums;            ///< [output_blocks][16]: of all weights of an output
    const float *scale;                    ///< [output_blocks][16]
    const float *bias;                     ///< [output_blocks][16]
    const uint8_t *residual;               ///< NULL, or added before rounding; strides as the output's; may be the
                                           ///< output
    const float *residual_scale;           ///< [output_blocks][16]
    uint8_t *output;
    void *scratch;                         ///< PANSECB_QUANTISED_SCRATCH * input_channels bytes
} pansecb_quantised_convolution;

/// The pixels of a register tile, for each tap, in 16 bits: 2 * PANSECB_MAX_TAPS * PANSECB_TILE_PIXELS.
#define PANSECB_QUANTISED_SCRATCH 288

static inline const uint8_t *pansecb_quantised_row(const pansecb_quantised_convolution *c, int32_t tap) {
    return c->rows[tap];
}
static inline int32_t pansecb_quantised_shift(const pansecb_quantised_convolution *c, int32_t tap) {
    return c->shifts[tap];
}
static inline void pansecb_quantised_set_tap(pansecb_quantised_convolution *c, int32_t tap, const uint8_t *row,
                                             int32_t shift) {
    c->rows[tap] = row;
    c->shifts[tap] = shift;
}

/// The most tiles that the kernel below takes at once, and the outputs and frequencies of a tile.
#define PANSECB_QUANTISED_TILES 12
#define PANSECB_QUANTISED_OUTPUTS 4
#define PANSECB_QUANTISED_INPUTS 6

/// Outputs of a convolution of three taps along a row or column in the form F(4,3), like `pansecb_winograd`. The points
/// are 0, +-1, +-2 and infinity, so that the transform of bytes is a transform of whole numbers, below 2560. For each
/// tile and frequency the kernel then shifts the numbers of all channels right by the bits that the largest has beyond
/// 7, rounds halves up, and limits to -128 ... 127: the products are those of 8-bit numbers, at the finest scale that
/// holds the tile. The sum of a frequency becomes a float, is multiplied by 2 to the power of the shift and by `scale`,
/// and goes through the output transform in the order of `QuantisedTransform`.
typedef struct pansecb_quantised_winograd {
    int32_t tiles;                         ///< 1 ... PANSECB_QUANTISED_TILES
    const uint8_t *const *inputs;          ///< [tiles][6]: channels of the input pixels; a page of zeros for those
                                           ///< outside
    uint8_t *const *outputs;               ///< [tiles][4]: channels of the output pixels; NULL: not wanted
    int32_t input_channels;                ///< a multiple of 16
    int32_t output_blocks;                 ///< blocks of 16 channels
    const void *weights;                   ///< transformed, [6][output_blocks][input_channels / group][16][group]
    const int32_t *weight_sums;            ///< [6][output_blocks][16]
    const float *scale;                    ///< [6][output_blocks][16]
    const float *bias;                     ///< [output_blocks][16]
    const float *residual_scale;           ///< NULL, or [output_blocks][16]: adds the output's old value before
                                           ///< rounding
    void *scratch;                         ///< pansecb_quantised_winograd_scratch bytes
} pansecb_quantised_winograd;

/// Bytes of its scratch memory: the frequencies of a tile and those of all tiles in 16 bits, the sums of two blocks of
/// all tiles, the factors of each tile, and shifts of one.
static inline int32_t pansecb_quantised_winograd_scratch(int32_t channels) {
    return PANSECB_QUANTISED_INPUTS
               * (2 * channels * (PANSECB_QUANTISED_TILES + 1) + 4 * 32 * PANSECB_QUANTISED_TILES)
           + 32 * PANSECB_QUANTISED_TILES + 64;
}

/// Maximum over 2x2 pixels, times scale, plus bias, rounded: the pooled channels of a downsampling layer.
typedef struct pansecb_quantised_pool {
    const uint8_t *rows[2];                ///< two input rows, [2 * output_width][input_stride]
    int32_t channels;
    int32_t input_stride;                  ///< bytes from an input pixel to the next
    int32_t output_width;                  ///< pixels
    int32_t output_stride;                 ///< bytes from an output pixel to the next
    const float *scale;                    ///< [channels]
    const float *bias;                     ///< [channels]
    uint8_t *output;
} pansecb_quantised_pool;

/// One row of a head, like `pansecb_head`: its outputs are floats, sum * scale + bias.
typedef struct pansecb_quantised_head {
    const uint8_t *features;               ///< [(width + 1) / 2][16]
    int32_t width;                         ///< pixels of the output
    int32_t channels;
    const void *weights[2];                ///< of even and odd pixels, each [blocks][16 / group][16][group]
    const int32_t *weight_sums[2];         ///< of even and odd pixels, each [blocks][16]
    const float *scale;                    ///< [blocks][16]
    const float *bias;                     ///< [blocks][16]
    float *output;                         ///< channel c at output + c * plane
    ptrdiff_t plane;                       ///< floats
    void *scratch;                         ///< PANSECB_QUANTISED_HEAD_SCRATCH bytes
} pansecb_quantised_head;

/// Eight pixels in 16 bits, and sixteen outputs of sixteen channels.
#define PANSECB_QUANTISED_HEAD_SCRATCH 1280

/// A head at some pixels only, like `pansecb_sample`; its numbers are those of the whole map.
typedef struct pansecb_quantised_sample {
    const uint8_t *features;               ///< [height / 2][feature_width][16]
    int32_t feature_width;                 ///< pixels
    int32_t width;                         ///< of the image, by which pixels are numbered
    const uint32_t *pixels;                ///< [count], y * width + x
    ptrdiff_t count;
    const void *weights;                   ///< [4 phases][phase_stride], each [blocks][16 / group][16][group]; the
                                           ///< phase is 2 * (y % 2) + x % 2
    ptrdiff_t phase_stride;                ///< bytes
    const int32_t *weight_sums;            ///< [4 phases][blocks][16]
    int32_t blocks;
    const float *scale;                    ///< [blocks][16]
    const float *bias;                     ///< [blocks][16]
    int32_t first;                         ///< first channel that is wanted
    int32_t channels;                      ///< and how many; all in one block of 16
    float *outputs[4];                     ///< [count] for each wanted channel, at most 4
} pansecb_quantised_sample;

static inline float *pansecb_quantised_sample_output(const pansecb_quantised_sample *s, int32_t channel) {
    return s->outputs[channel];
}

/// Bytes of floats 0 ... 1: times 255, rounded as above. NaN becomes 0.
typedef struct pansecb_quantised_pixels {
    const float *input;
    uint8_t *output;
    ptrdiff_t count;
} pansecb_quantised_pixels;

#endif
