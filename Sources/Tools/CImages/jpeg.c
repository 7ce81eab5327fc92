/* JPEG through libjpeg. */
#include "codec.h"

#include <jpeglib.h>
#include <jerror.h>

typedef struct jpeg_reader {
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    const uint8_t *data;
    size_t size;
    pansecb_picture *picture;
} jpeg_reader;

/* ------------------------------------------------------------------------------------------------ failures */

static void on_error(j_common_ptr codec) {
    pansecb_picture_status status = PANSECB_PICTURE_DAMAGED;
    const char *what = "damaged JPEG";
    switch (codec->err->msg_code) {
    case JERR_OUT_OF_MEMORY:
        status = PANSECB_PICTURE_OUT_OF_MEMORY;
        what = "JPEG";
        break;
    case JERR_IMAGE_TOO_BIG:
        status = PANSECB_PICTURE_LIMIT;
        what = "JPEG";
        break;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
        status = PANSECB_PICTURE_UNSUPPORTED;
        what = "a kind of JPEG that is not read here";
        break;
    }
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    pansecb_codec_fail(codec->client_data, status, "%s: %s", what, text);
}

/** libjpeg warns where data is damaged and goes on with grey blocks. Grey blocks are no picture: a warning is an error,
 *  except for those that leave every pixel as it was meant. */
static void on_message(j_common_ptr codec, int level) {
    if (level >= 0) return;  // a trace
    switch (codec->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:  // cameras pad before markers
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
        return;
    }
    on_error(codec);
}

static void on_output(j_common_ptr codec) { (void)codec; }

/** A small file can ask for thousands of passes over a large picture; real ones have about ten. */
static void on_progress(j_common_ptr codec) {
    enum { most_scans = 100 };
    if (((j_decompress_ptr)codec)->input_scan_number > most_scans)
        pansecb_codec_fail(codec->client_data, PANSECB_PICTURE_DAMAGED, "damaged JPEG: more than %d scans", most_scans);
}

/* ------------------------------------------------------------------------------------------------ reading: pixels */

/** Where the stored pixel 0, 0 goes, and how far a step to the right and a step down lead from it, in bytes. */
typedef struct walk {
    ptrdiff_t start, right, down;
} walk;

/** Gives the picture its memory and says how stored pixels go into it upright. */
static walk turn(codec_call *call, jpeg_reader *reader, unsigned orientation) {
    int transposed = orientation >= 5;
    int mirrored_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    int mirrored_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    uint32_t width = transposed ? reader->codec.output_height : reader->codec.output_width;
    uint32_t height = transposed ? reader->codec.output_width : reader->codec.output_height;
    pansecb_codec_allocate(call, reader->picture, PANSECB_PICTURE_RGB8, width, height);

    ptrdiff_t stride = reader->picture->stride;
    ptrdiff_t x = mirrored_x ? -3 : 3, y = mirrored_y ? -stride : stride;
    walk path;
    path.start = (mirrored_x ? stride - 3 : 0) + (mirrored_y ? (ptrdiff_t)(height - 1) * stride : 0);
    path.right = transposed ? y : x;
    path.down = transposed ? x : y;
    return path;
}

/** Adobe stores inks the other way round, 255 being none, and so does everybody else. */
static void store_cmyk(const JSAMPLE *from, uint8_t *to, ptrdiff_t step, uint32_t width) {
    for (uint32_t x = 0; x < width; ++x, from += 4, to += step)
        for (int c = 0; c < 3; ++c) to[c] = (uint8_t)((from[c] * from[3] + 127) / 255);
}

static void store_rgb(const JSAMPLE *from, uint8_t *to, ptrdiff_t step, uint32_t width) {
    for (uint32_t x = 0; x < width; ++x, from += 3, to += step)
        for (int c = 0; c < 3; ++c) to[c] = from[c];
}

static unsigned orientation_of(const struct jpeg_decompress_struct *codec) {
    for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next) {
        unsigned orientation = pansecb_codec_exif_orientation(marker->data, marker->data_length);
        if (orientation != 1) return orientation;
    }
    return 1;
}

