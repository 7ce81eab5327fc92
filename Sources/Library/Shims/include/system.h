// The C library under names that Swift can import with or without its own runtime: memory, files, clock, environment.
#ifndef PANSECB_SYSTEM_H
#define PANSECB_SYSTEM_H

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/// Memory of a multiple of `alignment` bytes (a power of two), or NULL. A large block that will be `filled` begins on a
/// page and asks for huge pages, since touching fresh small pages takes longer than writing to them. For other blocks
/// huge pages would waste memory.
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

/// Maps a regular file for reading; does not wait for a pipe. Returns 0 and the mapping, or errno (EISDIR for anything
/// but a regular file). An empty file gives a NULL mapping.
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

static inline const char *pansecb_environment(const char *name) { return getenv(name); }

#endif
