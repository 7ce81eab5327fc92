// The C library under names that Swift can import with or without its own runtime: memory, files, threads, clock.
#ifndef PANSECB_SYSTEM_H
#define PANSECB_SYSTEM_H

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE 1
#endif
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#if defined(__x86_64__)
#include <sys/syscall.h>
#endif
#include <time.h>
#include <unistd.h>

/// Memory of a multiple of `alignment` bytes (a power of two), or NULL. A large block that will be `filled` asks for huge pages, for which it must
/// begin with a page: touching fresh small pages takes longer than writing to them. One that is not would take memory for nothing.
static inline void *pansecb_allocate(size_t bytes, size_t alignment, int filled) {
    void *memory = NULL;
    int is_large = filled && bytes >= (size_t)4 << 20;
    if (is_large && alignment < 4096) alignment = 4096;
    if (posix_memalign(&memory, alignment, bytes ? bytes : 1) != 0) return NULL;
#if defined(MADV_HUGEPAGE)
    if (is_large) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

static inline void pansecb_free(void *memory) { free(memory); }

/// Maps a regular file for reading; a pipe is not waited for. Returns 0 and the mapping, or errno (EISDIR for what is no regular file).
/// An empty file gives a NULL mapping.
static inline int pansecb_map_file(const char *path, const void **data, size_t *size) {
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *data = NULL;
    *size = 0;
    if (file < 0) return errno;
    struct stat status;
    int error = 0;
    if (fstat(file, &status) != 0) error = errno;
    else if (!S_ISREG(status.st_mode)) error = EISDIR;
    else if (status.st_size > 0) {
        void *memory = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (memory == MAP_FAILED) error = errno;
        else { *data = memory; *size = (size_t)status.st_size; }
    }
    close(file);
    return error;
}

static inline void pansecb_unmap(const void *data, size_t size) { if (data) munmap((void *)(uintptr_t)data, size); }

static inline uint64_t pansecb_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// Processors that this process may use.
static inline int32_t pansecb_processors(void) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
#if defined(CPU_COUNT)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
#endif
    return count < 1 ? 1 : count > 256 ? 256 : (int32_t)count;
}

static inline const char *pansecb_environment(const char *name) { return getenv(name); }

#if defined(__x86_64__)
/// Whether the processor has AMX with bfloat16 and the system knows it.
static inline int pansecb_has_amx(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d >> 22 & 1) || !(d >> 24 & 1)) return 0;
#if defined(__linux__) && defined(SYS_arch_prctl)
    enum { get_supported = 0x1021, tile_data = 18 };
    uint64_t supported = 0;
    return syscall(SYS_arch_prctl, get_supported, &supported) == 0 && (supported >> tile_data & 1);
#else
    return 0;
#endif
}
#endif

/// Asks the system to let this process use AMX. Linux wants to be asked once, since what it saves when a thread is interrupted by a signal grows by 8 KB; it says no where
/// a thread's signal stack is too small for that.
static inline int pansecb_permit_amx(void) {
#if defined(__x86_64__) && defined(__linux__) && defined(SYS_arch_prctl)
    enum { request_permission = 0x1023, tile_data = 18 };
    return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return 0;
#endif
}

/// Best instruction set of this processor (values of pansecb_cpu).
static inline int32_t pansecb_detect_cpu(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    // Compiled for x86-64-v3: besides AVX2 and FMA also the small extensions that came with them.
    unsigned a, b, c = 0, d, c2 = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !__get_cpuid(0x80000001u, &a, &b, &c2, &d)) return 2;
    int movbe = c >> 22 & 1, f16c = c >> 29 & 1, lzcnt = c2 >> 5 & 1;
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi")
        && __builtin_cpu_supports("bmi2") && movbe && f16c && lzcnt;
    int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return avx512 && pansecb_has_amx() ? 5 : avx512 ? 4 : avx2 ? 3 : 2;
#else
    return 2;
#endif
}

#endif
