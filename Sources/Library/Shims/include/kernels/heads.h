// Outputs of the network, whole or at some pixels, and their reductions.
#ifndef PANSECB_KERNELS_HEADS_H
#define PANSECB_KERNELS_HEADS_H

#include <stddef.h>
#include <stdint.h>

/// The winning channel of each pixel. The lowest channel wins a tie; NaN never wins.
typedef struct pansecb_argmax {
    const float *logits;                   ///< channel c of pixel x at c * plane + x
    ptrdiff_t plane;                       ///< floats
    int32_t channels;                      ///< 1 ... 256
    int32_t width;                         ///< pixels
    uint8_t *winner;                       ///< [width]
    float *confidence;                     ///< NULL, or [width]: softmax of the winner among these channels
} pansecb_argmax;

/// One row of a head, a transposed 2x2 convolution of stride 2 from 16 channels: one row per channel, with separate
/// matrices for even and odd pixels. An output is the bias plus 16 products, added one after the other.
typedef struct pansecb_head {
    const float *features;                 ///< [(width + 1) / 2][16]
    int32_t width;                         ///< pixels of the output
    int32_t channels;
    const float *weights[2];               ///< of even and odd pixels, each [blocks][16 inputs][16 channels]
    const float *bias;                     ///< [blocks][16]
    float *output;                         ///< channel c at output + c * plane
    ptrdiff_t plane;                       ///< floats
    float *scratch;                        ///< PANSECB_HEAD_SCRATCH floats
} pansecb_head;

/// The features of sixteen pixels, one row per feature, and 32 pixels of a channel.
#define PANSECB_HEAD_SCRATCH 288

/// Marks where channels are above a bound: bit x % 64 of word x / 64 of each channel's row. NaN is not above.
typedef struct pansecb_mark {
    const float *logits;                   ///< channel c of pixel x at c * logit_plane + x
    ptrdiff_t logit_plane;                 ///< floats
    int32_t channels;
    int32_t width;                         ///< pixels
    float bound;
    uint64_t *bits;                        ///< channel c's row at bits + c * plane; bits after the width become 0
    ptrdiff_t plane;                       ///< words
} pansecb_mark;

/// A head at some pixels only. The order of arithmetic is that of the kernel for rows, so that the numbers are those of
/// the whole map.
typedef struct pansecb_sample {
    const float *features;                 ///< [height / 2][feature_width][16]
    int32_t feature_width;                 ///< pixels
    int32_t width;                         ///< of the image, by which pixels are numbered
    const uint32_t *pixels;                ///< [count], y * width + x
    ptrdiff_t count;
    const float *weights;                  ///< [4 phases][phase_stride], each [blocks][16][16]; the phase is
                                           ///< 2 * (y % 2) + x % 2
    ptrdiff_t phase_stride;                ///< floats
    const float *bias;                     ///< [blocks][16]
    int32_t first;                         ///< first channel that is wanted
    int32_t channels;                      ///< and how many; all in one block of 16
    float *outputs[4];                     ///< [count] for each wanted channel, at most 4
} pansecb_sample;

static inline float *pansecb_sample_output(const pansecb_sample *s, int32_t channel) { return s->outputs[channel]; }

#endif
