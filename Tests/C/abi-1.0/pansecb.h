/*
 * PanSECB: real-time panoptic segmentation on a CPU.            SPDX-License-Identifier: Apache-2.0
 *
 * A camera image goes in; out come, for every pixel, its class and, for things that can be counted (cars,
 * people, bicycles ...), which one it is, together with a table of all segments. This header is the manual.
 *
 * 1. A COMPLETE PROGRAM
 *
 *     #include <pansecb.h>
 *     #include <stdio.h>
 *     #include <stdlib.h>
 *
 *     int segment(const char *weights, const uint8_t *pixels, uint32_t width, uint32_t height, ptrdiff_t stride) {
 *         char why[256];
 *         pansecb_model *model = NULL;
 *         pansecb_session *session = NULL;
 *         if (pansecb_model_load(weights, NULL, &model, why, sizeof why) != PANSECB_OK) {
 *             fprintf(stderr, "%s\n", why);
 *             return 1;
 *         }
 *         pansecb_session_options options = pansecb_session_options_for(width, height);
 *         if (pansecb_session_create(model, &options, &session, why, sizeof why) != PANSECB_OK) {
 *             fprintf(stderr, "%s\n", why);
 *             pansecb_model_release(model);
 *             return 1;
 *         }
 *         pansecb_image image = pansecb_image_of(PANSECB_RGB8, pixels, width, height, stride);
 *         uint32_t *map = malloc((size_t)width * height * sizeof *map);
 *         pansecb_segment table[256];
 *         pansecb_result result = pansecb_result_empty();
 *         result.panoptic_map = map;
 *         result.panoptic_stride = (ptrdiff_t)width;
 *         result.segments = table;
 *         result.segment_capacity = 256;
 *         if (map && pansecb_segment_image(session, &image, NULL, &result) == PANSECB_OK) {
 *             for (uint32_t i = 0; i < result.segment_count && i < 256; ++i)
 *                 printf("%u: %u pixels at %.0f, %.0f\n", table[i].id, table[i].area,
 *                        table[i].centre_x, table[i].centre_y);
 *         } else {
 *             fprintf(stderr, "%s\n", pansecb_session_error(session));
 *         }
 *         free(map);
 *         pansecb_session_release(session);
 *         pansecb_model_release(model);
 *         return 0;
 *     }
 *
 *     cc -std=c99 program.c libpansecb.a -pthread        (or -lpansecb: it needs nothing but the C library)
 *
 * 2. OBJECTS
 *
 *   pansecb_model     weights and class table, constant after loading. Any number of threads and sessions may use
 *                     one model at the same time. Counted: a session keeps its model alive.
 *   pansecb_session   the working memory and threads for frames up to a fixed size. One thread at a time; a second
 *                     thread that enters meanwhile gets PANSECB_BUSY and harms nothing. Use one session per camera.
 *   results           go into buffers that the caller owns, each optional, each with a stride.
 *
 * 3. PROMISES
 *
 *   - No function aborts, exits, throws, prints, raises a signal or changes state of the process (locale, floating
 *     point mode, signal handlers, environment). Failures are statuses; the text says what was wrong. The one exception
 *     is AMX, for which Linux wants to be asked: see PANSECB_CPU_AMX.
 *   - After pansecb_session_create nothing is allocated: no frame, of whatever content or size, takes memory (Linux
 *     itself takes 8 KB at a thread's first use of AMX).
 *   - Results depend on the image, the model, the options and the CPU level only: not on the number of threads, nor
 *     on earlier frames or the run. On one CPU level they are bit-equal. Between levels they differ by rounding.
 *   - A model file may be damaged or hostile: every number in it is checked before it is used.
 *
 * 4. ABI RULES
 *
 *   Functions are never removed and never change. Enumerators keep their values. Structures that callers fill begin
 *   with struct_size and grow at the end only; the library reads and writes no more than struct_size bytes, so
 *   that a program compiled with an old header runs with a new library and, where it uses no new field, the other way.
 *   A struct_size smaller than that of version 1.0, or a value of zero, is PANSECB_INVALID_ARGUMENT; unknown trailing
 *   bytes must be zero. Fields named reserved must be zero. Arrays of structures carry their element size.
 *   Known growth that will fit into this frame: an allocator hook and a task runner of the caller (fields at the end
 *   of pansecb_model_options and pansecb_session_options), NV12 and I420 (values of pansecb_format: image planes and
 *   strides are arrays already), a region of interest (fields at the end of pansecb_image), cancelling and
 *   deadlines (PANSECB_CANCELLED and PANSECB_DEADLINE are reserved; one more function and one more option field),
 *   ids that stay the same over frames (an option of the session and a field at the end of pansecb_segment), times
 *   for each layer (one more function).
 *
 * 5. LIMITS: images up to PANSECB_MAX_SIDE pixels a side, model files up to 1 GiB, 254 classes, 64 thing classes.
 */
