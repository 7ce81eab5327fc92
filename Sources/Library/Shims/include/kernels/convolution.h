// Convolutions as sums over taps, and the pooling beside those of stride 2.
#ifndef PANSECB_KERNELS_CONVOLUTION_H
#define PANSECB_KERNELS_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

/// Output channels are computed in blocks of this many; every activation has a multiple of it.
#define PANSECB_BLOCK 16
/// The most taps, those of a 3x3 convolution.
#define PANSECB_MAX_TAPS 9

/// One row of a convolution: each output pixel is the bias plus a sum over taps; a tap is a row of input pixels, a
/// shift and a matrix. Every layer of the network is such a convolution (3x1 and 1x3 with dilation, 3x3 with stride 2,
/// each phase of a transposed convolution).
typedef struct pansecb_convolution {
    const float *rows[PANSECB_MAX_TAPS];   ///< pixel 0 of each tap's input row, [input_width][input_channels]; NULL: a
                                           ///< row of zeros
    int32_t shifts[PANSECB_MAX_TAPS];      ///< output pixel x reads input pixel x * input_step + shift; outside the
                                           ///< row: zeros
    int32_t taps;
    int32_t input_width;                   ///< pixels
    int32_t input_channels;                ///< floats from a pixel to the next
    int32_t input_step;                    ///< 1, or 2 for stride 2
    int32_t output_width;                  ///< pixels
    int32_t output_blocks;                 ///< blocks of 16 channels
    int32_t output_stride;                 ///< floats from an output pixel to the next; a transposed convolution writes
                                           ///< every second one
    int32_t relu;                          ///< 1: negative results become 0
    const float *weights;                  ///< [output_blocks][taps][input_channels][16]
    const float *bias;                     ///< [output_blocks][16]
    const float *residual;                 ///< NULL, or added before ReLU; strides as the output's; may be the
                                           ///< output
    float *output;
    float *scratch;                        ///< PANSECB_MAX_TAPS * PANSECB_TILE_PIXELS * input_channels floats for
                                           ///< pixels at the edges
} pansecb_convolution;

// Swift imports C arrays as tuples; these functions return their elements.
static inline const float *pansecb_row(const pansecb_convolution *c, int32_t tap) { return c->rows[tap]; }
static inline int32_t pansecb_shift(const pansecb_convolution *c, int32_t tap) { return c->shifts[tap]; }
static inline void pansecb_set_tap(pansecb_convolution *c, int32_t tap, const float *row, int32_t shift) {
    c->rows[tap] = row;
    c->shifts[tap] = shift;
}

/// Largest number of pixels in a register tile of any instruction set.
#define PANSECB_TILE_PIXELS 16

/// Maximum over 2x2 pixels, times scale, plus bias, ReLU: the pooled channels of a downsampling layer.
typedef struct pansecb_pool {
    const float *rows[2];                  ///< two input rows, [2 * output_width][input_stride]
    int32_t channels;
    int32_t input_stride;                  ///< floats from an input pixel to the next
    int32_t output_width;                  ///< pixels
    int32_t output_stride;                 ///< floats from an output pixel to the next
    const float *scale;                    ///< [channels]
    const float *bias;                     ///< [channels]
    float *output;
} pansecb_pool;

#endif
