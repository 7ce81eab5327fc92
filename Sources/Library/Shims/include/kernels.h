// What a kernel is given, and the table that each instruction set fills. Plain C, so that targets compiled for
// different processors share no code but this description.
#ifndef PANSECB_KERNELS_H
#define PANSECB_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Output channels are computed in blocks of this many; every activation has a multiple of them.
#define PANSECB_BLOCK 16
/// A 3x3 convolution has the most taps.
#define PANSECB_MAX_TAPS 9

/// One row of a convolution: each output pixel is the bias plus a sum over taps; a tap is a row of input pixels, a
/// shift and a matrix. Every layer of the network is a case of it (3x1 and 1x3 with dilation, 3x3 with stride 2, each
/// phase of a transposed convolution).
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
                                           ///< every second
    int32_t relu;                          ///< 1: negative results become 0
    const float *weights;                  ///< [output_blocks][taps][input_channels][16]
    const float *bias;                     ///< [output_blocks][16]
    const float *residual;                 ///< NULL, or what is added before ReLU; strides as the output's; may be the
                                           ///< output
    float *output;
    float *scratch;                        ///< PANSECB_MAX_TAPS * PANSECB_TILE_PIXELS * input_channels floats for
                                           ///< pixels at the edges
} pansecb_convolution;

// C arrays come to Swift as tuples; these give their elements.
static inline const float *pansecb_row(const pansecb_convolution *c, int32_t tap) { return c->rows[tap]; }
static inline int32_t pansecb_shift(const pansecb_convolution *c, int32_t tap) { return c->shifts[tap]; }
static inline void pansecb_set_tap(pansecb_convolution *c, int32_t tap, const float *row, int32_t shift) {
    c->rows[tap] = row;
    c->shifts[tap] = shift;
}

/// Largest number of pixels in a register tile of any instruction set.
#define PANSECB_TILE_PIXELS 16

/// Tiles that a Winograd kernel takes at once, at most.
#define PANSECB_WINOGRAD_TILES 12
/// Outputs of a tile, at most, and its inputs, which are as many as its frequencies.
#define PANSECB_WINOGRAD_OUTPUTS 6
#define PANSECB_WINOGRAD_INPUTS 8
/// Buffers of tiles * channels floats that it works in: one a frequency, and one more.
#define PANSECB_WINOGRAD_BUFFERS 9

/// Outputs of a convolution of three taps along a row or column in one-dimensional Winograd form: F(4,3), where six
/// inputs become six frequencies in which the convolution is a product, so that four outputs cost six multiplications
/// instead of twelve; or F(6,3), six outputs for eight instead of eighteen. A tile says where its pixels are, which
/// serves both directions, every dilation, and edges alike.
typedef struct pansecb_winograd {
    int32_t tile_outputs;                  ///< n: 4 or 6
    int32_t tiles;                         ///< 1 ... PANSECB_WINOGRAD_TILES
    const float *const *inputs;            ///< [tiles][n + 2]: channels of the input pixels; a page of zeros for those
                                           ///< outside
    float *const *outputs;                 ///< [tiles][n]: channels of the output pixels; NULL: not wanted
    int32_t input_channels;                ///< a multiple of 16
    int32_t output_blocks;                 ///< blocks of 16 channels
    int32_t adds;                          ///< 1: what is in the output is added before ReLU
    int32_t relu;                          ///< 1: negative results become 0
    const float *weights;                  ///< transformed, [n + 2][output_blocks][input_channels][16]
    const float *bias;                     ///< [output_blocks][16]
    float *scratch;                        ///< PANSECB_WINOGRAD_BUFFERS * PANSECB_WINOGRAD_TILES * the larger number of
                                           ///< channels
    const void *prefetch[PANSECB_WINOGRAD_INPUTS];   ///< [n + 2], what the next call reads or writes, fetched during
                                                     ///< this one; may be NULL
    int32_t prefetch_lines;                ///< cache lines of 64 bytes behind each
} pansecb_winograd;

static inline const void *pansecb_winograd_prefetch(const pansecb_winograd *w, int32_t i) { return w->prefetch[i]; }
static inline void pansecb_winograd_set_prefetch(pansecb_winograd *w, int32_t i, const void *address) {
    w->prefetch[i] = address;
}