static void decode(codec_call *call, void *state) {
    jpeg_reader *reader = state;
    struct jpeg_decompress_struct *codec = &reader->codec;
    codec->err = jpeg_std_error(&reader->errors);
    codec->client_data = call;
    reader->errors.error_exit = on_error;
    reader->errors.emit_message = on_message;
    reader->errors.output_message = on_output;
    jpeg_create_decompress(codec);
    reader->progress.progress_monitor = on_progress;
    codec->progress = &reader->progress;
    jpeg_mem_src(codec, reader->data, (unsigned long)reader->size);
    jpeg_save_markers(codec, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(codec, TRUE);

    // A block of 64 pixels takes at least a bit; with subsampling, blocks of the finest channel are at most 128 pixels
    // apart.
    if ((uint64_t)codec->image_width * codec->image_height / 1024 > reader->size)
        pansecb_codec_fail(call, PANSECB_PICTURE_DAMAGED, "damaged JPEG: too short for %ux%u pixels",
                           codec->image_width, codec->image_height);
    if (codec->arith_code || codec->jpeg_color_space == JCS_UNKNOWN)
        pansecb_codec_fail(call, PANSECB_PICTURE_UNSUPPORTED, "a kind of JPEG that is not read here: %s",
                           codec->arith_code ? "arithmetic coding" : "unknown colour channels");
    int cmyk = codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK;
    codec->out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_calc_output_dimensions(codec);
    walk path = turn(call, reader, orientation_of(codec));

    jpeg_start_decompress(codec);
    JSAMPARRAY row = codec->mem->alloc_sarray((j_common_ptr)codec, JPOOL_IMAGE,
                                              codec->output_width * (JDIMENSION)codec->output_components, 1);
    uint8_t *pixels = (uint8_t *)reader->picture->pixels + path.start;
    while (codec->output_scanline < codec->output_height) {
        uint8_t *to = pixels + (ptrdiff_t)codec->output_scanline * path.down;
        jpeg_read_scanlines(codec, row, 1);
        (cmyk ? store_cmyk : store_rgb)(row[0], to, path.right, codec->output_width);
    }
    jpeg_finish_decompress(codec);  // reads up to the end marker, so that a missing end is noticed
}

pansecb_picture_status pansecb_codec_decode_jpeg(codec_call *call, const uint8_t *data, size_t size,
                                                 pansecb_picture *picture) {
    jpeg_reader reader;
    memset(&reader, 0, sizeof reader);
    reader.data = data;
    reader.size = size;
    reader.picture = picture;
    pansecb_codec_guard(call, decode, &reader);
    jpeg_destroy_decompress(&reader.codec);
    return call->status;
}

/* ------------------------------------------------------------------------------------------------ writing */

typedef struct jpeg_writer {
    struct jpeg_compress_struct codec;
    struct jpeg_error_mgr errors;
    FILE *file;
    const pansecb_picture *picture;
    int quality;
} jpeg_writer;

static void on_writing_error(j_common_ptr codec) {
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    pansecb_picture_status status = PANSECB_PICTURE_INVALID_ARGUMENT;
    if (codec->err->msg_code == JERR_OUT_OF_MEMORY) status = PANSECB_PICTURE_OUT_OF_MEMORY;
    if (codec->err->msg_code == JERR_FILE_WRITE) status = PANSECB_PICTURE_CANNOT_WRITE;
    pansecb_codec_fail(codec->client_data, status, "JPEG: %s", text);
}

static void encode(codec_call *call, void *state) {
    jpeg_writer *writer = state;
    struct jpeg_compress_struct *codec = &writer->codec;
    codec->err = jpeg_std_error(&writer->errors);
    codec->client_data = call;
    writer->errors.error_exit = on_writing_error;
    writer->errors.output_message = on_output;
    jpeg_create_compress(codec);
    jpeg_stdio_dest(codec, writer->file);
    codec->image_width = writer->picture->width;
    codec->image_height = writer->picture->height;
    codec->input_components = 3;
    codec->in_color_space = JCS_RGB;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, writer->quality, TRUE);
    codec->optimize_coding = TRUE;
    for (int i = 0; i < codec->num_components; ++i)
        codec->comp_info[i].h_samp_factor = codec->comp_info[i].v_samp_factor = 1;
    jpeg_start_compress(codec, TRUE);
    while (codec->next_scanline < codec->image_height) {
        JSAMPROW row = codec_row(writer->picture, codec->next_scanline);
        jpeg_write_scanlines(codec, &row, 1);
    }
    jpeg_finish_compress(codec);
}

pansecb_picture_status pansecb_codec_encode_jpeg(codec_call *call, FILE *file, const pansecb_picture *picture,
                                                 int quality) {
    jpeg_writer writer;
    memset(&writer, 0, sizeof writer);
    writer.file = file;
    writer.picture = picture;
    writer.quality = quality;
    pansecb_codec_guard(call, encode, &writer);
    jpeg_destroy_compress(&writer.codec);
    return call->status;
}