#ifndef PANSECB_H
#define PANSECB_H

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

/* ------------------------------------------------------------------------------------------------ versions */

#define PANSECB_VERSION_MAJOR 1
#define PANSECB_VERSION_MINOR 0
#define PANSECB_VERSION_PATCH 0
/** Version of this header: major * 1000000 + minor * 1000 + patch. */
#define PANSECB_VERSION (PANSECB_VERSION_MAJOR * 1000000 + PANSECB_VERSION_MINOR * 1000 + PANSECB_VERSION_PATCH)

/** Version of the library that runs, encoded as PANSECB_VERSION. The ABI is compatible while the major number is the
 *  header's and the whole is at least the header's. Any thread. */
uint32_t pansecb_version(void);

/* ------------------------------------------------------------------------------------------------ statuses */

/** What a call that can fail returns. */
typedef enum pansecb_status {
    PANSECB_OK = 0,
    PANSECB_INVALID_ARGUMENT = 1,    /**< a pointer, size, stride or option is not legal; the text names it */
    PANSECB_OUT_OF_MEMORY = 2,       /**< the system gave no memory, or no thread */
    PANSECB_CANNOT_READ = 3,         /**< the file is missing or unreadable, or the reader callback failed */
    PANSECB_NOT_A_MODEL = 4,         /**< the data is not a .pansecb weight file */
    PANSECB_UNKNOWN_VERSION = 5,     /**< a weight file of a newer format */
    PANSECB_DAMAGED = 6,             /**< a cut or changed weight file: size, checksum or structure is wrong */
    PANSECB_LIMIT = 7,               /**< a size beyond the limits of this header, or of the session */
    PANSECB_UNSUPPORTED = 8,         /**< legal, but not for this model, CPU or version (e.g. an unknown format) */
    PANSECB_BUSY = 9,                /**< another thread is in this session */
    PANSECB_CANCELLED = 10,          /**< reserved */
    PANSECB_DEADLINE = 11,           /**< reserved */
    PANSECB_STATUS_MAX = 0x7fffffff
} pansecb_status;

/** A short English name of a status, never NULL, valid for ever. Any thread. */
const char *pansecb_status_text(pansecb_status status);

/* ------------------------------------------------------------------------------------------------ processor */

/** Instruction sets for which the library carries kernels. Higher is faster. */
typedef enum pansecb_cpu {
    PANSECB_CPU_AUTO = 0,        /**< the best that this machine has */
    PANSECB_CPU_SCALAR = 1,      /**< the readable twins of the kernels, for comparison: very slow */
    PANSECB_CPU_BASELINE = 2,    /**< x86-64 with SSE2; AArch64 with NEON */
    PANSECB_CPU_AVX2 = 3,        /**< AVX2, FMA, F16C, BMI2 */
    PANSECB_CPU_AVX512 = 4,      /**< AVX-512 F, BW, CD, DQ, VL */
    PANSECB_CPU_AMX = 5,         /**< the same, and AMX with bfloat16 */
    PANSECB_CPU_MAX = 0x7fffffff
} pansecb_cpu;

/* About PANSECB_CPU_AMX: its kernels multiply in matrix registers, which know no floats. A float becomes the sum of two
 * bfloat16, with 16 bits of precision or more instead of 24; sums are floats. The network's outputs then differ from those
 * of PyTorch by up to some 2e-5 of the largest value, instead of 1e-6 as with the other levels. Numbers beyond 3.38e38
 * become NaN. As everywhere, results do not depend on the number of threads.
 *
 * Linux wants a process to ask before it uses AMX. The library asks when it loads a model for this level (arch_prctl). From
 * then on what a signal handler's stack must hold is 8 KB larger, for all threads of the process: sigaltstack refuses
 * stacks that are too small (sysconf(_SC_SIGSTKSZ) knows how large they must be). Where a thread already has such a stack
 * the system says no: PANSECB_CPU_AUTO then takes AVX-512. At a thread's first instruction of AMX, in its first frame,
 * Linux keeps 8 KB for it; where it has none it sends SIGSEGV. If you do not want any of it, load models with
 * PANSECB_CPU_AVX512. */

