// Vectors of whole numbers for the quantised kernels, and the one product that differs by instruction set.
#ifndef PANSECB_INTEGERS_H
#define PANSECB_INTEGERS_H

#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__ARM_FEATURE_DOTPROD)
#include <arm_neon.h>
#endif

#define PANSECB_INLINE static inline __attribute__((always_inline))

typedef short pansecb_s16v __attribute__((ext_vector_type(16)));
typedef short pansecb_s32v __attribute__((ext_vector_type(32)));
typedef unsigned char pansecb_b32v __attribute__((ext_vector_type(32)));

// MARK: products

// The compiler takes `__builtin_bit_cast` of a part of a vector for one of its beginning: each part is an argument
// first.
#if !defined(__AVX512VNNI__) && !defined(__AVX512BW__)
typedef int pansecb_i8v __attribute__((ext_vector_type(8)));
typedef int pansecb_i4v __attribute__((ext_vector_type(4)));
PANSECB_INLINE pansecb_i16v pansecb_join16(pansecb_i8v low, pansecb_i8v high) {
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
PANSECB_INLINE pansecb_i8v pansecb_join8(pansecb_i4v low, pansecb_i4v high) {
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
}

#if defined(__AVXVNNI__)
PANSECB_INLINE pansecb_i8v pansecb_dot8(pansecb_i8v sums, unsigned x, pansecb_i8v weights) {
    return __builtin_bit_cast(pansecb_i8v, _mm256_dpbusd_avx_epi32(__builtin_bit_cast(__m256i, sums),
                                                                   _mm256_set1_epi32((int)x),
                                                                   __builtin_bit_cast(__m256i, weights)));
}
#elif defined(__AVX2__)
PANSECB_INLINE pansecb_i8v pansecb_dot8(pansecb_i8v sums, unsigned x, pansecb_i8v weights) {
    return sums
           + __builtin_bit_cast(pansecb_i8v,
                                _mm256_madd_epi16(_mm256_set1_epi32((int)x), __builtin_bit_cast(__m256i, weights)));
}
#elif defined(__SSE2__)
PANSECB_INLINE pansecb_i4v pansecb_dot4(pansecb_i4v sums, unsigned x, pansecb_i4v weights) {
    return sums
           + __builtin_bit_cast(pansecb_i4v,
                                _mm_madd_epi16(_mm_set1_epi32((int)x), __builtin_bit_cast(__m128i, weights)));
}
#elif defined(__ARM_FEATURE_DOTPROD)
PANSECB_INLINE pansecb_i4v pansecb_dot4(pansecb_i4v sums, unsigned x, pansecb_i4v weights) {
    return __builtin_bit_cast(pansecb_i4v, vdotq_s32(__builtin_bit_cast(int32x4_t, sums),
                                                     vreinterpretq_s8_u32(vdupq_n_u32(x)),
                                                     __builtin_bit_cast(int8x16_t, weights)));
}
#endif
#endif

/// sums[i] + the products of group `x` with the group of weights in lane i. What a group is depends on the instruction
/// set: with VNNI four unsigned bytes times four signed ones, with the dot products of AArch64 four signed bytes times
/// four signed ones, else two 16-bit numbers times two.
PANSECB_INLINE pansecb_i16v pansecb_dot16(pansecb_i16v sums, unsigned x, pansecb_i16v weights) {
#if defined(__AVX512VNNI__)
    return __builtin_bit_cast(
        pansecb_i16v, _mm512_dpbusd_epi32(__builtin_bit_cast(__m512i, sums), _mm512_set1_epi32((int)x),
                                          __builtin_bit_cast(__m512i, weights)));
#elif defined(__AVX512BW__)
    return sums
           + __builtin_bit_cast(pansecb_i16v, _mm512_madd_epi16(_mm512_set1_epi32((int)x),
                                                                __builtin_bit_cast(__m512i, weights)));
#elif defined(__AVX2__) || defined(__AVXVNNI__)
    return pansecb_join16(pansecb_dot8(sums.lo, x, weights.lo), pansecb_dot8(sums.hi, x, weights.hi));
#elif defined(__SSE2__) || defined(__ARM_FEATURE_DOTPROD)
    return pansecb_join16(
        pansecb_join8(pansecb_dot4(sums.lo.lo, x, weights.lo.lo), pansecb_dot4(sums.lo.hi, x, weights.lo.hi)),
        pansecb_join8(pansecb_dot4(sums.hi.lo, x, weights.hi.lo), pansecb_dot4(sums.hi.hi, x, weights.hi.hi)));
#else
    // NEON without dot products: the even and the odd 16-bit numbers of all lanes.
    const int even = (short)x, odd = (int)x >> 16;
    return sums + (weights << 16 >> 16) * even + (weights >> 16) * odd;
#endif
}

// MARK: bytes and 16-bit numbers

PANSECB_INLINE pansecb_s32v pansecb_widen32(const unsigned char *bytes) {
    typedef unsigned char unaligned __attribute__((ext_vector_type(32), aligned(1)));
    return __builtin_convertvector(*(const unaligned *)bytes, pansecb_s32v);
}
PANSECB_INLINE pansecb_s16v pansecb_widen16(const unsigned char *bytes) {
    typedef unsigned char unaligned __attribute__((ext_vector_type(16), aligned(1)));
    return __builtin_convertvector(*(const unaligned *)bytes, pansecb_s16v);
}

/// Adds to `bits` those that each number has; a negative one has those of its complement.
PANSECB_INLINE pansecb_s32v pansecb_collect_bits32(pansecb_s32v bits, pansecb_s32v x) { return bits | (x ^ (x >> 15)); }
PANSECB_INLINE pansecb_s16v pansecb_collect_bits16(pansecb_s16v bits, pansecb_s16v x) { return bits | (x ^ (x >> 15)); }

PANSECB_INLINE pansecb_s16v pansecb_fold32(pansecb_s32v bits) { return bits.lo | bits.hi; }

/// Where `pansecb_shifts` writes what belongs to a frequency.
PANSECB_INLINE int pansecb_shift_place(int frequency) { return frequency / 2 + frequency % 2 * 4; }

/// For six frequencies, given the bits that their numbers have: how far these are shifted to leave 7 bits, half of the
/// last bit that goes, and 2 to the power of the shift.
PANSECB_INLINE void pansecb_shifts(pansecb_s16v b0, pansecb_s16v b1, pansecb_s16v b2, pansecb_s16v b3, pansecb_s16v b4,
                                   pansecb_s16v b5, int *shifts, int *halves, float *factors) {
    typedef int eight __attribute__((ext_vector_type(8)));
    typedef int unaligned __attribute__((ext_vector_type(8), aligned(4)));
    typedef float unaligned_floats __attribute__((ext_vector_type(8), aligned(4)));
    // Eight lanes for each frequency, then four, then two.
#define PANSECB_HALVES(X, Y)                                                                       \
    (__builtin_shufflevector(X, Y, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)         \
     | __builtin_shufflevector(X, Y, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
    const eight a = __builtin_bit_cast(eight, PANSECB_HALVES(b0, b1));
    const eight b = __builtin_bit_cast(eight, PANSECB_HALVES(b2, b3));
    const eight c = __builtin_bit_cast(eight, PANSECB_HALVES(b4, b5));
    const eight d = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
                    | __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    const eight e = c | __builtin_shufflevector(c, c, 2, 3, 0, 1, 6, 7, 4, 5);
    const eight f = __builtin_shufflevector(d, e, 0, 2, 8, 8, 4, 6, 12, 12)
                    | __builtin_shufflevector(d, e, 1, 3, 9, 9, 5, 7, 13, 13);
#undef PANSECB_HALVES
    // The exponent of a whole number as a float tells its bits; that of 0 is the least of all.
    const eight bits = (f | f >> 16) & 0xffff;
    const eight exponent = __builtin_bit_cast(eight, __builtin_convertvector(bits, pansecb_f8v)) >> 23;
    const eight beyond = exponent - (126 + 7), shift = beyond > 0 ? beyond : 0;
    *(unaligned *)shifts = shift;
    *(unaligned *)halves = (eight)(1) << shift >> 1;
    *(unaligned_floats *)factors = __builtin_bit_cast(pansecb_f8v, (shift + 127) << 23);
}

/// x >> shift, halves rounded up, limited to the range of a byte.
PANSECB_INLINE pansecb_s32v pansecb_rounded_shift32(pansecb_s32v x, short half, short shift) {
    const pansecb_s32v shifted = (x + half) >> shift;
    return __builtin_elementwise_min(shifted, (pansecb_s32v)(127));
}
PANSECB_INLINE pansecb_s16v pansecb_rounded_shift16(pansecb_s16v x, short half, short shift) {
    const pansecb_s16v shifted = (x + half) >> shift;
    return __builtin_elementwise_min(shifted, (pansecb_s16v)(127));
}

/// Stores numbers of -128 ... 127 as bytes, with `flip` exclusive-or'd to each: 0x80 adds 128.
PANSECB_INLINE void pansecb_store_bytes32(pansecb_s32v x, unsigned char flip, unsigned char *bytes) {
    typedef unsigned char unaligned __attribute__((ext_vector_type(32), aligned(1)));
    *(unaligned *)bytes = __builtin_convertvector(x, pansecb_b32v) ^ (pansecb_b32v)(flip);
}
PANSECB_INLINE void pansecb_store_bytes16(pansecb_s16v x, unsigned char flip, unsigned char *bytes) {
    typedef unsigned char unaligned __attribute__((ext_vector_type(16), aligned(1)));
    *(unaligned *)bytes = __builtin_convertvector(x, pansecb_b16v) ^ (pansecb_b16v)(flip);
}

// MARK: whole numbers to floats and back

/// sums * scale + bias, not fused.
PANSECB_INLINE pansecb_f16v pansecb_scaled16(pansecb_i16v sums, pansecb_f16v scale, pansecb_f16v bias) {
#pragma clang fp contract(off)
    const pansecb_f16v product = __builtin_convertvector(sums, pansecb_f16v) * scale;
    return product + bias;
}

/// sums * factor * scale, where the factor is a power of two.
PANSECB_INLINE pansecb_f16v pansecb_scaled_frequency16(pansecb_i16v sums, float factor, pansecb_f16v scale) {
#pragma clang fp contract(off)
    return __builtin_convertvector(sums, pansecb_f16v) * factor * scale;
}

PANSECB_INLINE pansecb_f16v pansecb_byte_floats16(const unsigned char *bytes) {
    typedef unsigned char unaligned __attribute__((ext_vector_type(16), aligned(1)));
    return __builtin_convertvector(__builtin_convertvector(*(const unaligned *)bytes, pansecb_i16v), pansecb_f16v);
}

/// The largest of four bytes each, as floats.
PANSECB_INLINE pansecb_f16v pansecb_largest_bytes16(const unsigned char *a, const unsigned char *b,
                                                    const unsigned char *c, const unsigned char *d) {
    typedef unsigned char unaligned __attribute__((ext_vector_type(16), aligned(1)));
    const pansecb_b16v above = __builtin_elementwise_max((pansecb_b16v) * (const unaligned *)a,
                                                         (pansecb_b16v) * (const unaligned *)b);
    const pansecb_b16v below = __builtin_elementwise_max((pansecb_b16v) * (const unaligned *)c,
                                                         (pansecb_b16v) * (const unaligned *)d);
    return __builtin_convertvector(
        __builtin_convertvector(__builtin_elementwise_max(above, below), pansecb_i16v), pansecb_f16v);
}

/// Stores the nearest whole numbers, ties to even, limited to 0 ... 255; NaN becomes 0. From 2^23 on floats are whole
/// numbers, so the addition rounds.
PANSECB_INLINE void pansecb_store_rounded16(pansecb_f16v x, unsigned char *bytes) {
#pragma clang fp contract(off)
    typedef unsigned char unaligned __attribute__((ext_vector_type(16), aligned(1)));
    const pansecb_f16v low = x > (pansecb_f16v)(0) ? x : (pansecb_f16v)(0);
    const pansecb_f16v limited = low < (pansecb_f16v)(255) ? low : (pansecb_f16v)(255);
    const pansecb_i16v bits = __builtin_bit_cast(pansecb_i16v, limited + 8388608.0f);
    *(unaligned *)bytes = __builtin_convertvector(bits & 255, pansecb_b16v);
}

#undef PANSECB_INLINE

#endif
