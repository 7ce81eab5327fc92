// Arguments of the kernels that training adds to those of inference, and the table that each instruction set fills.
// Activations are [pixels][channels] floats with a multiple of 16 channels (the camera's image: 4).
#ifndef PANSECB_TRAINING_KERNELS_H
#define PANSECB_TRAINING_KERNELS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

static inline double pansecb_logarithm(double x) { return log(x); }
static inline double pansecb_exponential(double x) { return exp(x); }
static inline double pansecb_power(double x, double y) { return pow(x, y); }

typedef float pansecb_sum8v __attribute__((ext_vector_type(8)));
static inline __attribute__((always_inline)) float pansecb_sum8(pansecb_sum8v x) {
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

/// The contribution of one tap of a convolution to the gradient of its weights: for each input and output channel, the
/// sum over pixels of input times output gradient.
typedef struct pansecb_outer {
    const float *x;              ///< inputs of the first pixel
    ptrdiff_t x_step;            ///< floats from a pixel to the next
    const float *y;              ///< gradients of the outputs of the first pixel
    ptrdiff_t y_step;
    ptrdiff_t pixels;
    int32_t inputs;              ///< a multiple of 4
    int32_t blocks;              ///< of 16 output channels
    float *sums;                 ///< [blocks][inputs][16], added to
    ptrdiff_t block_stride;      ///< floats from a block to the next
} pansecb_outer;

/// The most tiles that the kernel below takes at once.
#define PANSECB_OUTER_TILES 32

/// The same for a convolution of three taps in Winograd form, F(4,3) or F(6,3): n + 2 inputs and the gradients of n
/// outputs become n + 2 frequencies each, whose products are summed over tiles. Twelve multiplications become six, or
/// eighteen become eight. The sums are the gradients of the transformed weights.
typedef struct pansecb_winograd_outer {
    int32_t tile_outputs;           ///< n: 4 or 6
    const float *const *inputs;     ///< [tiles][n + 2]: channels of the input pixels; a page of zeros for those outside
    const float *const *gradients;  ///< [tiles][n]: channels of the outputs' gradients; zeros for those outside
    int32_t tiles;                  ///< 1 ... PANSECB_OUTER_TILES
    int32_t input_channels;         ///< a multiple of 16
    int32_t blocks;                 ///< of 16 output channels
    int32_t sets;                   ///< 1: the sums begin with these tiles; 0: they are added to
    float *sums;                    ///< [n + 2][blocks][input_channels][16]
    float *scratch;                 ///< (n + 2) * (tiles + 1) * (input_channels + 16 * blocks) floats
    const float *const *next_inputs;     ///< those of the next call, prefetched during this one
    const float *const *next_gradients;
    int32_t next_tiles;                  ///< 0: unknown
} pansecb_winograd_outer;

/// Work on each channel of some pixels. The functions of the table state which fields they use.
typedef struct pansecb_channels {
    const float *x;              ///< [pixels][channels]
    const float *y;              ///< [pixels][channels]
    const float *gate;           ///< NULL, or [pixels][channels]: x counts as 0 where this is not positive (the
                                 ///< gradient of ReLU)
    const float *scale;          ///< [channels]
    const float *scale_y;        ///< [channels]
    const float *shift;          ///< [channels]
    float *output;               ///< [pixels][channels]; may be x or y
    double *sums;                ///< [2][channels], added to
    ptrdiff_t pixels;
    int32_t channels;
    int32_t relu;                ///< 1: negative results become 0
} pansecb_channels;

/// Max-pool of 2x2 pixels of stride 2, and its gradient.
typedef struct pansecb_max_pool {
    const float *rows[2];        ///< two input rows
    ptrdiff_t input_stride;      ///< floats from an input pixel to the next
    float *output;               ///< forward: the maxima
    const float *gradient;       ///< backward: gradients of the maxima
    ptrdiff_t output_stride;     ///< floats from an output pixel to the next
    float *gradient_rows[2];     ///< backward: added to at the first of the four that is the largest; strides as the
                                 ///< input's
    ptrdiff_t width;             ///< output pixels
    int32_t channels;
} pansecb_max_pool;

static inline const float *pansecb_pool_row(const pansecb_max_pool *p, int32_t i) { return p->rows[i]; }
static inline float *pansecb_pool_gradient_row(const pansecb_max_pool *p, int32_t i) { return p->gradient_rows[i]; }

/// Weighted cross entropy of each pixel's softmax; the logits become their gradient.
typedef struct pansecb_cross_entropy {
    float *logits;               ///< [pixels][stride]; numbers after the channels become 0
    int32_t stride;              ///< a multiple of 16, at most 256
    int32_t channels;            ///< 1 ... stride
    ptrdiff_t pixels;
    const uint8_t *targets;      ///< [pixels], below `channels`
    const float *weights;        ///< [channels]
    float factor;                ///< of the gradient
    double loss;                 ///< out: sum of weight times cross entropy
} pansecb_cross_entropy;

/// A step of Adam (Kingma and Ba, 2015) with L2 regularisation as part of the gradient.
typedef struct pansecb_adam {
    float *values;
    const float *gradients;
    float *first;                ///< running mean of the gradient
    float *second;               ///< and of its square
    ptrdiff_t count;
    float decay;                 ///< of the weights: decay * value is added to the gradient
    float beta1, beta2;
    float step;                  ///< learning rate / (1 - beta1^t)
    float correction;            ///< 1 / sqrt(1 - beta2^t)
    float epsilon;
} pansecb_adam;

typedef struct pansecb_training_kernels {
    void (*outer)(const pansecb_outer *);
    void (*winograd_outer)(const pansecb_winograd_outer *);
    /// sums += x, x^2
    void (*moments)(const pansecb_channels *);
    /// output = scale * x + shift (+ y), ReLU if asked for
    void (*normalise)(const pansecb_channels *);
    /// sums += gated x, gated x * (y + shift); output, unless NULL, = gated x
    void (*products)(const pansecb_channels *);
    /// output = scale * gated x + scale_y * y + shift
    void (*combine)(const pansecb_channels *);
    void (*max_pool)(const pansecb_max_pool *);
    void (*max_pool_gradient)(const pansecb_max_pool *);
    void (*cross_entropy)(pansecb_cross_entropy *);
    void (*adam)(const pansecb_adam *);
} pansecb_training_kernels;

/// Each function fills the table with the kernels of its instruction set. Call it only if the processor has that set.
void pansecb_training_kernels_scalar(pansecb_training_kernels *table);
void pansecb_training_kernels_baseline(pansecb_training_kernels *table);
void pansecb_training_kernels_avx2(pansecb_training_kernels *table);
void pansecb_training_kernels_avx512(pansecb_training_kernels *table);

#endif
