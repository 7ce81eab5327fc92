// Threads, and the few atomic operations of the thread pool.
#ifndef PANSECB_THREADS_H
#define PANSECB_THREADS_H

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Static thread-local storage: the first use neither allocates nor calls the loader.
#define PANSECB_THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

static inline uint64_t pansecb_load64(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
static inline void pansecb_store64(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
static inline int pansecb_exchange64(uint64_t *word, uint64_t expected, uint64_t value) {
    return __atomic_compare_exchange_n(word, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}
static inline uint32_t pansecb_load32(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }
static inline void pansecb_store32(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
/// Adds and returns the sum.
static inline uint32_t pansecb_add32(uint32_t *word, uint32_t value) {
    return __atomic_add_fetch(word, value, __ATOMIC_SEQ_CST);
}
/// Stores a value and returns the old one.
static inline uint32_t pansecb_swap32(uint32_t *word, uint32_t value) {
    return __atomic_exchange_n(word, value, __ATOMIC_SEQ_CST);
}

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

/// Number of processors that this thread, and the threads it starts, may use: 1 ... 256.
int32_t pansecb_processors(void);

/// Starts a thread that blocks all signals, which are for the host's threads, except those of its own faults.
/// Returns 0 or an error number.
/// @param stack   bytes that its code needs, besides thread-local variables; 0: the system's default
int pansecb_start_thread(uintptr_t *thread, void *(*run)(void *), void *argument, size_t stack);
/// Gives this thread its name for debuggers and `top`: pansecb-1, say.
void pansecb_name_thread(int32_t number);
static inline void pansecb_join_thread(uintptr_t thread) { pthread_join((pthread_t)thread, (void **)0); }

/// The session that turned this thread's last call away because another thread was using it, or NULL.
const void *pansecb_busy_session(void);
void pansecb_set_busy_session(const void *session);

#endif
