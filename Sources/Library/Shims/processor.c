#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "processor.h"
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)

#include <cpuid.h>

enum { matrix_data = 18 };             // its number among the parts of a thread's state

/// Results of the instruction CPUID.
typedef struct answer { unsigned a, b, c, d; } answer;

static answer ask(unsigned leaf, unsigned part) {
    answer r = {0, 0, 0, 0};
    if (__get_cpuid_max(leaf & 0x80000000u, NULL) >= leaf) __cpuid_count(leaf, part, r.a, r.b, r.c, r.d);
    return r;
}

/// Parts of a thread's state that the system saves.
static uint64_t saved_state(void) {
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

/// Whether Linux gives matrix registers to a process that asks for them.
static int can_have_matrices(void) {
#if defined(SYS_arch_prctl)
    enum { get_supported = 0x1021 };
    uint64_t supported = 0;
    return syscall(SYS_arch_prctl, get_supported, &supported) == 0 && (supported >> matrix_data & 1);
#else
    return 0;
#endif
}

static int all(unsigned word, unsigned bits) { return (word & bits) == bits; }

static uint32_t detect(void) {
    enum { fma = 1 << 12, movbe = 1 << 22, osxsave = 1 << 27, avx = 1 << 28, f16c = 1 << 29 };
    enum { lzcnt = 1 << 5 };
    const unsigned bmi = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;
    const unsigned avx512f = 1u << 16, avx512dq = 1u << 17, avx512cd = 1u << 28, avx512bw = 1u << 30;
    const unsigned avx512vl = 1u << 31;
    const unsigned ymm = 0x6, zmm = 0xe6, tiles = 0x60000;
    uint32_t features = PANSECB_FEATURE_BASELINE;
    const answer basic = ask(1, 0), structured = ask(7, 0);
    const answer more = structured.a >= 1 ? ask(7, 1) : (answer){0, 0, 0, 0};
    const uint64_t saved = all(basic.c, osxsave) ? saved_state() : 0;
    if ((saved & ymm) == ymm && all(basic.c, fma | movbe | avx | f16c) && all(structured.b, bmi | avx2 | bmi2)
        && all(ask(0x80000001u, 0).c, lzcnt)) {
        features |= PANSECB_FEATURE_AVX2;
        if (more.a >> 4 & 1) features |= PANSECB_FEATURE_AVX_VNNI;
    }
    if ((saved & zmm) == zmm && all(structured.b, avx512f | avx512dq | avx512cd | avx512bw | avx512vl)) {
        features |= PANSECB_FEATURE_AVX512;
        if (structured.c >> 11 & 1) features |= PANSECB_FEATURE_AVX512_VNNI;
        if (more.a >> 5 & 1) features |= PANSECB_FEATURE_AVX512_BF16;
        if (structured.d >> 23 & 1) features |= PANSECB_FEATURE_AVX512_FP16;
    }
    if ((saved & tiles) == tiles && (structured.d >> 24 & 1) && can_have_matrices()) {
        if (structured.d >> 22 & 1) features |= PANSECB_FEATURE_AMX_BF16;
        if (structured.d >> 25 & 1) features |= PANSECB_FEATURE_AMX_INT8;
    }
    return features;
}

int pansecb_permit_amx(void) {
#if defined(SYS_arch_prctl)
    enum { request_permission = 0x1023 };
    return syscall(SYS_arch_prctl, request_permission, matrix_data) == 0;
#else
    return 0;
#endif
}

#else

#include <sys/auxv.h>

static uint32_t detect(void) {
    // Linux's bits for AArch64; the C library's headers may be too old to have them.
    const unsigned long first = getauxval(AT_HWCAP), second = getauxval(AT_HWCAP2);
    uint32_t features = PANSECB_FEATURE_BASELINE;
    if (first >> 10 & 1) features |= PANSECB_FEATURE_FP16;
    if (first >> 20 & 1) features |= PANSECB_FEATURE_DOT_PRODUCT;
    if (first >> 22 & 1) features |= PANSECB_FEATURE_SVE;
    if (second >> 1 & 1) features |= PANSECB_FEATURE_SVE2;
    if (second >> 13 & 1) features |= PANSECB_FEATURE_INT8_MATRICES;
    if (second >> 14 & 1) features |= PANSECB_FEATURE_BF16;
    return features;
}

int pansecb_permit_amx(void) { return 0; }

#endif

uint32_t pansecb_features(void) {
    static uint32_t known;                 // 0: not asked yet; threads that ask at once get the same result
    uint32_t features = __atomic_load_n(&known, __ATOMIC_RELAXED);
    if (features == 0) {
        features = detect();
        __atomic_store_n(&known, features, __ATOMIC_RELAXED);
    }
    return features;
}
