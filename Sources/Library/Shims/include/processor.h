// What the processor can do, as a set of features: a newer processor may lack features of an older one.
#ifndef PANSECB_PROCESSOR_H
#define PANSECB_PROCESSOR_H

#include <stdint.h>

// Members of the set. One means that the processor has it and the system saves its registers.
#define PANSECB_FEATURE_BASELINE 0x1u          ///< vectors that every processor of the architecture has: SSE2, NEON
#define PANSECB_FEATURE_AVX2 0x2u              ///< with FMA, F16C, BMI1, BMI2, LZCNT and MOVBE, as x86-64-v3 has them
#define PANSECB_FEATURE_AVX512 0x4u            ///< F, BW, CD, DQ and VL, as x86-64-v4 has them
#define PANSECB_FEATURE_AVX512_VNNI 0x8u       ///< products of 8-bit integers, in 512 bits
#define PANSECB_FEATURE_AVX512_BF16 0x10u
#define PANSECB_FEATURE_AVX512_FP16 0x20u
#define PANSECB_FEATURE_AVX_VNNI 0x40u         ///< products of 8-bit integers, in 256 bits and encoded as AVX2 is
#define PANSECB_FEATURE_AMX_BF16 0x80u         ///< matrix registers, and products of bfloat16 in them
#define PANSECB_FEATURE_AMX_INT8 0x100u        ///< matrix registers, and products of 8-bit integers in them
#define PANSECB_FEATURE_DOT_PRODUCT 0x200u     ///< AArch64: products of 8-bit integers
#define PANSECB_FEATURE_INT8_MATRICES 0x400u   ///< AArch64: matrices of 8-bit integers (i8mm)
#define PANSECB_FEATURE_FP16 0x800u            ///< AArch64: arithmetic in half precision
#define PANSECB_FEATURE_BF16 0x1000u           ///< AArch64
#define PANSECB_FEATURE_SVE 0x2000u
#define PANSECB_FEATURE_SVE2 0x4000u

/// Features of this processor, which is asked once.
uint32_t pansecb_features(void);

/// Asks the system to let this process use AMX. Linux requires this once per process because the state saved for a
/// signal grows by 8 KB. It refuses if a thread's signal stack is too small for that.
int pansecb_permit_amx(void);

#endif