/** The best level of this machine. The environment variable PANSECB_CPU (scalar, baseline, avx2, avx512, amx) lowers what
 *  PANSECB_CPU_AUTO chooses; a level that the machine does not have, or an unknown word, is ignored.
 *  It may be AMX though the system will not let this process use it: a model for PANSECB_CPU_AMX then is
 *  PANSECB_UNSUPPORTED, one for PANSECB_CPU_AUTO runs on AVX-512. Any thread. */
pansecb_cpu pansecb_cpu_best(void);
/** "scalar", "baseline", "avx2", "avx512", "amx" or "unknown"; valid for ever. Any thread. */
const char *pansecb_cpu_text(pansecb_cpu cpu);

/* ------------------------------------------------------------------------------------------------ log */

typedef enum pansecb_log_level { PANSECB_LOG_INFO = 1, PANSECB_LOG_WARNING = 2, PANSECB_LOG_MAX = 0x7fffffff } pansecb_log_level;

/** Receives a line of text without a line end, valid during the call. Called on the thread that called the library,
 *  never from a worker thread. Silent unless set. */
typedef void (*pansecb_log)(void *user, pansecb_log_level level, const char *text);

/* ------------------------------------------------------------------------------------------------ model */

typedef struct pansecb_model pansecb_model;

typedef struct pansecb_model_options {
    uint32_t struct_size;     /**< sizeof(pansecb_model_options) */
    pansecb_cpu cpu;          /**< kernels that will run this model; PANSECB_UNSUPPORTED if the machine has them not */
    pansecb_log log;          /**< or NULL */
    void *log_user;           /**< passed to log */
} pansecb_model_options;

/** Options with every default: kernels chosen for this machine, silent. */
static inline pansecb_model_options pansecb_model_options_default(void) {
    pansecb_model_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    return options;
}

/** Reads `size` bytes, or fewer at the end, into `buffer`; returns how many, 0 at the end or on failure. */
typedef size_t (*pansecb_read)(void *user, void *buffer, size_t size);

/** Loads a weight file. The file is mapped while it is read and not touched afterwards. Nobody may cut it short meanwhile: who
 *  brings a new file writes it under another name and renames it.
 *  @param options     NULL: defaults.
 *  @param model       receives the model, or NULL on failure. Give it back with pansecb_model_release.
 *  @param error       NULL, or receives the text of a failure ("" on success), cut to error_size - 1 bytes and ended by 0.
 *  Any thread. Takes about 2.3 million weights * 4 bytes of memory; some milliseconds. */
PANSECB_MUST_USE pansecb_status pansecb_model_load(const char *path, const pansecb_model_options *options,
                                                   pansecb_model **model, char *error, size_t error_size);
/** The same from memory, of any alignment. The memory belongs to the caller and is not used after the call. */
PANSECB_MUST_USE pansecb_status pansecb_model_load_memory(const void *data, size_t size, const pansecb_model_options *options,
                                                          pansecb_model **model, char *error, size_t error_size);
/** The same through a callback that is called for the bytes in their order, until the size in the file's header. */
PANSECB_MUST_USE pansecb_status pansecb_model_load_reader(pansecb_read read, void *user, const pansecb_model_options *options,
                                                          pansecb_model **model, char *error, size_t error_size);
/** Gives a model back; sessions that use it go on. NULL is legal. Any thread. */
void pansecb_model_release(pansecb_model *model);

typedef enum pansecb_architecture {
    PANSECB_PAN_SECB = 1,            /**< semantic classes and objects */
    PANSECB_BRANCHED_ERFNET = 2,     /**< objects only (SpatialEmbeddings) */
    PANSECB_ERFNET = 3,              /**< semantic classes only */
    PANSECB_ARCHITECTURE_MAX = 0x7fffffff
} pansecb_architecture;

