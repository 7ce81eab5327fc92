/* What the files of this library share. */
#ifndef PANSECB_CODEC_H
#define PANSECB_CODEC_H

#include "../../../include/pansecb_image.h"

#include <setjmp.h>
#include <stdio.h>

#pragma GCC visibility push(hidden)

#if defined(__GNUC__) || defined(__clang__)
#define CODEC_PRINTF __attribute__((format(printf, 3, 4)))
#define CODEC_NORETURN __attribute__((noreturn))
#else
#define CODEC_PRINTF
#define CODEC_NORETURN
#endif

/** One call of the library under way: how it ends, and where a failure deep in libpng or libjpeg jumps to. */
typedef struct codec_call {
    pansecb_picture_status status;
    char text[256];
    jmp_buf exit;
} codec_call;

/** Notes a failure and returns its status. */
pansecb_picture_status pansecb_codec_note(codec_call *call, pansecb_picture_status status, const char *format, ...)
    CODEC_PRINTF;

/** Notes a failure of the system: `what`, and the text of errno. */
pansecb_picture_status pansecb_codec_note_system(codec_call *call, pansecb_picture_status status, const char *what);

/** Notes a failure and leaves the work that pansecb_codec_guard runs. */
CODEC_NORETURN void pansecb_codec_fail(codec_call *call, pansecb_picture_status status, const char *format, ...)
    CODEC_PRINTF;

/** Runs `work` until it returns or fails; returns the call's status. What `work` takes must be kept in `state`, for
 *  the caller to give back: variables of the work itself are lost in a failure. */
pansecb_picture_status pansecb_codec_guard(codec_call *call, void (*work)(codec_call *, void *), void *state);

/** Bytes of a pixel, or 0 for an unknown format. */
size_t pansecb_codec_pixel_size(pansecb_picture_format format);

/** Gives the picture its size and its memory; fails beyond the limits. Inside a guard only. */
void pansecb_codec_allocate(codec_call *call, pansecb_picture *picture, pansecb_picture_format format, uint32_t width,
                            uint32_t height);

/** A row of the picture. */
static inline uint8_t *codec_row(const pansecb_picture *picture, uint32_t y) {
    return (uint8_t *)picture->pixels + (ptrdiff_t)y * picture->stride;
}

/** Decode a whole file in memory. On failure the picture may own pixels. */
pansecb_picture_status pansecb_codec_decode_png(codec_call *call, const uint8_t *data, size_t size,
                                                pansecb_picture_format format, pansecb_picture *picture);
pansecb_picture_status pansecb_codec_decode_jpeg(codec_call *call, const uint8_t *data, size_t size,
                                                 pansecb_picture *picture);

/** Writes a checked picture as PNG. */
pansecb_picture_status pansecb_codec_encode_png(codec_call *call, FILE *file, const pansecb_picture *picture);

/** Writes a checked picture, RGB8, as JPEG of a quality from 1 to 100. */
pansecb_picture_status pansecb_codec_encode_jpeg(codec_call *call, FILE *file, const pansecb_picture *picture,
                                                 int quality);

/** How the camera was held: the orientation 1 ... 8 of an Exif segment, or 1 where it tells none. */
unsigned pansecb_codec_exif_orientation(const uint8_t *data, size_t size);

#pragma GCC visibility pop
#endif
