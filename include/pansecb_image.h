/*
 * PanSECB: PNG and JPEG files.                                   SPDX-License-Identifier: Apache-2.0
 *
 * A companion of pansecb.h for programs that have their pictures in files: it reads and writes PNG and JPEG. It
 * stands alone: neither library needs the other. Only this one needs libpng and libjpeg.
 *
 *     char why[256];
 *     pansecb_picture picture = pansecb_picture_empty();
 *     if (pansecb_picture_read("street.jpg", PANSECB_PICTURE_RGB8, &picture, why, sizeof why) != PANSECB_PICTURE_OK)
 *         return fprintf(stderr, "%s\n", why), 1;
 *     pansecb_image image =
 *         pansecb_image_of(PANSECB_RGB8, picture.pixels, picture.width, picture.height, picture.stride);
 *     ...                                                        // segment the image; see pansecb.h
 *     pansecb_picture map = pansecb_picture_of(PANSECB_PICTURE_GRAY16, ids, width, height, width * sizeof *ids);
 *     if (pansecb_picture_write_png("ids.png", &map, why, sizeof why) != PANSECB_PICTURE_OK) ...
 *     pansecb_picture_release(&picture);
 *
 *     cc program.c -lpansecb_image -lpansecb                     (static: -lpng -ljpeg -lz too)
 *
 * Promises: no function aborts, exits, throws, prints or changes state of the process. There is no global state: any
 * function may be called on any thread, a pansecb_picture being used by one at a time. Files may be damaged or hostile;
 * no more memory is taken than a picture that could be in a file of its size needs. The ABI rules are those of
 * pansecb.h.
 */
#ifndef PANSECB_IMAGE_H
#define PANSECB_IMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define PANSECB_MUST_USE __attribute__((warn_unused_result))
#else
#define PANSECB_MUST_USE
#endif

#define PANSECB_PICTURE_MAX_SIDE 16384u           /**< largest width and height, in pixels */

/** What a call that can fail returns. */
typedef enum pansecb_picture_status {
    PANSECB_PICTURE_OK = 0,
    PANSECB_PICTURE_INVALID_ARGUMENT = 1,         /**< a pointer, size, stride or format is not legal: see the text */
    PANSECB_PICTURE_OUT_OF_MEMORY = 2,
    PANSECB_PICTURE_CANNOT_READ = 3,              /**< the file is missing or unreadable */
    PANSECB_PICTURE_UNKNOWN_FORMAT = 4,           /**< neither PNG nor JPEG */
    PANSECB_PICTURE_DAMAGED = 5,                  /**< a cut or changed file; nothing of it is returned */
    PANSECB_PICTURE_LIMIT = 6,                    /**< beyond PANSECB_PICTURE_MAX_SIDE, or a file of 1 GiB or more */
    PANSECB_PICTURE_UNSUPPORTED = 7,              /**< legal, but of a kind that is not read here */
    PANSECB_PICTURE_CANNOT_WRITE = 8,             /**< the folder is missing or protected, or the disk full */
    PANSECB_PICTURE_STATUS_MAX = 0x7fffffff
} pansecb_picture_status;

/** How pixels lie in memory. The grey formats hold label maps: numbers, not shades. */
typedef enum pansecb_picture_format {
    PANSECB_PICTURE_RGB8 = 1,                     /**< 3 bytes a pixel; equals PANSECB_RGB8 */
    PANSECB_PICTURE_GRAY8 = 2,                    /**< uint8_t */
    PANSECB_PICTURE_GRAY16 = 3,                   /**< uint16_t, in the machine's byte order */
    PANSECB_PICTURE_FORMAT_MAX = 0x7fffffff
} pansecb_picture_format;

typedef struct pansecb_picture {
    uint32_t struct_size;                         /**< sizeof(pansecb_picture), set by the caller */
    pansecb_picture_format format;
    uint32_t width, height;                       /**< pixels, 1 ... PANSECB_PICTURE_MAX_SIDE */
    void *pixels;                                 /**< the top left pixel */
    ptrdiff_t stride;                             /**< bytes from a row to the next below it; may be negative */
} pansecb_picture;

