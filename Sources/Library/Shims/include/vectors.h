// The one vector type of the kernels: 16 floats, a block of 16 output channels. The compiler splits it into the
// registers that the target has (one of AVX-512, two of AVX, four of SSE or NEON).
//
// Swift never fuses `c + a * b`, and `addingProduct` calls fmaf for each lane where the target has no FMA; here the
// compiler contracts where it can: vfmadd, fmla, or a multiplication and an addition.
#ifndef PANSECB_VECTORS_H
#define PANSECB_VECTORS_H

typedef float pansecb_f16v __attribute__((ext_vector_type(16)));

static inline __attribute__((always_inline)) pansecb_f16v pansecb_madd16(pansecb_f16v c, pansecb_f16v a,
                                                                         pansecb_f16v b) {
#pragma clang fp contract(fast)
    return a * b + c;
}

/// `c + a * b` with one number of `a` for all lanes.
static inline __attribute__((always_inline)) pansecb_f16v pansecb_madd16_one(pansecb_f16v c, float a, pansecb_f16v b) {
#pragma clang fp contract(fast)
    return (pansecb_f16v)(a) * b + c;
}

// Conversions. Swift's own are generic functions of the standard library; every kernel target would keep a weak copy of
// them, compiled for its own processor.

typedef float pansecb_f8v __attribute__((ext_vector_type(8)));
typedef float pansecb_f4v __attribute__((ext_vector_type(4)));
typedef double pansecb_d8v __attribute__((ext_vector_type(8)));
typedef int pansecb_i16v __attribute__((ext_vector_type(16)));
typedef unsigned char pansecb_b16v __attribute__((ext_vector_type(16)));

static inline __attribute__((always_inline)) pansecb_d8v pansecb_widen8(pansecb_f8v x) {
    return __builtin_convertvector(x, pansecb_d8v);
}

static inline __attribute__((always_inline)) pansecb_f8v pansecb_narrow8(pansecb_d8v x) {
    return __builtin_convertvector(x, pansecb_f8v);
}

/// Sets all bits of lane i if the point (x, y) lies in an ellipse. Nothing is fused, so that every instruction set
/// rounds alike, and like the published method.
static inline __attribute__((always_inline)) pansecb_i16v pansecb_inside16(
    pansecb_f16v x, pansecb_f16v y, float centre_x, float centre_y, float bandwidth_x, float bandwidth_y, float limit) {
#pragma clang fp contract(off)
    pansecb_f16v dx = x - centre_x, dy = y - centre_y;
    return dx * dx * bandwidth_x + dy * dy * bandwidth_y <= (pansecb_f16v)(limit);
}

/// The same for the nearest point of each box.
static inline __attribute__((always_inline)) pansecb_i16v pansecb_met16(pansecb_f16v left, pansecb_f16v right,
                                                                        pansecb_f16v top, pansecb_f16v bottom, float x,
                                                                        float y, float bandwidth_x, float bandwidth_y,
                                                                        float limit) {
#pragma clang fp contract(off)
    pansecb_f16v a = left - x, b = x - right, c = top - y, d = y - bottom;
    pansecb_f16v dx = a > b ? a : b, dy = c > d ? c : d;
    return pansecb_inside16(dx > 0 ? dx : (pansecb_f16v)(0), dy > 0 ? dy : (pansecb_f16v)(0), 0, 0, bandwidth_x,
                            bandwidth_y, limit);
}

/// Bit i of the result is set if lane i is.
static inline __attribute__((always_inline)) unsigned short pansecb_bits16(pansecb_i16v mask) {
    typedef _Bool pansecb_bool16v __attribute__((ext_vector_type(16)));
    return __builtin_bit_cast(unsigned short, __builtin_convertvector(mask, pansecb_bool16v));
}

static inline __attribute__((always_inline)) pansecb_i16v pansecb_positive16(pansecb_f16v x) {
    return x > (pansecb_f16v)(0);
}

/// `x` where the mask is not set, else `y`.
static inline __attribute__((always_inline)) pansecb_f16v pansecb_select16(pansecb_i16v mask, pansecb_f16v x,
                                                                           pansecb_f16v y) {
    return mask ? y : x;
}
/// The largest of all lanes; NaN is ignored if there is a number. It works by halves, since the compiler's own
/// reduction goes through the lanes one by one.
static inline __attribute__((always_inline)) float pansecb_largest(pansecb_f16v x) {
    pansecb_f8v a = x.lo > x.hi || x.hi != x.hi ? x.lo : x.hi;
    pansecb_f4v b = a.lo > a.hi || a.hi != a.hi ? a.lo : a.hi;
    return __builtin_fmaxf(__builtin_fmaxf(b[0], b[2]), __builtin_fmaxf(b[1], b[3]));
}
static inline __attribute__((always_inline)) float pansecb_smallest(pansecb_f16v x) { return -pansecb_largest(-x); }

