// The shims are inline functions of the headers, but for one that the linker has to find.
#ifdef PANSECB_EMBEDDED
#include <stddef.h>
#include <string.h>

/// Embedded Swift seeds its hash function with this, though nothing here hashes. glibc has it since 2.36 only;
/// with our own, which stays inside of the library, older systems can load it.
__attribute__((visibility("hidden"))) void arc4random_buf(void *buffer, size_t size) { memset(buffer, 0, size); }
#endif
