/*
 * The harness of the tests of the C interface. Each test program is C99 and C++17 at once: one file a topic, its main
 * is a list of RUN(test) between begin() and finish(). A program prints what failed, and its counts in one line.
 */
#ifndef TEST_H
#define TEST_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <pansecb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------------------------ checks */

typedef struct tally {
    const char *test;                    /* that runs */
    int failures;                        /* of its checks */
    int passed, failed;                  /* tests */
} tally;

static tally tests;

static inline int failed(const char *file, int line, const char *what) {
    if (++tests.failures <= 5) fprintf(stderr, "%s:%d: %s: %s\n", file, line, tests.test, what);
    return 0;
}

/** Whether the condition holds; a failure is counted and the test goes on. */
#define CHECK(condition) ((condition) ? 1 : failed(__FILE__, __LINE__, #condition))
/** The same, with numbers that say more than the condition. */
#define CHECK_EQUAL(a, b) check_equal((long long)(a), (long long)(b), __FILE__, __LINE__, #a " == " #b)
#define CHECK_STATUS(call, status) \
    check_equal((long long)(call), (long long)(status), __FILE__, __LINE__, #call " is " #status)

static inline int check_equal(long long a, long long b, const char *file, int line, const char *what) {
    char text[400];
    if (a == b) return 1;
    snprintf(text, sizeof text, "%s: %lld, %lld", what, a, b);
    return failed(file, line, text);
}

/** For what a test can't go on without. */
#define NEED(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s: needs %s\n", __FILE__, __LINE__, tests.test, #condition); \
            exit(2); \
        } \
    } while (0)

#define RUN(function) \
    do { \
        tests.test = #function; \
        tests.failures = 0; \
        function(); \
        if (tests.failures) ++tests.failed; \
        else ++tests.passed; \
    } while (0)

/** The same in a process of its own: where that dies, the test has failed and the program goes on. */
#define RUN_APART(function) \
    do { \
        tests.test = #function; \
        run_apart(function); \
    } while (0)

