// The floating-point state of a thread: rounding, traps, treatment of denormal numbers, and exception flags. It belongs
// to the host.
#ifndef PANSECB_FLOATING_POINT_H
#define PANSECB_FLOATING_POINT_H

#include <stdint.h>

// Each function is a compiler barrier: computations on values in memory do not move across it.

/// This thread's state.
static inline uint64_t pansecb_floating_point(void) {
#if defined(__x86_64__)
    uint32_t state;
    __asm__ volatile("stmxcsr %0" : "=m"(state) : : "memory");
    return state;
#elif defined(__aarch64__)
    uint64_t control, flags;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control) : : "memory");
    __asm__ volatile("mrs %0, fpsr" : "=r"(flags) : : "memory");
    return flags << 32 | control;
#endif
}

static inline void pansecb_set_floating_point(uint64_t state) {
#if defined(__x86_64__)
    uint32_t word = (uint32_t)state;
    __asm__ volatile("ldmxcsr %0" : : "m"(word) : "memory");
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(state & UINT32_MAX) : "memory");
    __asm__ volatile("msr fpsr, %0" : : "r"(state >> 32) : "memory");
#endif
}

/// The state in which a program begins: rounds to nearest, traps nothing, keeps denormal numbers, has no flags.
static inline void pansecb_reset_floating_point(void) {
#if defined(__x86_64__)
    pansecb_set_floating_point(0x1f80);
#else
    pansecb_set_floating_point(0);
#endif
}

#endif
