// Threads, and the few atomic operations of the thread pool.
#ifndef PANSECB_THREADS_H
#define PANSECB_THREADS_H

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline uint64_t pansecb_load64(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
static inline void pansecb_store64(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
static inline int pansecb_exchange64(uint64_t *word, uint64_t expected, uint64_t value) {
    return __atomic_compare_exchange_n(word, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}
static inline uint32_t pansecb_load32(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }
static inline void pansecb_store32(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
/// Adds and returns the sum.
static inline uint32_t pansecb_add32(uint32_t *word, uint32_t value) { return __atomic_add_fetch(word, value, __ATOMIC_SEQ_CST); }
/// Stores and returns what was there.
static inline uint32_t pansecb_swap32(uint32_t *word, uint32_t value) { return __atomic_exchange_n(word, value, __ATOMIC_SEQ_CST); }

/// Sleeps until woken, unless `word` holds another value already.
static inline void pansecb_sleep_while(const uint32_t *word, uint32_t value) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, (void *)0, (void *)0, 0);
}
static inline void pansecb_wake_all(const uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, (void *)0, (void *)0, 0);
}

/// Tells the processor that this is a waiting loop.
static inline void pansecb_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
static inline void pansecb_yield(void) { sched_yield(); }

/// Starts a thread that takes no signals: they belong to the host's threads. Returns 0 or an error number.
static inline int pansecb_start_thread(uintptr_t *thread, void *(*run)(void *), void *argument) {
    sigset_t all, before;
    pthread_t handle;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&handle, (void *)0, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, (void *)0);
    *thread = (uintptr_t)handle;
    return error;
}
static inline void pansecb_join_thread(uintptr_t thread) { pthread_join((pthread_t)thread, (void **)0); }

#endif