/// A float as the sum of two numbers of 16 bits with a float's range (bfloat16): the upper part, which is the float
/// rounded to 8 bits of precision, and the lower part, which is the rest, rounded likewise. Together 16 bits or more of
/// the float's 24. A split pixel takes as many bytes as floats would. For each 32 channels it has the upper parts, then
/// the lower ones, both as [16][2]: channel i, then channel i + 16. A pixel of 16 channels is [16][2] too: the lower
/// part of channel i, then the upper.
typedef struct pansecb_split {
    const float *input;                    ///< [pixels][channels]
    int32_t pixels;
    int32_t channels;                      ///< 16, or a multiple of 32
    uint16_t *output;                      ///< [pixels][2 * channels]
} pansecb_split;

/// Split pixels that may be read, but do not count, behind the last that an output needs: pixels are multiplied so many
/// at a time.
#define PANSECB_SPLIT_PIXELS 32

/// One row of a convolution of split pixels with split weights: of the four products of the parts of two floats the
/// three larger ones (with 16 channels all four), summed in float. The sum's order does not depend on the pixel's
/// place.
typedef struct pansecb_split_convolution {
    const uint16_t *rows[PANSECB_MAX_TAPS];///< what output pixel 0 reads; NULL: zeros. Pixel x reads input_step * x
                                           ///< pixels behind it
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
    const float *residual;                 ///< NULL, or what is added before ReLU; strides as the output's; may be the
                                           ///< output
    float *output;                         ///< NULL where split pixels are wanted
    uint16_t *split_output;                ///< NULL, or the results as split pixels of output_stride channels;
                                           ///< output_blocks is even then, or all is 16 channels
    float *scratch;                        ///< PANSECB_SPLIT_SCRATCH floats
} pansecb_split_convolution;

/// Sums of 32 pixels and 32 channels.
#define PANSECB_SPLIT_SCRATCH 1024

/// The kernel for F(4,3) with split weights, [frequency][output_blocks][input_channels / 32]... as in
/// pansecb_split_convolution, takes a pansecb_winograd too: up to so many tiles, a multiple of 32 input channels.
/// Frequencies are split, and three of four products summed.
#define PANSECB_SPLIT_TILES 32
/// Floats of its scratch memory: for each frequency twice the sums of 32 tiles and 32 channels, and the split inputs of
/// all tiles; in between a gap, lest the frequencies compete for the same places in the cache.
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

/// Points of the transform: 0, plus and minus each of outputs / 2 points, and infinity; frequencies stand in this
/// order. Points near 1 keep rounding errors small; those of F(6,3) are powers of two, whose transforms have exact
/// coefficients.
static inline double pansecb_winograd_point(int32_t outputs, int32_t pair) {
    if (outputs == 4) return pair == 0 ? 0.625 : 1.5;
    return pair == 0 ? 0.5 : pair == 1 ? 1 : 2;
}

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

/// Camera pixels of one row to floats 0 ... 1, [padded_width][4]: red, green, blue, 0; zeros behind the image.
typedef struct pansecb_pixels {
    const void *planes[3];                 ///< first pixel of the row in each plane of the format; NULL: zeros
    int32_t format;                        ///< pansecb_format; an unknown one gives zeros
    int32_t width;                         ///< pixels that there are
    int32_t padded_width;                  ///< pixels that are written
    float *output;
} pansecb_pixels;

/// The winner among the channels of each pixel; the lowest channel wins a tie; NaN never wins.
typedef struct pansecb_argmax {
    const float *logits;                   ///< channel c of pixel x at c * plane + x
    ptrdiff_t plane;                       ///< floats
    int32_t channels;                      ///< 1 ... 256
    int32_t width;                         ///< pixels
    uint8_t *winner;                       ///< [width]
    float *confidence;                     ///< NULL, or [width]: softmax of the winner among these channels
} pansecb_argmax;

/// One row of a head, a transposed 2x2 convolution of stride 2 from 16 channels: one row a channel, even and odd pixels
/// each a matrix of their own. A number is the bias and then 16 products, one after the other.
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

