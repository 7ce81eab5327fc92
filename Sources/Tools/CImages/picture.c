/* The functions of pansecb_image.h: argument checks, files, error texts. */
#define _POSIX_C_SOURCE 200809L
#include "codec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------------------------ ends of calls */

/** Ends a call: hands out its status and its text, which begins with the path where there is one. */
static pansecb_picture_status finish(const codec_call *call, const char *path, char *error, size_t error_size) {
    if (error && error_size > 0) {
        if (path && call->status != PANSECB_PICTURE_OK) snprintf(error, error_size, "%s: %s", path, call->text);
        else snprintf(error, error_size, "%s", call->text);
    }
    return call->status;
}

/* ------------------------------------------------------------------------------------------------ reading */

typedef enum kind { kind_unknown, kind_png, kind_jpeg } kind;

static kind kind_of(const uint8_t *data, size_t size) {
    if (size >= 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0) return kind_png;
    if (size >= 3 && memcmp(data, "\xff\xd8\xff", 3) == 0) return kind_jpeg;
    return kind_unknown;
}

typedef struct buffer {
    uint8_t *data;
    size_t size;
} buffer;

/** Reads to the end, which need not be known before: pipes are fine. What is no picture is not read on. */
static pansecb_picture_status read_all(codec_call *call, int file, buffer *bytes) {
    const size_t largest = (size_t)1 << 30;
    size_t room = 0;
    for (;;) {
        if (bytes->size == room) {
            if (room >= largest) return pansecb_codec_note(call, PANSECB_PICTURE_LIMIT, "1 GiB or more");
            room = room ? 2 * room : 1 << 16;
            uint8_t *larger = realloc(bytes->data, room);
            if (!larger) return pansecb_codec_note(call, PANSECB_PICTURE_OUT_OF_MEMORY, "out of memory");
            bytes->data = larger;
        }
        ssize_t count = read(file, bytes->data + bytes->size, room - bytes->size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return pansecb_codec_note_system(call, PANSECB_PICTURE_CANNOT_READ, "cannot read");
        bytes->size += (size_t)count;
        if (count == 0 || (bytes->size >= 8 && kind_of(bytes->data, bytes->size) == kind_unknown)) return call->status;
    }
}

static pansecb_picture_status load(codec_call *call, const char *path, buffer *bytes) {
    // Opening a pipe must not wait for somebody to write into it; reading from one who does may wait.
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return pansecb_codec_note_system(call, PANSECB_PICTURE_CANNOT_READ, "cannot read");
    int flags = fcntl(file, F_GETFL);
    if (flags >= 0) fcntl(file, F_SETFL, flags & ~O_NONBLOCK);
    read_all(call, file, bytes);
    struct stat status;
    if (call->status == PANSECB_PICTURE_OK && bytes->size == 0 && fstat(file, &status) == 0 && S_ISFIFO(status.st_mode))
        pansecb_codec_note(call, PANSECB_PICTURE_CANNOT_READ, "cannot read: a pipe that nobody writes into");
    close(file);
    return call->status;
}

static pansecb_picture_status decode(codec_call *call, const uint8_t *data, size_t size, pansecb_picture_format format,
                                     pansecb_picture *picture) {
    switch (kind_of(data, size)) {
    case kind_png:
        pansecb_codec_decode_png(call, data, size, format, picture);
        break;
    case kind_jpeg:
        if (format == PANSECB_PICTURE_RGB8) pansecb_codec_decode_jpeg(call, data, size, picture);
        else pansecb_codec_note(call, PANSECB_PICTURE_UNSUPPORTED, "no label map: a JPEG does not keep values");
        break;
    case kind_unknown:
        pansecb_codec_note(call, PANSECB_PICTURE_UNKNOWN_FORMAT, size ? "neither PNG nor JPEG" : "the file is empty");
        break;
    }
    if (call->status != PANSECB_PICTURE_OK) pansecb_picture_release(picture);
    return call->status;
}

/** Checks what both reading functions are given, and empties the picture. */
static pansecb_picture_status begin_reading(codec_call *call, const void *source, pansecb_picture_format format,
                                            pansecb_picture *picture) {
    memset(call, 0, sizeof *call);
    if (!picture) return pansecb_codec_note(call, PANSECB_PICTURE_INVALID_ARGUMENT, "picture is NULL");
    if (picture->struct_size < sizeof *picture)
        return pansecb_codec_note(call, PANSECB_PICTURE_INVALID_ARGUMENT, "picture.struct_size is not set");
    *picture = pansecb_picture_empty();
    if (!source) return pansecb_codec_note(call, PANSECB_PICTURE_INVALID_ARGUMENT, "path or data is NULL");
    if (pansecb_codec_pixel_size(format) == 0)
        return pansecb_codec_note(call, PANSECB_PICTURE_INVALID_ARGUMENT, "unknown format %d", (int)format);
    return call->status;
}

pansecb_picture_status pansecb_picture_read_memory(const void *data, size_t size, pansecb_picture_format format,
                                                   pansecb_picture *picture, char *error, size_t error_size) {
    codec_call call;
    if (begin_reading(&call, data, format, picture) == PANSECB_PICTURE_OK) decode(&call, data, size, format, picture);
    return finish(&call, NULL, error, error_size);
}

pansecb_picture_status pansecb_picture_read(const char *path, pansecb_picture_format format, pansecb_picture *picture,
                                            char *error, size_t error_size) {
    codec_call call;
    buffer bytes = {NULL, 0};
    if (begin_reading(&call, path, format, picture) == PANSECB_PICTURE_OK &&
        load(&call, path, &bytes) == PANSECB_PICTURE_OK)
        decode(&call, bytes.data, bytes.size, format, picture);
    free(bytes.data);
    return finish(&call, path, error, error_size);
}

void pansecb_picture_release(pansecb_picture *picture) {
    if (!picture) return;
    free(picture->pixels);
    *picture = pansecb_picture_empty();
}

/* ------------------------------------------------------------------------------------------------ writing */

/** Checks what both writing functions are given; `target` is the path or where the bytes go. */
static pansecb_picture_status check(codec_call *call, const void *target, const pansecb_picture *picture) {
    const pansecb_picture_status invalid = PANSECB_PICTURE_INVALID_ARGUMENT;
    memset(call, 0, sizeof *call);
    if (!target) return pansecb_codec_note(call, invalid, "path, data or size is NULL");
    if (!picture) return pansecb_codec_note(call, invalid, "picture is NULL");
    if (picture->struct_size < sizeof *picture)
        return pansecb_codec_note(call, invalid, "picture.struct_size is not set");
    if (!picture->pixels) return pansecb_codec_note(call, invalid, "picture.pixels is NULL");
    size_t pixel = pansecb_codec_pixel_size(picture->format);
    if (pixel == 0) return pansecb_codec_note(call, invalid, "unknown format %d", (int)picture->format);
    if (picture->width == 0 || picture->height == 0)
        return pansecb_codec_note(call, invalid, "a picture of %lux%lu pixels", (unsigned long)picture->width,
                                  (unsigned long)picture->height);
    if (picture->width > PANSECB_PICTURE_MAX_SIDE || picture->height > PANSECB_PICTURE_MAX_SIDE)
        return pansecb_codec_note(call, PANSECB_PICTURE_LIMIT, "%lux%lu pixels: more than %u a side",
                                  (unsigned long)picture->width, (unsigned long)picture->height,
                                  PANSECB_PICTURE_MAX_SIDE);
    ptrdiff_t row = (ptrdiff_t)(picture->width * pixel);
    if (picture->stride < row && picture->stride > -row)
        return pansecb_codec_note(call, invalid, "picture.stride is smaller than a row");
    return call->status;
}

/** Creates a file of a name not in use, in the folder of `path`. The name is the caller's to free. */
static FILE *create_beside(codec_call *call, const char *path, char **name) {
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    size_t size = (size_t)folder + 64;
    *name = malloc(size);
    if (!*name) {
        pansecb_codec_note(call, PANSECB_PICTURE_OUT_OF_MEMORY, "out of memory");
        return NULL;
    }
    int file = -1;
    for (unsigned attempt = 0; file < 0 && attempt < 10000; ++attempt) {
        snprintf(*name, size, "%.*s.pansecb-%ld-%u.tmp", folder, path, (long)getpid(), attempt);
        file = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file < 0 && errno != EEXIST) break;
    }
    FILE *stream = file < 0 ? NULL : fdopen(file, "wb");
    if (!stream) {
        pansecb_codec_note_system(call, PANSECB_PICTURE_CANNOT_WRITE, "cannot write");
        if (file >= 0) {
            close(file);
            unlink(*name);
        }
    }
    return stream;
}

