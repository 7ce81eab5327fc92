// Camera pixels to floats.
#ifndef PANSECB_KERNELS_PIXELS_H
#define PANSECB_KERNELS_PIXELS_H

#include <stddef.h>
#include <stdint.h>

/// Converts the camera pixels of one row to floats 0 ... 1, [padded_width][4]: red, green, blue, 0; zeros after the
/// image.
typedef struct pansecb_pixels {
    const void *planes[3];                 ///< first pixel of the row in each plane of the format; NULL: zeros
    int32_t format;                        ///< pansecb_format; an unknown one gives zeros
    int32_t width;                         ///< pixels of the image
    int32_t padded_width;                  ///< pixels written
    float *output;
} pansecb_pixels;

#endif