/** A picture in memory of the caller's, for pansecb_picture_write_png. Never pass it to pansecb_picture_release. */
static inline pansecb_picture pansecb_picture_of(pansecb_picture_format format, const void *pixels, uint32_t width,
                                                 uint32_t height, ptrdiff_t stride) {
    pansecb_picture picture;
    memset(&picture, 0, sizeof picture);
    picture.struct_size = (uint32_t)sizeof picture;
    picture.format = format;
    picture.width = width;
    picture.height = height;
    picture.pixels = (void *)pixels;
    picture.stride = stride;
    return picture;
}

/** A picture without pixels, to be filled by pansecb_picture_read. */
static inline pansecb_picture pansecb_picture_empty(void) {
    return pansecb_picture_of(PANSECB_PICTURE_RGB8, NULL, 0, 0, 0);
}

/** Reads a PNG or JPEG file, told apart by content.
 *
 *  As RGB8: every PNG (16 bits are rounded to 8; transparency is dropped: a pixel shows its own colour) and every
 *  Huffman-coded JPEG of 8 bits, baseline or progressive, grey, colour or CMYK (as Adobe writes it). A JPEG is turned
 *  upright where its Exif data tells how the camera was held. Colour profiles and gamma are ignored.
 *  As GRAY8 or GRAY16: grey PNG files up to that depth, values as stored, and palette PNG files, indices as stored.
 *  A file of which any part is missing or damaged is refused; chunks that carry no pixels do not count.
 *
 *  @param picture     receives the picture, its pixels owned by it: release them with pansecb_picture_release. Rows are
 *                     dense. On failure `pixels` is NULL. What it held before is not released.
 *  @param error       receives what was wrong, ended by 0, cut to error_size; "" on success. NULL: no text. Any
 *                     thread. */
PANSECB_MUST_USE pansecb_picture_status pansecb_picture_read(const char *path, pansecb_picture_format format,
                                                             pansecb_picture *picture, char *error, size_t error_size);
/** The same from `size` bytes in memory, which are read during the call only. Any thread. */
PANSECB_MUST_USE pansecb_picture_status pansecb_picture_read_memory(const void *data, size_t size,
                                                                    pansecb_picture_format format,
                                                                    pansecb_picture *picture, char *error,
                                                                    size_t error_size);

/** Writes a PNG file, first under another name in the same folder: on failure what was at `path` is still there, whole.
 *  A file or symbolic link at `path` is replaced; a folder, device or pipe is refused.
 *  @param picture     read during the call only.
 *  @param error       as of pansecb_picture_read. Any thread. */
PANSECB_MUST_USE pansecb_picture_status pansecb_picture_write_png(const char *path, const pansecb_picture *picture,
                                                                  char *error, size_t error_size);

/** The same as the bytes of a PNG file in memory.
 *  @param data        receives the bytes, which are the caller's to give to free(); NULL on failure.
 *  @param size        receives how many they are. Any thread. */
PANSECB_MUST_USE pansecb_picture_status pansecb_picture_write_memory(const pansecb_picture *picture, void **data,
                                                                     size_t *size, char *error, size_t error_size);

/** An RGB8 picture as the bytes of a JPEG file in memory, without subsampling: coloured edges stay sharp.
 *  @param quality     1 (small) ... 100 (good), as libjpeg has it; photographs look well from about 85 on.
 *  @param data        receives the bytes, which are the caller's to give to free(); NULL on failure.
 *  @param size        receives how many they are. Any thread. */
PANSECB_MUST_USE pansecb_picture_status pansecb_picture_write_jpeg_memory(const pansecb_picture *picture, int quality,
                                                                          void **data, size_t *size, char *error,
                                                                          size_t error_size);

/** Gives back the pixels that pansecb_picture_read took, and empties the picture. NULL and empty pictures are legal. */
void pansecb_picture_release(pansecb_picture *picture);

#ifdef __cplusplus
}
#endif
#endif