/// Sixteen pixels' features as a row a feature, and 32 pixels of a channel.
#define PANSECB_HEAD_SCRATCH 288

/// Marks where channels are above a bound: bit x % 64 of word x / 64 of each channel's row. NaN is not above.
typedef struct pansecb_mark {
    const float *logits;                   ///< channel c of pixel x at c * logit_plane + x
    ptrdiff_t logit_plane;                 ///< floats
    int32_t channels;
    int32_t width;                         ///< pixels
    float bound;
    uint64_t *bits;                        ///< channel c's row at bits + c * plane; bits behind the width become 0
    ptrdiff_t plane;                       ///< words
} pansecb_mark;

/// A head at some pixels only: all its channels, in the order of arithmetic of the kernel for rows, so that the numbers
/// are those of the whole map.
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

/// Candidates are handled in blocks of this many.
#define PANSECB_CANDIDATE_BLOCK 64

/// What a block of candidates covers, by which most blocks need not be looked at.
typedef struct pansecb_bounds {
    float left, right, top, bottom;        ///< of the embeddings; candidates with NaN do not count
    float highest;                         ///< seed
} pansecb_bounds;

/// Bounds of one block.
typedef struct pansecb_summary {
    const float *x, *y, *seed;             ///< [PANSECB_CANDIDATE_BLOCK]
    pansecb_bounds *bounds;
} pansecb_summary;

/// The candidates of one block whose embedding lies in the Gaussian of an object: counts them, or takes them.
typedef struct pansecb_gaussian {
    const float *x, *y;                    ///< [PANSECB_CANDIDATE_BLOCK]
    float *seed;                           ///< [PANSECB_CANDIDATE_BLOCK]; 0: no longer free
    float centre_x, centre_y;
    float bandwidth_x, bandwidth_y;
    float limit;                           ///< inside: dx^2 bandwidth_x + dy^2 bandwidth_y <= limit; false for NaN
    int32_t claims;                        ///< 0: counts; 1: those inside are no longer free
    uint64_t inside;                       ///< out: bit i for candidate i
    int32_t inside_and_free;               ///< out: how many of them were free
    float highest;                         ///< out: the highest seed that is left
} pansecb_gaussian;

/// A function of each number; input and output may be the same.
typedef struct pansecb_map {
    const float *input;
    float *output;
    ptrdiff_t count;
} pansecb_map;

/// The kernels of one instruction set.
typedef struct pansecb_kernels {
    void (*convolution)(const pansecb_convolution *);
    void (*winograd)(const pansecb_winograd *);
    void (*split)(const pansecb_split *);                          ///< NULL but for the twins and AMX
    void (*split_convolution)(const pansecb_split_convolution *);  ///< the same
    void (*split_winograd)(const pansecb_winograd *);              ///< the same
    /// NULL, or to be called before the two convolutions above, by the thread that calls them.
    void (*begin_matrices)(void);
    void (*end_matrices)(void);                                    ///< NULL, or to be called behind them
    void (*pool)(const pansecb_pool *);
    void (*pixels)(const pansecb_pixels *);
    void (*argmax)(const pansecb_argmax *);
    void (*head)(const pansecb_head *);
    void (*mark)(const pansecb_mark *);
    void (*sample)(const pansecb_sample *);
    void (*summary)(const pansecb_summary *);
    void (*gaussian)(pansecb_gaussian *);
    void (*exponential)(const pansecb_map *);   ///< rounded from a more precise result
    void (*sigmoid)(const pansecb_map *);       ///< 1 / (1 + exp(-x)), each step rounded to float as PyTorch does
    void (*tanh)(const pansecb_map *);          ///< rounded from a more precise result
} pansecb_kernels;

/// Each fills the table with the kernels of its instruction set. Call only where the processor has it.
void pansecb_kernels_scalar(pansecb_kernels *table);
void pansecb_kernels_baseline(pansecb_kernels *table);
void pansecb_kernels_avx2(pansecb_kernels *table);
void pansecb_kernels_avx512(pansecb_kernels *table);
/// Changes the table of AVX-512 where AMX has kernels of its own.
void pansecb_kernels_amx(pansecb_kernels *table);

#endif