/** What a model is. Texts are UTF-8, ended by 0, and live as long as the model. */
typedef struct pansecb_model_info {
    uint32_t struct_size;            /**< sizeof(pansecb_model_info), set by the caller */
    pansecb_architecture architecture;
    pansecb_cpu cpu;                 /**< kernels in use */
    uint32_t class_count;            /**< classes of the table: pansecb_model_class */
    uint32_t thing_count;            /**< of these, classes that can be counted; they have a seed map each */
    uint32_t semantic_channels;      /**< of the raw output `semantic`: pansecb_forward */
    uint32_t instance_channels;      /**< of the raw output `instance`: 2 offsets, sigmas, seeds */
    uint32_t sigmas;                 /**< 1, or 2: one an axis */
    uint32_t trained_width;          /**< pixels; 0: not known. Other sizes work; objects should have a like size */
    uint32_t trained_height;
    uint64_t memory;                 /**< bytes that the model holds */
    const char *licence;             /**< of the weights; "" where the file has none */
    const char *source;              /**< where the weights come from; "" where the file has none */
} pansecb_model_info;

/** Fills `info`. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_model_get_info(const pansecb_model *model, pansecb_model_info *info);

/** One class of a model. */
typedef struct pansecb_class {
    uint32_t struct_size;            /**< sizeof(pansecb_class), set by the caller */
    uint32_t label_id;               /**< its number in the data set, e.g. 26 for a car in Cityscapes */
    const char *name;                /**< UTF-8; lives as long as the model */
    uint8_t red, green, blue;        /**< colour for pictures */
    uint8_t thing;                   /**< 1: objects are told apart; 0: stuff */
} pansecb_class;

/** Fills `entry` with class `index` of 0 ..< class_count: the number that class maps and segments hold. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_model_get_class(const pansecb_model *model, uint32_t index, pansecb_class *entry);

/* ------------------------------------------------------------------------------------------------ session */

typedef struct pansecb_session pansecb_session;

#define PANSECB_MAX_SIDE 16384u      /**< largest width and height of an image, in pixels */

typedef struct pansecb_session_options {
    uint32_t struct_size;            /**< sizeof(pansecb_session_options) */
    uint32_t max_width;              /**< largest frame, pixels: 1 ... PANSECB_MAX_SIDE */
    uint32_t max_height;
    uint32_t threads;                /**< 0: one for each processor; 1: none is ever started; n: n - 1 are started; at most 256 */
    pansecb_log log;                 /**< or NULL */
    void *log_user;                  /**< passed to log */
} pansecb_session_options;

/** Options for frames up to width x height on the calling thread only. */
static inline pansecb_session_options pansecb_session_options_for(uint32_t width, uint32_t height) {
    pansecb_session_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    options.max_width = width;
    options.max_height = height;
    options.threads = 1;
    return options;
}

/** Bytes that pansecb_session_create will take for these options: its one arena. Takes no memory itself. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_session_memory(const pansecb_model *model, const pansecb_session_options *options,
                                                       uint64_t *bytes);
/** Makes a session: takes its arena, plans the network in it, starts its threads. Keeps the model alive.
 *  @param session     receives the session, or NULL on failure. Give it back with pansecb_session_release.
 *  @param error       as of pansecb_model_load. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_session_create(const pansecb_model *model, const pansecb_session_options *options,
                                                       pansecb_session **session, char *error, size_t error_size);
/** Ends the session's threads and gives its memory back. No call may be under way in it. NULL is legal. */
void pansecb_session_release(pansecb_session *session);
/** Text of the last call in this session that failed, "" if none did; valid until the next call in it. */
const char *pansecb_session_error(const pansecb_session *session);

/* ------------------------------------------------------------------------------------------------ images */

/** How pixels lie in memory. 8-bit values are 0 ... 255, floats 0 ... 1; no mean is taken off. */
typedef enum pansecb_format {
    PANSECB_RGB8 = 1,        /**< 3 bytes a pixel */
    PANSECB_BGR8 = 2,
    PANSECB_RGBA8 = 3,       /**< 4 bytes a pixel; alpha is ignored */
    PANSECB_BGRA8 = 4,
    PANSECB_GRAY8 = 5,       /**< 1 byte a pixel, used for all three colours */
    PANSECB_PLANAR_F32 = 6,  /**< three planes of floats: red, green, blue */
    PANSECB_FORMAT_MAX = 0x7fffffff
} pansecb_format;