static pansecb_picture_status write_file(codec_call *call, const char *path, const pansecb_picture *picture) {
    struct stat old;
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode))
        return pansecb_codec_note(call, PANSECB_PICTURE_CANNOT_WRITE,
                                  "cannot write: there is something that is not a file");
    char *name = NULL;
    FILE *file = create_beside(call, path, &name);
    if (file) {
        pansecb_codec_encode_png(call, file, picture);
        // Before the name: a power failure must not leave an empty file under it.
        if (call->status == PANSECB_PICTURE_OK && (fflush(file) != 0 || fsync(fileno(file)) != 0))
            pansecb_codec_note_system(call, PANSECB_PICTURE_CANNOT_WRITE, "cannot write");
        if (fclose(file) != 0 && call->status == PANSECB_PICTURE_OK)
            pansecb_codec_note_system(call, PANSECB_PICTURE_CANNOT_WRITE, "cannot write");
        if (call->status == PANSECB_PICTURE_OK && rename(name, path) != 0)
            pansecb_codec_note_system(call, PANSECB_PICTURE_CANNOT_WRITE, "cannot write");
        if (call->status != PANSECB_PICTURE_OK) unlink(name);
    }
    free(name);
    return call->status;
}

pansecb_picture_status pansecb_picture_write_png(const char *path, const pansecb_picture *picture, char *error,
                                                 size_t error_size) {
    codec_call call;
    if (check(&call, path, picture) == PANSECB_PICTURE_OK) write_file(&call, path, picture);
    return finish(&call, path, error, error_size);
}

