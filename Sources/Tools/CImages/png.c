/* PNG through libpng. */
#include "codec.h"

#include <png.h>
#include <stdlib.h>

/* -------------------------------------------------------------------------------------------- failures and memory */

static void on_error(png_structp png, png_const_charp text) {
    codec_call *call = png_get_error_ptr(png);
    if (call->status == PANSECB_PICTURE_OUT_OF_MEMORY)
        pansecb_codec_fail(call, PANSECB_PICTURE_OUT_OF_MEMORY, "out of memory");
    pansecb_codec_fail(call, PANSECB_PICTURE_DAMAGED, "damaged PNG: %s", text);
}

static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

/** libpng reports the lack of memory as it reports damage: so it is noted here. */
static png_voidp take(png_structp png, png_alloc_size_t size) {
    codec_call *call = png_get_mem_ptr(png);
    void *memory = malloc(size);
    if (!memory) call->status = PANSECB_PICTURE_OUT_OF_MEMORY;
    return memory;
}

static void give_back(png_structp png, png_voidp memory) {
    (void)png;
    free(memory);
}

/** Label maps hold numbers in the machine's byte order, PNG files in big endian. */
static void set_byte_order(png_structp png) {
    const uint16_t one = 1;
    uint8_t first;
    memcpy(&first, &one, 1);
    if (first == 1) png_set_swap(png);
}

/* ------------------------------------------------------------------------------------------------ reading */

typedef struct png_reader {
    png_structp png;
    png_infop info;
    const uint8_t *data;
    size_t left;
    pansecb_picture_format format;
    pansecb_picture *picture;
} png_reader;

static void read_bytes(png_structp png, png_bytep bytes, size_t count) {
    png_reader *reader = png_get_io_ptr(png);
    if (count > reader->left) png_error(png, "the file is cut off");
    memcpy(bytes, reader->data, count);
    reader->data += count;
    reader->left -= count;
}

/** Whatever the file holds becomes 8-bit RGB. */
static void convert_to_rgb(png_reader *reader) {
    png_set_palette_to_rgb(reader->png);
    png_set_expand_gray_1_2_4_to_8(reader->png);
    png_set_scale_16(reader->png);
    png_set_strip_alpha(reader->png);
    png_set_gray_to_rgb(reader->png);
}

/** Values stay as they are, one a byte or one a 16-bit word. */
static void keep_values(codec_call *call, png_reader *reader) {
    int type = png_get_color_type(reader->png, reader->info);
    int depth = png_get_bit_depth(reader->png, reader->info);
    int room = reader->format == PANSECB_PICTURE_GRAY8 ? 8 : 16;
    if (type != PNG_COLOR_TYPE_GRAY && type != PNG_COLOR_TYPE_PALETTE)
        pansecb_codec_fail(call, PANSECB_PICTURE_UNSUPPORTED, "no label map: the PNG has colours or transparency");
    if (depth > room)
        pansecb_codec_fail(call, PANSECB_PICTURE_UNSUPPORTED, "a PNG of %d bits does not fit into %d", depth, room);
    png_set_packing(reader->png);
    set_byte_order(reader->png);
}

/** Spreads rows of bytes, which lie at the beginning of rows of words, from the end so that nothing is overwritten. */
static void widen(const pansecb_picture *picture) {
    for (uint32_t y = 0; y < picture->height; ++y) {
        uint8_t *bytes = codec_row(picture, y);
        uint16_t *words = (uint16_t *)(void *)bytes;
        for (uint32_t x = picture->width; x-- > 0;) words[x] = bytes[x];
    }
}

static void decode(codec_call *call, void *state) {
    png_reader *reader = state;
    reader->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, call, on_error, on_warning, call, take, give_back);
    if (reader->png) reader->info = png_create_info_struct(reader->png);
    if (!reader->info) pansecb_codec_fail(call, PANSECB_PICTURE_OUT_OF_MEMORY, "out of memory");
    png_structp png = reader->png;
    png_infop info = reader->info;
    png_set_read_fn(png, reader, read_bytes);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);            // ours, below, have a clearer text
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);    // no texts, profiles and the like
    png_read_info(png, info);

    // Deflate packs at most 1032 bytes into one.
    uint32_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    if ((uint64_t)png_get_rowbytes(png, info) * height / 1032 > reader->left)
        pansecb_codec_fail(call, PANSECB_PICTURE_DAMAGED, "damaged PNG: too short for %lux%lu pixels",
                           (unsigned long)width, (unsigned long)height);
    if (reader->format == PANSECB_PICTURE_RGB8) convert_to_rgb(reader);
    else keep_values(call, reader);
    pansecb_codec_allocate(call, reader->picture, reader->format, width, height);

    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) > (size_t)reader->picture->stride) png_error(png, "unexpected row size");
    while (passes-- > 0)
        for (uint32_t y = 0; y < height; ++y) png_read_row(png, codec_row(reader->picture, y), NULL);
    png_read_end(png, NULL);
    if (reader->format == PANSECB_PICTURE_GRAY16 && png_get_bit_depth(png, info) == 8) widen(reader->picture);
}

pansecb_picture_status pansecb_codec_decode_png(codec_call *call, const uint8_t *data, size_t size,
                                                pansecb_picture_format format, pansecb_picture *picture) {
    png_reader reader = {NULL, NULL, data, size, format, picture};
    pansecb_codec_guard(call, decode, &reader);
    png_destroy_read_struct(&reader.png, &reader.info, NULL);
    return call->status;
}

/* ------------------------------------------------------------------------------------------------ writing */

typedef struct png_writer {
    png_structp png;
    png_infop info;
    FILE *file;
    const pansecb_picture *picture;
} png_writer;

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
    png_writer *writer = png_get_io_ptr(png);
    if (fwrite(bytes, 1, count, writer->file) == count) return;
    codec_call *call = png_get_error_ptr(png);
    pansecb_codec_note_system(call, PANSECB_PICTURE_CANNOT_WRITE, "cannot write");
    longjmp(call->exit, 1);
}

static void flush(png_structp png) { (void)png; }

static void encode(codec_call *call, void *state) {
    png_writer *writer = state;
    const pansecb_picture *picture = writer->picture;
    writer->png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, call, on_error, on_warning, call, take, give_back);
    if (writer->png) writer->info = png_create_info_struct(writer->png);
    if (!writer->info) pansecb_codec_fail(call, PANSECB_PICTURE_OUT_OF_MEMORY, "out of memory");
    png_structp png = writer->png;
    png_set_write_fn(png, writer, write_bytes, flush);
    png_set_IHDR(png, writer->info, picture->width, picture->height, picture->format == PANSECB_PICTURE_GRAY16 ? 16 : 8,
                 picture->format == PANSECB_PICTURE_RGB8 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, writer->info);
    if (picture->format == PANSECB_PICTURE_GRAY16) set_byte_order(png);
    for (uint32_t y = 0; y < picture->height; ++y) png_write_row(png, codec_row(picture, y));
    png_write_end(png, NULL);
}

pansecb_picture_status pansecb_codec_encode_png(codec_call *call, FILE *file, const pansecb_picture *picture) {
    png_writer writer = {NULL, NULL, file, picture};
    pansecb_codec_guard(call, encode, &writer);
    png_destroy_write_struct(&writer.png, &writer.info);
    return call->status;
}
