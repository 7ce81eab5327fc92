#include "reserve.h"
#include "threads.h"

#ifdef PANSECB_EMBEDDED
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Embedded Swift seeds its hash function with this, though nothing here hashes. glibc has it only since 2.36; with
/// this hidden one, older systems can load the library.
__attribute__((visibility("hidden"))) void arc4random_buf(void *buffer, size_t size) { memset(buffer, 0, size); }

// Swift ends the process if it gets no memory for an object. So the Swift code's allocations are redirected here (the
// build renames its posix_memalign and free). If the system refuses, small blocks come from a reserve, and the call
// that needed them notices and ends with PANSECB_OUT_OF_MEMORY. Code that allocates large blocks can handle a refusal.

enum { reserve_bytes = 1 << 20, largest_block = 1 << 17 };

static _Alignas(64) unsigned char reserve[reserve_bytes];
static size_t used, blocks;
static PANSECB_THREAD_LOCAL uint32_t refusals;
static char lock;

static void enter(void) { while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE)) { } }
static void leave(void) { __atomic_clear(&lock, __ATOMIC_RELEASE); }

static void *take_from_reserve(size_t alignment, size_t size) {
    void *block = NULL;
    if (size > largest_block || alignment > 64) return NULL;
    enter();
    size_t start = (used + 63) & ~(size_t)63;
    if (reserve_bytes - start >= size && start <= reserve_bytes) {
        block = reserve + start;
        used = start + size;
        blocks += 1;
    }
    leave();
    return block;
}

__attribute__((visibility("hidden"))) int pansecb_swift_allocate(void **memory, size_t alignment, size_t size) {
    int error = posix_memalign(memory, alignment, size);
    if (error == 0) return 0;
    refusals += 1;
    *memory = take_from_reserve(alignment, size);
    return *memory ? 0 : error;
}

__attribute__((visibility("hidden"))) void pansecb_swift_free(void *memory) {
    if ((uintptr_t)memory - (uintptr_t)reserve >= reserve_bytes) {
        free(memory);
        return;
    }
    enter();
    blocks -= 1;
    if (blocks == 0) used = 0;
    leave();
}

uint32_t pansecb_refusals(void) { return refusals; }

#else

uint32_t pansecb_refusals(void) { return 0; }

#endif
