// Camera pixels to floats.
#ifndef PANSECB_KERNELS_PIXELS_H
#define PANSECB_KERNELS_PIXELS_H

#include <stddef.h>
#include <stdint.h>

/// Camera pixels of one row to floats 0 ... 1, [padded_width][4]: red, green, blue, 0; zeros behind the image.
typedef struct pansecb_pixels {
    const void *planes[3];                 ///< first pixel of the row in each plane of the format; NULL: zeros
    int32_t format;                        ///< pansecb_format; an unknown one gives zeros
    int32_t width;                         ///< pixels that there are
    int32_t padded_width;                  ///< pixels that are written
    float *output;
} pansecb_pixels;

#endif
