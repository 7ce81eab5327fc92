// The matrix registers of AMX, for targets compiled with it: 16 rows of 64 bytes each. Registers 0 to 3 hold the sums
// of 32 pixels and 32 channels (two times two registers of 16 pixels and 16 channels), 4 and 5 hold pixels, 6 and 7
// weights. If `pixels` or `blocks` is 1, the second register of pixels or weights is not used.
#ifndef PANSECB_MATRICES_H
#define PANSECB_MATRICES_H

#if defined(__AMX_BF16__)

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define PANSECB_INLINE static inline __attribute__((always_inline))

/// Configures this thread's matrix registers, all at full size. `pansecb_matrices_end` releases them, so that thread
/// switches need not save them.
PANSECB_INLINE void pansecb_matrices_begin(void) {
    struct {
        uint8_t palette, start, reserved[14];
        uint16_t row_bytes[16];
        uint8_t rows[16];
    } configuration = {.palette = 1};
    for (int i = 0; i < 8; i++) {
        configuration.row_bytes[i] = 64;
        configuration.rows[i] = 16;
    }
    _tile_loadconfig(&configuration);
}
PANSECB_INLINE void pansecb_matrices_end(void) { _tile_release(); }

PANSECB_INLINE void pansecb_sums_clear(int pixels, int blocks) {
    _tile_zero(0);
    if (blocks == 2) _tile_zero(1);
    if (pixels == 2) _tile_zero(2);
    if (pixels == 2 && blocks == 2) _tile_zero(3);
}

/// Loads row i of a register from `first + i * stride`: 32 numbers of a pixel.
PANSECB_INLINE void pansecb_pixels_load(const uint16_t *first, ptrdiff_t stride, int pixels) {
    _tile_loadd(4, first, stride * 2);
    if (pixels == 2) _tile_loadd(5, first + 16 * stride, stride * 2);
}

PANSECB_INLINE void pansecb_weights_load(const uint16_t *first, ptrdiff_t block_stride, int blocks) {
    _tile_loadd(6, first, 64);
    if (blocks == 2) _tile_loadd(7, first + block_stride, 64);
}

/// Adds the products of the pixels' 32 numbers with the weights.
PANSECB_INLINE void pansecb_sums_add(int pixels, int blocks) {
    _tile_dpbf16ps(0, 4, 6);
    if (blocks == 2) _tile_dpbf16ps(1, 4, 7);
    if (pixels == 2) _tile_dpbf16ps(2, 5, 6);
    if (pixels == 2 && blocks == 2) _tile_dpbf16ps(3, 5, 7);
}

/// Stores pixel i and block b of the sums at `sums + 32 * i + 16 * b`.
PANSECB_INLINE void pansecb_sums_store(float *sums, int pixels, int blocks) {
    _tile_stored(0, sums, 128);
    if (blocks == 2) _tile_stored(1, sums + 16, 128);
    if (pixels == 2) _tile_stored(2, sums + 512, 128);
    if (pixels == 2 && blocks == 2) _tile_stored(3, sums + 528, 128);
}

#undef PANSECB_INLINE

#endif
#endif