/** An image of the caller's. Read during the call only, never written. */
typedef struct pansecb_image {
    uint32_t struct_size;            /**< sizeof(pansecb_image) */
    pansecb_format format;
    uint32_t width;                  /**< pixels, 1 ... the session's largest */
    uint32_t height;
    const void *planes[4];           /**< address of the top left pixel of each plane; the rest NULL. Floats: aligned to 4 */
    ptrdiff_t strides[4];            /**< bytes from a row to the next below it, of each plane; negative: rows lie upwards */
} pansecb_image;

/** An image of one plane (all 8-bit formats). */
static inline pansecb_image pansecb_image_of(pansecb_format format, const void *pixels, uint32_t width, uint32_t height,
                                             ptrdiff_t stride) {
    pansecb_image image;
    memset(&image, 0, sizeof image);
    image.struct_size = (uint32_t)sizeof image;
    image.format = format;
    image.width = width;
    image.height = height;
    image.planes[0] = pixels;
    image.strides[0] = stride;
    return image;
}

/** A dense planar float image [3][height][width]. */
static inline pansecb_image pansecb_image_planar(const float *pixels, uint32_t width, uint32_t height) {
    size_t plane = (size_t)width * height;
    pansecb_image image = pansecb_image_of(PANSECB_PLANAR_F32, pixels, width, height, (ptrdiff_t)(width * sizeof(float)));
    image.planes[1] = pixels + plane;
    image.planes[2] = pixels + 2 * plane;
    image.strides[1] = image.strides[2] = image.strides[0];
    return image;
}

/* ------------------------------------------------------------------------------------------------ results */

#define PANSECB_NO_CLASS 255u        /**< in class maps: unlabelled */

/** Parts of the task, for those who need not all of it: what is left out is not computed. */
#define PANSECB_CLASSES 1u           /**< the semantic class of each pixel */
#define PANSECB_OBJECTS 2u           /**< objects, of the thing classes */

/** How classes and objects become one map. */
#define PANSECB_MERGE_REFERENCE 1u   /**< as published: later classes write over earlier ones, pixels with a seed that no object took and
                                          pixels of "some thing" without an object are unlabelled */
#define PANSECB_MERGE_COMPLETE 2u    /**< overlaps go to the higher score; pixels with a seed that no object took keep their semantic class; pixels of
                                          "some thing" without an object, in connected regions, join the object that their region has the
                                          longest border with; a region without one is an object of its own if it has more than
                                          min_pixels, of the class whose seeds are highest in it */

/** What is done and how objects are found; the numbers named here are the published method's, a weight file may bring others.
 *  All comparisons are made in 32-bit floats. */
typedef struct pansecb_options {
    uint32_t struct_size;            /**< sizeof(pansecb_options) */
    float seed_threshold;            /**< an object starts only at a seed of at least this; 0.5 */
    float mask_threshold;            /**< pixels of a class are those with a seed above this; 0.5 */
    float claim_threshold;           /**< a pixel joins where the Gaussian is above this; 0.5 */
    float unclaimed_share;           /**< an object is kept if more than this share of it was free; 0.5 */
    uint32_t min_pixels;             /**< an object has more pixels than this; 128 */
    uint32_t parts;                  /**< PANSECB_CLASSES: things stay unlabelled. PANSECB_OBJECTS: what is no object stays unlabelled.
                                          Both, or 0: all that the model can. PANSECB_UNSUPPORTED for a part that it can't */
    uint32_t merge;                  /**< PANSECB_MERGE_REFERENCE or PANSECB_MERGE_COMPLETE; 0: the model's default */
} pansecb_options;

/** Fills `options` with the model's defaults: the values above unless the weight file brings its own. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_model_get_options(const pansecb_model *model, pansecb_options *options);

/** One row of the segment table: an object, or all pixels of a stuff class. Measures are those of the panoptic map. */
typedef struct pansecb_segment {
    uint32_t id;                     /**< its value in the panoptic map */
    uint32_t class_index;            /**< its class: pansecb_model_get_class */
    uint32_t instance;               /**< its value in the instance map; 0 for stuff */
    uint32_t thing;                  /**< 1: an object; 0: stuff */
    uint32_t area;                   /**< pixels, at least 1 */
    uint32_t box_x, box_y;           /**< smallest box: its top left pixel */
    uint32_t box_width, box_height;  /**< and size in pixels */
    float centre_x, centre_y;        /**< mean position of its pixels; a pixel's centre is at whole numbers */
    float score;                     /**< objects: the seed at the centre that they were found from, the highest
                                          that was free then, 0 ... 1; stuff: 1 */
    float sigma[2];                  /**< objects: exp(10 sigma) at the seed, for x and y; stuff: 0; objects that are a connected region: 0,
                                          and their score is the mean of their seeds */
} pansecb_segment;