/// Prefetches the cache line at an address; any address is legal.
static inline __attribute__((always_inline)) void pansecb_fetch(const void *address) {
    __builtin_prefetch(address, 0, 2);
}

/// Bit i is set if lane i of `x` is above `bound`.
static inline __attribute__((always_inline)) unsigned short pansecb_above16(pansecb_f16v x, pansecb_f16v bound) {
    return pansecb_bits16(x > bound);
}

/// Interleaves the lanes of `a` and `b`: the lower half of the 32, and the upper.
static inline __attribute__((always_inline)) pansecb_f16v pansecb_zip_low16(pansecb_f16v a, pansecb_f16v b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
static inline __attribute__((always_inline)) pansecb_f16v pansecb_zip_high16(pansecb_f16v a, pansecb_f16v b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/// Transposes 8x8 floats; the rows of input and output are 16 floats apart. Each step is one AVX instruction.
static inline __attribute__((always_inline)) void pansecb_transpose8(const float *from, float *to) {
    typedef float unaligned __attribute__((ext_vector_type(8), aligned(4)));
    pansecb_f8v rows[8], pairs[8], fours[8];
    for (int i = 0; i < 8; i++) rows[i] = *(const unaligned *)(from + 16 * i);
    for (int i = 0; i < 8; i += 2) {
        pairs[i] = __builtin_shufflevector(rows[i], rows[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        pairs[i + 1] = __builtin_shufflevector(rows[i], rows[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int j = 0; j < 2; j++) {
            fours[i + 2 * j] = __builtin_shufflevector(pairs[i + j], pairs[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
            fours[i + 2 * j + 1] = __builtin_shufflevector(pairs[i + j], pairs[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    }
    for (int i = 0; i < 4; i++) {
        *(unaligned *)(to + 16 * i) = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        *(unaligned *)(to + 16 * (i + 4)) = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

static inline __attribute__((always_inline)) pansecb_b16v pansecb_bytes16(pansecb_i16v x) {
    return __builtin_convertvector(x, pansecb_b16v);
}

typedef unsigned pansecb_u16v __attribute__((ext_vector_type(16)));

/// The numbers where `x` is `wanted`; elsewhere the largest number.
static inline __attribute__((always_inline)) pansecb_u16v pansecb_where16(pansecb_f16v x, float wanted,
                                                                          pansecb_u16v numbers) {
    return x == wanted ? numbers : (pansecb_u16v)(0xffffffffu);
}

static inline __attribute__((always_inline)) pansecb_u16v pansecb_lesser16(pansecb_u16v a, pansecb_u16v b) {
    return __builtin_elementwise_min(a, b);
}

/// The least of all lanes.
static inline __attribute__((always_inline)) unsigned pansecb_least16(pansecb_u16v x) {
    return __builtin_reduce_min(x);
}

/// Bit i is set if lane i is `wanted`.
static inline __attribute__((always_inline)) unsigned short pansecb_equal16(pansecb_u16v x, unsigned wanted) {
    return pansecb_bits16(x == wanted);
}

/// Sixteen floats as sums of two bfloat16 each: `x` rounded to the nearest, in the upper half of each lane, and the
/// remainder, rounded likewise.
static inline __attribute__((always_inline)) void pansecb_parts16(pansecb_f16v x, pansecb_u16v *upper,
                                                                  pansecb_u16v *lower) {
    *upper = (__builtin_bit_cast(pansecb_u16v, x) + 0x8000u) & 0xffff0000u;
    *lower = (__builtin_bit_cast(pansecb_u16v, x - __builtin_bit_cast(pansecb_f16v, *upper)) + 0x8000u) & 0xffff0000u;
}

/// Both parts of 32 channels, as `pansecb_split` describes them: parts of channel i, then of channel i + 16.
static inline __attribute__((always_inline)) void pansecb_split32(pansecb_f16v a, pansecb_f16v b, unsigned short *upper,
                                                                  unsigned short *lower) {
    typedef unsigned unaligned __attribute__((ext_vector_type(16), aligned(2)));
    pansecb_u16v upper_a, lower_a, upper_b, lower_b;
    pansecb_parts16(a, &upper_a, &lower_a);
    pansecb_parts16(b, &upper_b, &lower_b);
    *(unaligned *)upper = upper_a >> 16 | upper_b;
    *(unaligned *)lower = lower_a >> 16 | lower_b;
}

/// Both parts of 16 channels: the lower part of channel i, then the upper.
static inline __attribute__((always_inline)) void pansecb_split16(pansecb_f16v x, unsigned short *output) {
    typedef unsigned unaligned __attribute__((ext_vector_type(16), aligned(2)));
    pansecb_u16v upper, lower;
    pansecb_parts16(x, &upper, &lower);
    *(unaligned *)output = lower >> 16 | upper;
}

#endif