/** As JPEG of that quality, or with 0 as PNG. */
static pansecb_picture_status write_memory(codec_call *call, const pansecb_picture *picture, int quality, void **data,
                                           size_t *size) {
    char *bytes = NULL;
    FILE *stream = open_memstream(&bytes, size);
    bool whole = false;
    if (stream) {
        if (quality) pansecb_codec_encode_jpeg(call, stream, picture, quality);
        else pansecb_codec_encode_png(call, stream, picture);
        whole = fclose(stream) == 0;
    }
    // Nothing but memory can be missing here.
    if (!whole || call->status == PANSECB_PICTURE_CANNOT_WRITE)
        pansecb_codec_note(call, PANSECB_PICTURE_OUT_OF_MEMORY, "out of memory");
    if (call->status == PANSECB_PICTURE_OK) {
        *data = bytes;
    } else {
        free(bytes);
        *size = 0;
    }
    return call->status;
}

pansecb_picture_status pansecb_picture_write_memory(const pansecb_picture *picture, void **data, size_t *size,
                                                    char *error, size_t error_size) {
    codec_call call;
    if (data) *data = NULL;
    if (size) *size = 0;
    if (check(&call, data && size ? data : NULL, picture) == PANSECB_PICTURE_OK)
        write_memory(&call, picture, 0, data, size);
    return finish(&call, NULL, error, error_size);
}

pansecb_picture_status pansecb_picture_write_jpeg_memory(const pansecb_picture *picture, int quality, void **data,
                                                         size_t *size, char *error, size_t error_size) {
    codec_call call;
    if (data) *data = NULL;
    if (size) *size = 0;
    if (check(&call, data && size ? data : NULL, picture) == PANSECB_PICTURE_OK) {
        if (picture->format != PANSECB_PICTURE_RGB8)
            pansecb_codec_note(&call, PANSECB_PICTURE_INVALID_ARGUMENT,
                               "picture.format is not RGB8: a JPEG does not keep values");
        else if (quality < 1 || quality > 100)
            pansecb_codec_note(&call, PANSECB_PICTURE_INVALID_ARGUMENT, "a quality of %d: it goes from 1 to 100",
                               quality);
        else
            write_memory(&call, picture, quality, data, size);
    }
    return finish(&call, NULL, error, error_size);
}
