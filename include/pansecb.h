/*
 * PanSECB: real-time panoptic segmentation on a CPU.            SPDX-License-Identifier: Apache-2.0
 *
 * The input is a camera image. The output tells the class of every pixel and, for things that can be counted (cars,
 * people, bicycles ...), which of them the pixel belongs to; a table lists all segments. This header is the manual.
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
 *     cc -std=c99 program.c libpansecb.a -pthread        (or -lpansecb; the library needs the C library only)
 *
 * 2. OBJECTS
 *
 *   pansecb_model     weights and class table, constant after loading. Any number of threads and sessions may use one
 *                     model at the same time. A session keeps its model alive, even after pansecb_model_release.
 *   pansecb_session   the working memory and threads for frames up to a fixed size. One thread at a time may use it;
 *                     a second one gets PANSECB_BUSY and harms nothing. Cameras that are served at the same time need
 *                     a session each.
 *   results           are written into buffers of the caller's. Each buffer is optional, and each map has a stride.
 *
 * 3. PROMISES
 *
 *   - No function aborts, exits, throws, prints, raises a signal or changes state of the process (locale, floating
 *     point mode, signal handlers, environment). Failures are statuses; the text says what was wrong. The one exception
 *     is AMX, for which Linux wants to be asked: see PANSECB_CPU_AMX.
 *   - The floating-point state of the calling thread (rounding, traps, flush to zero) changes nothing: every call
 *     computes in the usual state, and the thread has its own back afterwards, exception flags too. Callbacks run in
 *     the thread's own.
 *   - The library allocates nothing after pansecb_session_create, whatever a frame's size and content. The system
 *     backs a session's memory with pages when they are first touched: in the first frame, which takes longer for it,
 *     and in a later one that is larger or has more candidates for objects than those before. (Linux itself takes 8 KB
 *     at a thread's first use of AMX.)
 *   - Results depend on the image, the model, the options and the CPU level only: not on the number of threads, nor
 *     on earlier frames or the run. On one CPU level they are bit-equal. Between levels they differ by rounding, but
 *     for models of 8 bits ('pansecb quantize'): their outputs and maps are the same bits on every level and
 *     architecture.
 *   - A model file may be damaged or hostile: every number in it is checked before it is used. Whatever the network
 *     says, the search for objects is bounded: see PANSECB_USUAL_ATTEMPTS.
 *
 * 4. ABI RULES
 *
 *   Functions are never removed and never change. Enumerators keep their values.
 *
 *   Structures that callers fill, or hand over to be filled, grow at their ends only. They begin with struct_size,
 *   which the caller sets to sizeof the structure; the library reads and writes no more than that.
 *   - An old program, a newer library: fields that the program does not have count as zero, and zero in a new field
 *     means what the library did before it had the field.
 *   - A new program, an older library of the same major version: it works while the fields that the library does not
 *     know are zero. Where one is not, the call returns PANSECB_INVALID_ARGUMENT. In a structure that the library
 *     fills, it sets what it does not know to zero.
 *   - A struct_size less than the structure's in version 1.0, or more than 65536, is PANSECB_INVALID_ARGUMENT.
 *   Arrays of structures carry their element size, for which the same holds (pansecb_result.segment_size).
 *   Fields named reserved must be zero.
 *
 *   Tests/C/run.sh tests this promise: a program that is compiled with the header of version 1.0, which is kept for it,
 *   gives the same results with today's library and with one in which every structure is longer; and a program that is
 *   compiled with longer structures runs with today's library.
 *
 *   Growth that is foreseen: an allocator hook and a task runner of the caller's (fields at the ends of
 *   pansecb_model_options and pansecb_session_options), NV12 and I420 (values of pansecb_format: images have arrays of
 *   planes and strides already), a region of interest (fields at the end of pansecb_image), cancelling and deadlines
 *   (PANSECB_CANCELLED and PANSECB_DEADLINE are reserved; one more function and one more option), ids that stay the
 *   same over frames (an option of the session and a field at the end of pansecb_segment), times for each layer (one
 *   more function).
 *
 * 5. LIMITS: images up to PANSECB_MAX_SIDE pixels a side, model files up to 1 GiB, 254 classes, 64 of them things.
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

/* Defined for a test of the ABI only (scripts/build-library.sh --grown): every structure becomes longer, as in a later
 * version. */