/** Where results go. Every buffer is the caller's and optional (NULL). Strides count elements, not bytes, from a row to
 *  the next below it, may be negative, and must be at least the width in size. Elements must be aligned as their type.
 *  Where the call fails nothing is promised of the buffers' contents. */
typedef struct pansecb_result {
    uint32_t struct_size;            /**< sizeof(pansecb_result) */
    uint32_t segment_size;           /**< sizeof(pansecb_segment) */
    uint8_t *class_map;              /**< class index, or PANSECB_NO_CLASS */
    ptrdiff_t class_stride;
    uint32_t *instance_map;          /**< object number in order of discovery from 1, over all classes; 0: no object */
    ptrdiff_t instance_stride;
    uint32_t *panoptic_map;          /**< as Cityscapes' instanceIds: label id of stuff; label id * 1000 + k, k from 1 in
                                          each class, for objects (at most 999 a class); 0: unlabelled */
    ptrdiff_t panoptic_stride;
    float *confidence_map;           /**< pixels of an object: their seed; else the softmax of the class that won, among
                                          all channels but void; 0 for models without semantic classes */
    ptrdiff_t confidence_stride;
    pansecb_segment *segments;       /**< objects in order of discovery, then stuff in order of class; those with no
                                          pixel left in the map are not listed */
    uint32_t segment_capacity;       /**< rows that `segments` holds; no more are written */
    uint32_t segment_count;          /**< out: rows that there are, also where the table is smaller or NULL */
} pansecb_result;

/** A result with no buffer: fill in those that you want. */
static inline pansecb_result pansecb_result_empty(void) {
    pansecb_result result;
    memset(&result, 0, sizeof result);
    result.struct_size = (uint32_t)sizeof result;
    result.segment_size = (uint32_t)sizeof(pansecb_segment);
    return result;
}

/** The whole task: image to panoptic map, class map, instance map, confidence and segments.
 *  Any width and height from 1 on; sizes that are no multiple of 8 are padded with zeros at the right and
 *  at the bottom, and the results cut. @param options NULL: the model's defaults. One thread at a time. */
PANSECB_MUST_USE pansecb_status pansecb_segment_image(pansecb_session *session, const pansecb_image *image,
                                                      const pansecb_options *options, pansecb_result *result);

/** The bare network, for comparison with other engines.
 *  @param semantic    NULL, or [semantic_channels][height][width] floats, dense: logits of stuff classes, "some thing", void.
 *  @param instance    NULL, or [instance_channels][height][width] floats, dense: x and y offset before tanh, sigmas, seed
 *                     logits of each thing class. One thread at a time. */
PANSECB_MUST_USE pansecb_status pansecb_forward(pansecb_session *session, const pansecb_image *image, float *semantic, float *instance);

/** Objects and maps from raw outputs as pansecb_forward writes them, of this network or another engine's.
 *  NULL for an output that the model does not have. One thread at a time. */
PANSECB_MUST_USE pansecb_status pansecb_segment_outputs(pansecb_session *session, const float *semantic, const float *instance,
                                                        uint32_t width, uint32_t height,
                                                        const pansecb_options *options, pansecb_result *result);

/* ------------------------------------------------------------------------------------------------ times */

/** Wall time of the last successful call in a session, in nanoseconds; stages that did not run are 0. */
typedef struct pansecb_timings {
    uint32_t struct_size;            /**< sizeof(pansecb_timings), set by the caller */
    uint32_t reserved;
    uint64_t input;                  /**< camera pixels through the first layer */
    uint64_t encoder;                /**< the rest of the encoder */
    uint64_t semantic;               /**< first decoder with its heads */
    uint64_t instance;               /**< second decoder with its head */
    uint64_t clustering;             /**< objects from offsets, sigmas and seeds */
    uint64_t output;                 /**< maps and segment table */
    uint64_t total;
} pansecb_timings;

/** Fills `timings`. One thread at a time. */
PANSECB_MUST_USE pansecb_status pansecb_session_timings(const pansecb_session *session, pansecb_timings *timings);

#ifdef __cplusplus
}
#endif
#endif
