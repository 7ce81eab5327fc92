/* The kernel checks, built as Embedded Swift, on the processor that runs this. The argument is the seed of the random
   numbers. */
#include <stdint.h>
#include <stdlib.h>

int32_t pansecb_check_kernels(uint64_t seed);

int main(int count, char **arguments) {
    return pansecb_check_kernels(count > 1 ? strtoull(arguments[1], NULL, 10) : 1) != 0;
}