#ifdef PANSECB_GROW_EVERY_STRUCTURE
#define PANSECB_GROWTH uint64_t grown[2];
#else
#define PANSECB_GROWTH
#endif

/* ------------------------------------------------------------------------------------------------ versions */

#define PANSECB_VERSION_MAJOR 1
#define PANSECB_VERSION_MINOR 0
#define PANSECB_VERSION_PATCH 0
/** Version of this header: major * 1000000 + minor * 1000 + patch. */
#define PANSECB_VERSION (PANSECB_VERSION_MAJOR * 1000000 + PANSECB_VERSION_MINOR * 1000 + PANSECB_VERSION_PATCH)

/** Version of the library that runs, encoded as PANSECB_VERSION. A program runs with every library of its header's
 *  major version that is not older than the header; for an older one see ABI RULES. Any thread. */
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
    PANSECB_BUSY = 9,                /**< another thread is in this session; leaves no text */
    PANSECB_CANCELLED = 10,          /**< reserved */
    PANSECB_DEADLINE = 11,           /**< reserved */
    PANSECB_STATUS_MAX = 0x7fffffff
} pansecb_status;

/** A short English name of a status. Never NULL; valid for ever. Any thread. */
const char *pansecb_status_text(pansecb_status status);

/* ------------------------------------------------------------------------------------------------ processor */

/** Instruction sets for which the library carries kernels. Higher is faster. */
typedef enum pansecb_cpu {
    PANSECB_CPU_AUTO = 0,        /**< the best that this machine has */
    PANSECB_CPU_SCALAR = 1,      /**< readable kernels to compare others with: very slow */
    PANSECB_CPU_BASELINE = 2,    /**< x86-64 with SSE2; AArch64 with NEON */
    PANSECB_CPU_AVX2 = 3,        /**< AVX2, FMA, F16C, BMI2 */
    PANSECB_CPU_AVX512 = 4,      /**< AVX-512 F, BW, CD, DQ, VL */
    PANSECB_CPU_AMX = 5,         /**< AVX-512, and AMX with bfloat16 */
    PANSECB_CPU_MAX = 0x7fffffff
} pansecb_cpu;

/* About PANSECB_CPU_AMX: its kernels multiply in matrix registers, which hold bfloat16 instead of floats. Each float is
 * split into a sum of two bfloat16, which keeps 16 bits of precision or more, instead of 24; sums are floats. The
 * network's outputs then differ from PyTorch's by up to about 2e-5 of the largest value, instead of 1e-6 as with the
 * other levels. Numbers beyond 3.38e38 become NaN. As everywhere, results do not depend on the number of threads.
 *
 * Linux lets a process use AMX only after it has asked. The library asks (arch_prctl) when it loads a model for this
 * level. From then on the signal stacks of all threads of the process must be 8 KB larger: sigaltstack refuses smaller
 * ones (sysconf(_SC_SIGSTKSZ) tells the size that is needed). If a thread already has a smaller one, Linux refuses AMX,
 * and PANSECB_CPU_AUTO takes AVX-512. Linux allocates 8 KB for a thread at its first instruction of AMX, in the
 * thread's first frame; if it has no memory, it sends SIGSEGV. To avoid all this, load models for PANSECB_CPU_AVX512.
 */

/** The best level of this machine. The environment variable PANSECB_CPU (scalar, baseline, avx2, avx512, amx) lowers
 *  what PANSECB_CPU_AUTO chooses; a level that the machine does not have, or an unknown word, is ignored.
 *  The best level may be AMX though Linux does not let this process use it. Then PANSECB_CPU_AUTO takes AVX-512, and
 *  loading a model for PANSECB_CPU_AMX gives PANSECB_UNSUPPORTED. Any thread. */
pansecb_cpu pansecb_cpu_best(void);
/** "scalar", "baseline", "avx2", "avx512", "amx" or "unknown"; valid for ever. Any thread. */
const char *pansecb_cpu_text(pansecb_cpu cpu);

/* ------------------------------------------------------------------------------------------------ log */

