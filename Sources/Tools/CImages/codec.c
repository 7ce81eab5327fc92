/* Failures, and memory for pictures. */
#define _POSIX_C_SOURCE 200809L
#include "codec.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

static void note(codec_call *call, pansecb_picture_status status, const char *format, va_list arguments) {
    call->status = status;
    vsnprintf(call->text, sizeof call->text, format, arguments);
}

pansecb_picture_status pansecb_codec_note(codec_call *call, pansecb_picture_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    note(call, status, format, arguments);
    va_end(arguments);
    return status;
}

pansecb_picture_status pansecb_codec_note_system(codec_call *call, pansecb_picture_status status, const char *what) {
    int reason = errno;
    char text[128];
    if (strerror_r(reason, text, sizeof text) != 0) snprintf(text, sizeof text, "error %d", reason);
    return pansecb_codec_note(call, status, "%s: %s", what, text);
}

void pansecb_codec_fail(codec_call *call, pansecb_picture_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    note(call, status, format, arguments);
    va_end(arguments);
    longjmp(call->exit, 1);
}

pansecb_picture_status pansecb_codec_guard(codec_call *call, void (*work)(codec_call *, void *), void *state) {
    if (setjmp(call->exit) == 0) work(call, state);
    return call->status;
}

size_t pansecb_codec_pixel_size(pansecb_picture_format format) {
    switch (format) {
    case PANSECB_PICTURE_RGB8: return 3;
    case PANSECB_PICTURE_GRAY8: return 1;
    case PANSECB_PICTURE_GRAY16: return 2;
    default: return 0;
    }
}

void pansecb_codec_allocate(codec_call *call, pansecb_picture *picture, pansecb_picture_format format, uint32_t width,
                            uint32_t height) {
    if (width > PANSECB_PICTURE_MAX_SIDE || height > PANSECB_PICTURE_MAX_SIDE)
        pansecb_codec_fail(call, PANSECB_PICTURE_LIMIT, "%lux%lu pixels: more than %u a side", (unsigned long)width,
                           (unsigned long)height, PANSECB_PICTURE_MAX_SIDE);
    size_t row = width * pansecb_codec_pixel_size(format);
    *picture = pansecb_picture_of(format, malloc(row * height), width, height, (ptrdiff_t)row);
    if (!picture->pixels) pansecb_codec_fail(call, PANSECB_PICTURE_OUT_OF_MEMORY, "out of memory");
}