static inline void run_apart(void (*function)(void)) {
    int status = 0;
    char text[100];
    fflush(stdout);
    pid_t child = fork();
    NEED(child >= 0);
    if (child == 0) {
        tests.failures = 0;
        function();
        _exit(tests.failures != 0);
    }
    NEED(waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) {
        snprintf(text, sizeof text, "died of signal %d, %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
        tests.failures = 0;
        failed(__FILE__, __LINE__, text);
    }
    if (status) ++tests.failed;
    else ++tests.passed;
}

/* ------------------------------------------------------------------------------------------------ the model */

static const char *model_path;

/** The program's only argument is the weight file. */
static inline void begin(int count, char **arguments) {
    tests.test = "begin";
    NEED(count == 2);
    model_path = arguments[1];
}

static inline int finish(void) {
    printf("%d passed, %d failed\n", tests.passed, tests.failed);
    return tests.failed != 0;
}

static inline pansecb_model *load_model(pansecb_cpu cpu) {
    pansecb_model *model = NULL;
    pansecb_model_options options = pansecb_model_options_default();
    options.cpu = cpu;
    NEED(pansecb_model_load(model_path, &options, &model, NULL, 0) == PANSECB_OK);
    return model;
}

static inline pansecb_session *make_session(const pansecb_model *model, uint32_t width, uint32_t height,
                                            uint32_t threads) {
    pansecb_session *session = NULL;
    pansecb_session_options options = pansecb_session_options_for(width, height);
    options.threads = threads;
    NEED(pansecb_session_create(model, &options, &session, NULL, 0) == PANSECB_OK);
    return session;
}

static inline pansecb_model_info info_of(const pansecb_model *model) {
    pansecb_model_info info;
    memset(&info, 0, sizeof info);
    info.struct_size = (uint32_t)sizeof info;
    NEED(pansecb_model_get_info(model, &info) == PANSECB_OK);
    return info;
}

static inline pansecb_class class_of(const pansecb_model *model, uint32_t index) {
    pansecb_class entry;
    memset(&entry, 0, sizeof entry);
    entry.struct_size = (uint32_t)sizeof entry;
    NEED(pansecb_model_get_class(model, index, &entry) == PANSECB_OK);
    return entry;
}

static inline pansecb_options options_of(const pansecb_model *model) {
    pansecb_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = (uint32_t)sizeof options;
    NEED(pansecb_model_get_options(model, &options) == PANSECB_OK);
    return options;
}

/** Thresholds that find objects in a picture that has none, and leave some stuff too. */
static inline pansecb_options eager_options(const pansecb_model *model) {
    pansecb_options options = options_of(model);
    options.seed_threshold = 0.1f;
    options.mask_threshold = 0.1f;
    options.claim_threshold = 0.85f;
    options.unclaimed_share = 0.1f;
    options.min_pixels = 2;
    return options;
}

/* ------------------------------------------------------------------------------------------------ memory */

#define NEW(type, count) ((type *)new_memory((count) * sizeof(type)))

static inline void *new_memory(size_t size) {
    void *memory = calloc(size ? size : 1, 1);
    NEED(memory != NULL);
    return memory;
}

/** Memory that ends where no access is allowed: one byte too far and the program dies. Never given back. */
static inline uint8_t *guarded(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (size + page - 1) / page * page;
    uint8_t *start = (uint8_t *)mmap(NULL, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(start != MAP_FAILED);
    if (room) NEED(mprotect(start + page, room, PROT_READ | PROT_WRITE) == 0);
    return start + page + room - size;
}

/** A whole file. */
static inline uint8_t *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    NEED(file != NULL);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *data = NEW(uint8_t, *size);
    NEED(fread(data, 1, *size, file) == *size);
    fclose(file);
    return data;
}

/* ------------------------------------------------------------------------------------------------ pictures */

/** Numbers that look random and are the same in every run (splitmix64). */
static inline uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/** A dense RGB picture: sky over road, some boxes, noise. */
static inline uint8_t *new_picture(uint32_t width, uint32_t height, uint64_t seed) {
    uint8_t *pixels = NEW(uint8_t, (size_t)3 * width * height);
    for (uint32_t y = 0; y < height; ++y)
        for (uint32_t x = 0; x < width; ++x)
            for (uint32_t c = 0; c < 3; ++c) {
                uint32_t shade = y < height / 2 ? 120 + 40 * c : 90;
                if (x / 16 % 3 == 1 && y / 12 % 4 == 2) shade = 30 + 60 * (x / 48 % 3 == c);
                pixels[3 * ((size_t)y * width + x) + c] = (uint8_t)(shade + next_random(&seed) % 24);
            }
    return pixels;
}

static inline pansecb_image rgb_image(const uint8_t *pixels, uint32_t width, uint32_t height) {
    return pansecb_image_of(PANSECB_RGB8, pixels, width, height, (ptrdiff_t)(3 * width));
}

/* ------------------------------------------------------------------------------------------------ results */

enum { TABLE_ROWS = 4096 };

/** Buffers for every output of a frame, dense. */
typedef struct frame {
    uint32_t width, height;
    pansecb_result result;
} frame;

static inline frame new_frame(uint32_t width, uint32_t height) {
    frame f;
    size_t pixels = (size_t)width * height;
    f.width = width;
    f.height = height;
    f.result = pansecb_result_empty();
    f.result.class_map = NEW(uint8_t, pixels);
    f.result.instance_map = NEW(uint32_t, pixels);
    f.result.panoptic_map = NEW(uint32_t, pixels);
    f.result.confidence_map = NEW(float, pixels);
    f.result.class_stride = f.result.instance_stride = (ptrdiff_t)width;
    f.result.panoptic_stride = f.result.confidence_stride = (ptrdiff_t)width;
    f.result.segments = NEW(pansecb_segment, TABLE_ROWS);
    f.result.segment_capacity = TABLE_ROWS;
    return f;
}

static inline void free_frame(frame *f) {
    free(f->result.class_map);
    free(f->result.instance_map);
    free(f->result.panoptic_map);
    free(f->result.confidence_map);
    free(f->result.segments);
}

/** Whether two frames hold the same bits. */
static inline int same_frame(const frame *a, const frame *b) {
    size_t pixels = (size_t)a->width * a->height;
    const pansecb_result *r = &a->result, *s = &b->result;
    return a->width == b->width && a->height == b->height && memcmp(r->class_map, s->class_map, pixels) == 0 &&
        memcmp(r->instance_map, s->instance_map, 4 * pixels) == 0 &&
        memcmp(r->panoptic_map, s->panoptic_map, 4 * pixels) == 0 &&
        memcmp(r->confidence_map, s->confidence_map, 4 * pixels) == 0 && r->segment_count == s->segment_count &&
        memcmp(r->segments, s->segments, r->segment_count * sizeof *r->segments) == 0;
}

/** Segments a picture; the frame is the caller's to free. */
static inline frame segment(pansecb_session *session, const pansecb_image *image, const pansecb_options *options) {
    frame f = new_frame(image->width, image->height);
    CHECK_STATUS(pansecb_segment_image(session, image, options, &f.result), PANSECB_OK);
    return f;
}

#endif