typedef enum pansecb_log_level {
    PANSECB_LOG_INFO = 1,
    PANSECB_LOG_WARNING = 2,
    PANSECB_LOG_MAX = 0x7fffffff
} pansecb_log_level;

/** Receives a line of text, without a line end; the text is valid during the call only. It is called on the thread that
 *  called the library, never on a worker thread. Without one the library is silent. */
typedef void (*pansecb_log)(void *user, pansecb_log_level level, const char *text);

/* ------------------------------------------------------------------------------------------------ model */

typedef struct pansecb_model pansecb_model;

typedef struct pansecb_model_options {
    uint32_t struct_size;     /**< sizeof(pansecb_model_options) */
    pansecb_cpu cpu;          /**< kernels that run this model; PANSECB_UNSUPPORTED if the machine lacks them */
    pansecb_log log;          /**< or NULL */
    void *log_user;           /**< passed to log */
    PANSECB_GROWTH
} pansecb_model_options;

/** Options with every default: kernels chosen for this machine, silent. */
static inline pansecb_model_options pansecb_model_options_default(void) {
    pansecb_model_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    return options;
}

/** Reads up to `size` bytes into `buffer` and returns how many it read; 0 at the end or on failure. */
typedef size_t (*pansecb_read)(void *user, void *buffer, size_t size);

/** Loads a weight file, in some milliseconds. The file is mapped during the call and not used afterwards. It must not
 *  become shorter meanwhile: to replace a weight file, write the new one under another name and rename it.
 *  pansecb_model_info.memory tells how much memory a model holds: about 21 MB for Pan-SECB.
 *  @param options     NULL: defaults.
 *  @param model       receives the model, or NULL on failure. Give it back with pansecb_model_release.
 *  @param error       NULL, or receives the text of a failure ("" on success), cut to error_size - 1 bytes and ended by
 *                     0. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_model_load(const char *path, const pansecb_model_options *options,
                                                   pansecb_model **model, char *error, size_t error_size);
/** The same from memory, of any alignment. The memory belongs to the caller and is not used after the call. */
PANSECB_MUST_USE pansecb_status pansecb_model_load_memory(const void *data, size_t size,
                                                          const pansecb_model_options *options, pansecb_model **model,
                                                          char *error, size_t error_size);
/** The same through a callback, which is asked for the file's bytes in order until it has given as many as the header
 *  of the file says. */
PANSECB_MUST_USE pansecb_status pansecb_model_load_reader(pansecb_read read, void *user,
                                                          const pansecb_model_options *options, pansecb_model **model,
                                                          char *error, size_t error_size);
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
    uint32_t class_count;            /**< classes of the table: pansecb_model_get_class */
    uint32_t thing_count;            /**< how many of them are things, which can be counted; each has a seed map */
    uint32_t semantic_channels;      /**< channels of the raw output `semantic` of pansecb_forward */
    uint32_t instance_channels;      /**< channels of its raw output `instance`: 2 offsets, sigmas, seeds */
    uint32_t sigmas;                 /**< 1: for both axes; 2: one for each axis */
    uint32_t trained_width;          /**< pixels of a training image; 0: not known. Other sizes work; results are */
    uint32_t trained_height;         /**< best where objects are about as large, in pixels, as in training */
    uint64_t memory;                 /**< bytes that the model holds */
    const char *licence;             /**< of the weights; "" where the file has none */
    const char *source;              /**< where the weights come from; "" where the file has none */
    PANSECB_GROWTH
} pansecb_model_info;

/** Fills `info`. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_model_get_info(const pansecb_model *model, pansecb_model_info *info);

/** One class of a model. */
typedef struct pansecb_class {
    uint32_t struct_size;            /**< sizeof(pansecb_class), set by the caller */
    uint32_t label_id;               /**< its number in the data set, e.g. 26 for a car in Cityscapes */
    const char *name;                /**< UTF-8; lives as long as the model */
    uint8_t red, green, blue;        /**< colour to draw it with */
    uint8_t thing;                   /**< 1: objects are told apart; 0: stuff */
    PANSECB_GROWTH
} pansecb_class;

/** Fills `entry` with class `index`, 0 ... class_count - 1: the number that class maps and segments hold.
 *  Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_model_get_class(const pansecb_model *model, uint32_t index,
                                                        pansecb_class *entry);

/* ------------------------------------------------------------------------------------------------ session */

typedef struct pansecb_session pansecb_session;

#define PANSECB_MAX_SIDE 16384u      /**< largest width and height of an image, in pixels */

typedef struct pansecb_session_options {
    uint32_t struct_size;            /**< sizeof(pansecb_session_options) */
    uint32_t max_width;              /**< largest frame, pixels: 1 ... PANSECB_MAX_SIDE */
    uint32_t max_height;
    uint32_t threads;                /**< that work on a frame, the caller's among them, at most 256; 0: one for each
                                          processor that the calling thread may use */
    pansecb_log log;                 /**< or NULL */
    void *log_user;                  /**< passed to log */
    PANSECB_GROWTH
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

/** Tells how many bytes pansecb_session_create allocates for these options: its one arena. Stacks of threads are not
 *  counted. Allocates nothing itself. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_session_memory(const pansecb_model *model,
                                                       const pansecb_session_options *options, uint64_t *bytes);
/** Makes a session: allocates its arena, plans the network in it, starts its threads. The session keeps the
 *  model alive. Its threads inherit scheduling policy, priority and affinity of the thread that makes this call. They
 *  have stacks of some 256 KB and are named pansecb-1, pansecb-2 ...; the host's handlers get the signals of faults in
 *  them (SIGSEGV, SIGBUS, SIGFPE ...), and no others.
 *  Most of the arena is touched for the first time in the first frame: where that must be as fast as the others,
 *  segment any image of the largest size before.
 *  @param session     receives the session, or NULL on failure. Give it back with pansecb_session_release.
 *  @param error       as in pansecb_model_load. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_session_create(const pansecb_model *model,
                                                       const pansecb_session_options *options,
                                                       pansecb_session **session, char *error, size_t error_size);
/** Ends the session's threads and gives its memory back. No call may be under way in the session. NULL is legal. */
void pansecb_session_release(pansecb_session *session);
/** Why the last call in this session failed, "" if it did not. To a thread whose last call was PANSECB_BUSY, and to
 *  every thread while a call is under way: that another thread is in the session. Never NULL. Ask on the thread whose
 *  call failed, before anybody's next call in the session; the text is valid until then. */
const char *pansecb_session_error(const pansecb_session *session);

/* ------------------------------------------------------------------------------------------------ images */

/** How pixels lie in memory. 8-bit values are 0 ... 255, floats 0 ... 1. No mean is subtracted, neither by the caller
 *  nor by the library. */
typedef enum pansecb_format {
    PANSECB_RGB8 = 1,        /**< 3 bytes a pixel */
    PANSECB_BGR8 = 2,
    PANSECB_RGBA8 = 3,       /**< 4 bytes a pixel; alpha is ignored */
    PANSECB_BGRA8 = 4,
    PANSECB_GRAY8 = 5,       /**< 1 byte a pixel, used for all three colours */
    PANSECB_PLANAR_F32 = 6,  /**< three planes of floats: red, green, blue */
    PANSECB_FORMAT_MAX = 0x7fffffff
} pansecb_format;

/** An image of the caller's. It is read during the call only, and never written. What its format does not use is
 *  ignored: further planes with their strides, and the stride of a plane of one row. */
typedef struct pansecb_image {
    uint32_t struct_size;            /**< sizeof(pansecb_image) */
    pansecb_format format;
    uint32_t width;                  /**< pixels, 1 ... the session's largest */
    uint32_t height;
    const void *planes[4];           /**< address of the top left pixel of each plane; of floats: a multiple of 4 */
    ptrdiff_t strides[4];            /**< BYTES from a row of the plane to the next below it; negative if the lower row
                                          has the lower address. In size at least a row's bytes and at most 2^40; of
                                          floats: a multiple of 4 */
    PANSECB_GROWTH
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
    ptrdiff_t stride = (ptrdiff_t)(width * sizeof(float));
    pansecb_image image = pansecb_image_of(PANSECB_PLANAR_F32, pixels, width, height, stride);
    image.planes[1] = pixels + plane;
    image.planes[2] = pixels + 2 * plane;
    image.strides[1] = image.strides[2] = image.strides[0];
    return image;
}

/* ------------------------------------------------------------------------------------------------ results */

#define PANSECB_NO_CLASS 255u        /**< in class maps: unlabelled */

/** Parts of the task; a part that is left out is not computed. */
#define PANSECB_CLASSES 1u           /**< the semantic class of each pixel */
#define PANSECB_OBJECTS 2u           /**< objects, of the thing classes */

/** How classes and objects become one map. "Some thing" is a semantic class of the network: it says that an object is
 *  there. As published: where objects overlap, the later class wins. A pixel without an object is unlabelled if it is
 *  "some thing", or if its seed is above mask_threshold in a class with more than min_pixels such pixels. */
#define PANSECB_MERGE_REFERENCE 1u
/** Where objects overlap, the higher score wins. A pixel that has a seed but no object keeps its semantic class. Pixels
 *  that are "some thing" and have no object are taken in connected regions: a region joins the object with which it has
 *  the longest border. A region that touches no object is an object of its own if it has more than min_pixels pixels,
 *  of the class whose seeds are highest in it; else it is unlabelled. */
#define PANSECB_MERGE_COMPLETE 2u

/** The default of pansecb_options.max_attempts. An attempt takes the highest seed that is left, and the pixels that its
 *  Gaussian covers; mostly they become an object. Photographs and noise need up to ten, and less than a thousand with
 *  all thresholds near their ends. But a network that is not trained, or was made for it, can take every pixel of every
 *  class for a seed of its own. */
#define PANSECB_USUAL_ATTEMPTS 16384u

/** What is computed, and how objects are found. The numbers here are the published method's; a weight file may bring
 *  others (pansecb_model_get_options). The four floats are at least 0 and less than 1. All comparisons are made in
 *  32-bit floats. */
typedef struct pansecb_options {
    uint32_t struct_size;            /**< sizeof(pansecb_options) */
    float seed_threshold;            /**< an object starts at a pixel with a seed of at least this; 0.5 */
    float mask_threshold;            /**< a pixel can belong to an object of a class if its seed is above this; 0.5 */
    float claim_threshold;           /**< it does where the object's Gaussian is above this; 0.5 */
    float unclaimed_share;           /**< an object is kept if more than this share of its pixels was free; 0.5 */
    uint32_t min_pixels;             /**< an object has more pixels than this; 128. At most 2^31 - 1 */
    uint32_t parts;                  /**< PANSECB_CLASSES: classes only, things are unlabelled. PANSECB_OBJECTS: objects
                                          only, all else is unlabelled. Both, or 0: all parts that the model has. One
                                          that the model does not have: PANSECB_UNSUPPORTED */
    uint32_t merge;                  /**< PANSECB_MERGE_REFERENCE or PANSECB_MERGE_COMPLETE; 0: the model's default */
    uint32_t max_attempts;           /**< seeds in a frame from which an object is looked for, over all classes; 0:
                                          PANSECB_USUAL_ATTEMPTS. See pansecb_result.cut_short */
    uint32_t reserved;               /**< 0 */
    PANSECB_GROWTH
} pansecb_options;

/** Fills `options` with the model's defaults: the values above unless the weight file brings its own. Any thread. */
PANSECB_MUST_USE pansecb_status pansecb_model_get_options(const pansecb_model *model, pansecb_options *options);

/** One row of the segment table: an object, or all pixels of a stuff class. All is measured in the panoptic map. */
typedef struct pansecb_segment {
    uint32_t id;                     /**< its value in the panoptic map */
    uint32_t class_index;            /**< its class: pansecb_model_get_class */
    uint32_t instance;               /**< its value in the instance map; 0 for stuff */
    uint32_t thing;                  /**< 1: an object; 0: stuff */
    uint32_t area;                   /**< pixels, at least 1 */
    uint32_t box_x, box_y;           /**< smallest box: its top left pixel */
    uint32_t box_width, box_height;  /**< and size in pixels */
    float centre_x, centre_y;        /**< mean position of its pixels; pixel x, y has its centre at x, y */
    float score;                     /**< 0 ... 1. Object: the seed that it was found from, the highest that was free
                                          then; object that is a connected region: the mean of its seeds; stuff: 1 */
    float sigma[2];                  /**< object: exp(10 sigma) at that seed, for x and y; connected region, stuff: 0 */
    PANSECB_GROWTH
} pansecb_segment;

/** Where results go. Every buffer is the caller's and optional (NULL). Beware: strides of maps count ELEMENTS, those of
 *  images count bytes. A stride leads from a row to the next below it and may be negative; in size it is at least the
 *  width and at most 2^40. The stride of a map of one row is ignored. Buffers are aligned as their elements' type.
 *  If the call fails, the buffers may hold anything. */
typedef struct pansecb_result {
    uint32_t struct_size;            /**< sizeof(pansecb_result) */
    uint32_t segment_size;           /**< sizeof(pansecb_segment) */
    uint8_t *class_map;              /**< class index, or PANSECB_NO_CLASS */
    ptrdiff_t class_stride;          /**< elements (here bytes) */
    uint32_t *instance_map;          /**< object number in order of discovery from 1, over all classes; 0: no object */
    ptrdiff_t instance_stride;       /**< elements, not bytes: a quarter of the bytes */
    uint32_t *panoptic_map;          /**< as Cityscapes' instanceIds: label id of stuff; label id * 1000 + k for
                                          objects, k from 1 in each class (at most 999 a class); 0: unlabelled */
    ptrdiff_t panoptic_stride;       /**< elements, not bytes: a quarter of the bytes */
    float *confidence_map;           /**< pixel of an object: its seed; other pixels: the softmax of the class that won,
                                          among all channels but void; 0 for models without semantic classes */
    ptrdiff_t confidence_stride;     /**< elements, not bytes: a quarter of the bytes */
    pansecb_segment *segments;       /**< objects in order of discovery, then stuff in order of class; those with no
                                          pixel left in the map are not listed */
    uint32_t segment_capacity;       /**< rows that `segments` has room for; no more are written */
    uint32_t segment_count;          /**< out: rows that there are, even if there is room for fewer, or for none */
    uint32_t attempts;               /**< out: seeds from which an object was looked for */
    uint32_t cut_short;              /**< out: 1: pansecb_options.max_attempts ended the search; the result is as if the
                                          seeds that were left had been below seed_threshold. 0: it was complete */
    PANSECB_GROWTH
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
 *  Any width and height from 1 to the session's largest. A side that is no multiple of 8 is padded with zeros, at the
 *  right or at the bottom, for the network; results have the image's size.
 *  @param options     NULL: the model's defaults. One thread at a time. */
PANSECB_MUST_USE pansecb_status pansecb_segment_image(pansecb_session *session, const pansecb_image *image,
                                                      const pansecb_options *options, pansecb_result *result);

/** The bare network, for comparison with other engines.
 *  @param semantic    NULL, or [semantic_channels][height][width] floats, dense: logits of stuff classes, "some thing",
 *                     void.
 *  @param instance    NULL, or [instance_channels][height][width] floats, dense: x and y offset before tanh, sigmas,
 *                     seed logits of each thing class. One thread at a time. */
PANSECB_MUST_USE pansecb_status pansecb_forward(pansecb_session *session, const pansecb_image *image, float *semantic,
                                                float *instance);

/** Objects and maps from raw outputs as pansecb_forward writes them, of this network or of another engine.
 *  An output that the model does not have is NULL. One thread at a time. */
PANSECB_MUST_USE pansecb_status pansecb_segment_outputs(pansecb_session *session, const float *semantic,
                                                        const float *instance, uint32_t width, uint32_t height,
                                                        const pansecb_options *options, pansecb_result *result);

/* ------------------------------------------------------------------------------------------------ times */

/** Wall times of the last successful call in a session, in nanoseconds; a stage that did not run has 0. */
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
    PANSECB_GROWTH
} pansecb_timings;

/** Fills `timings` with those of the last frame. PANSECB_BUSY while another thread is in the session. */
PANSECB_MUST_USE pansecb_status pansecb_session_timings(const pansecb_session *session, pansecb_timings *timings);

#undef PANSECB_GROWTH

#ifdef __cplusplus
}
#endif
#endif
