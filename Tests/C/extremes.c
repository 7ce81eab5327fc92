/*
 * Every function with every field of its structures and every other argument at its extremes, one and two at a time: a
 * status each time, never a signal. The calls run in child processes; of one that dies the fields and values are told,
 * and the next child goes on behind them.
 *
 * What the library may rightly read or write is memory of the test: a stride that leads out of it, though it is legal,
 * is given to images of one row only, where it must not matter.
 *
 * With PANSECB_TEST_ROUNDS set, one at a time only; with PANSECB_TEST_COUNTS, the calls are counted.
 */
#include "test.h"
#include <float.h>
#include <math.h>
#include <sys/resource.h>

enum {
    WIDTH = 16, HEIGHT = 3,              /* of the session */
    ROOM = 1 << 16,                      /* bytes: the longest structure, and the buffer of a map or plane */
    SMALL = 4096,                        /* the largest stride, in size, that stays inside of it */
    MOST_DEATHS = 10                     /* of a sweep */
};
/* Bytes: memory that a process may have, so that the largest sessions are refused on every machine. */
#define MOST_MEMORY ((rlim_t)3 << 29)

/** All that is passed to a function, by value; pointers to structures are in `given`, a bit each. */
typedef struct arguments {
    pansecb_model_options model_options;
    pansecb_session_options session_options;
    pansecb_image image;
    pansecb_options options;
    pansecb_result result;
    uint32_t output_size;                /* struct_size of a structure that the library fills */
    uint32_t number;                     /* a class's, a status or a level */
    uint32_t width, height;
    const char *path;
    const void *data;
    size_t size;
    size_t chunk;                        /* of a reader */
    char *error;
    size_t error_size;
    float *semantic, *instance;
    uint32_t semantic_value, instance_value;    /* bits of a float that fills the outputs; AS_THEY_ARE */
    uint32_t objects, structures, outputs;      /* 0: NULL as model or session, input structures, results */
} arguments;

#define AS_THEY_ARE 0x12345678u

typedef struct field {
    const char *name;
    size_t offset, size;
    const uint64_t *values;
    size_t count;
} field;

#define FIELD(member, list) \
    {#member, offsetof(arguments, member), sizeof(((arguments *)0)->member), list, sizeof list / sizeof *list}

/* ------------------------------------------------------------------------------------------------ extremes */

#define MINUS(x) ((uint64_t)0 - (uint64_t)(x))
#define LARGE (MINUS(1) >> 1)            /* PTRDIFF_MAX */

static const uint64_t yes_or_no[] = {0};
static const uint64_t structure_sizes[] = {0, 1, 4, 20, 23, ROOM, ROOM + 1, 0x7fffffff, 0x80000000, 0xffffffff};
static const uint64_t counts[] = {0, 1, 2, 3, 4, 0x7fffffff, 0x80000000, 0xffffffff};
static const uint64_t formats[] = {0, 1, 4, 5, 6, 7, 0x7fffffff, 0xffffffff};
static const uint64_t sides[] = {0, 1, HEIGHT, HEIGHT + 1, WIDTH, WIDTH + 1, 0x7fffffff, 0x80000000, 0xffffffff};
static const uint64_t session_sides[] = {0, 1, 16383, 16384, 16385, 0x7fffffff, 0xffffffff};
static const uint64_t threads[] = {0, 2, 256, 257, 0x7fffffff, 0xffffffff};
static const uint64_t strides[] = {0, 1, MINUS(1), WIDTH, MINUS(WIDTH), (uint64_t)1 << 40, MINUS((uint64_t)1 << 40),
                                   ((uint64_t)1 << 40) + 4, (uint64_t)1 << 62, LARGE, LARGE - 3, LARGE + 1, LARGE + 2};
static const uint64_t segment_sizes[] = {0, 1, 52, 57, 60, ROOM - 4, ROOM, ROOM + 4, 0x7ffffffc, 0x80000000, 0xfffffffc,
                                         0xffffffff};
static const uint64_t levels[] = {1, 2, 5, 6, 0x7fffffff, 0xffffffff};
/* 0, -0, 1, -1, the largest below 1, the smallest, the largest, infinities, quiet and signalling NaN. */
static const uint64_t floats[] = {0, 0x80000000, 0x3f800000, 0xbf800000, 0x3f7fffff, 1, 0x7f7fffff, 0xff7fffff,
                                  0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7f800001};
static const uint64_t text_sizes[] = {0, 1, 2, LARGE, LARGE + 1, MINUS(1)};
/* Addresses that nobody may read. All are odd: where floats are expected they are refused. */
static const uint64_t nowhere[] = {0, 1, MINUS(1)};

/* Addresses and sizes that the program finds out: NULL, and near to the good one. */
static uint64_t pictures[3], class_maps[2], maps[3], other_maps[3], tables[4], raw[4], texts[1], files[3];
static uint64_t file_sizes[9], paths[6], chunks[5], logs[1];

/* ------------------------------------------------------------------------------------------------ memory */

static pansecb_model *model;
static pansecb_session *session;
static arguments usual;                  /* a legal call of every function */
static uint8_t rooms[3][ROOM + 64];      /* where structures lie: behind them zeros */
static uint8_t *file;
static size_t file_size;
static uint32_t semantic_count, instance_count;

static void *structure(int room, const void *value, size_t size) {
    memcpy(rooms[room], value, size);
    return rooms[room];
}
#define STRUCTURE(room, a, member, type) \
    ((a)->structures ? (type *)structure(room, &(a)->member, sizeof(type)) : (type *)NULL)

static void log_nothing(void *user, pansecb_log_level level, const char *text) {
    (void)user, (void)level, (void)text;
}

/* ------------------------------------------------------------------------------------------------ functions */

typedef struct reader {
    size_t chunk;                        /* what it says that it gave; AS_THEY_ARE: all that is wanted */
    size_t done;
} reader;

static size_t read_chunk(void *user, void *buffer, size_t size) {
    reader *from = (reader *)user;
    const size_t chunk = from->chunk == AS_THEY_ARE ? size : from->chunk;
    if (chunk > size || chunk > file_size - from->done) return chunk;          /* a lie */
    memcpy(buffer, file + from->done, chunk);
    from->done += chunk;
    return chunk;
}

static pansecb_status load(const arguments *a) {
    pansecb_model *made = NULL;
    pansecb_status status = pansecb_model_load(a->path, STRUCTURE(0, a, model_options, pansecb_model_options),
                                               a->outputs ? &made : NULL, a->error, a->error_size);
    pansecb_model_release(made);
    return status;
}
static pansecb_status load_memory(const arguments *a) {
    pansecb_model *made = NULL;
    pansecb_status status =
        pansecb_model_load_memory(a->data, a->size, STRUCTURE(0, a, model_options, pansecb_model_options),
                                  a->outputs ? &made : NULL, a->error, a->error_size);
    pansecb_model_release(made);
    return status;
}
static pansecb_status load_reader(const arguments *a) {
    pansecb_model *made = NULL;
    reader from = {a->chunk, 0};
    pansecb_status status = pansecb_model_load_reader(a->objects ? read_chunk : NULL, &from,
                                                      STRUCTURE(0, a, model_options, pansecb_model_options),
                                                      a->outputs ? &made : NULL, a->error, a->error_size);
    pansecb_model_release(made);
    return status;
}
static const pansecb_model *model_of(const arguments *a) { return a->objects ? model : NULL; }
static pansecb_session *session_of(const arguments *a) { return a->objects ? session : NULL; }

static void *output(const arguments *a) {
    memcpy(rooms[0], &a->output_size, sizeof a->output_size);
    return a->outputs ? rooms[0] : NULL;
}
static pansecb_status get_info(const arguments *a) {
    return pansecb_model_get_info(model_of(a), (pansecb_model_info *)output(a));
}
static pansecb_status get_class(const arguments *a) {
    return pansecb_model_get_class(model_of(a), a->number, (pansecb_class *)output(a));
}
static pansecb_status get_options(const arguments *a) {
    return pansecb_model_get_options(model_of(a), (pansecb_options *)output(a));
}
static pansecb_status get_timings(const arguments *a) {
    return pansecb_session_timings(session_of(a), (pansecb_timings *)output(a));
}
static pansecb_status name_numbers(const arguments *a) {
    const char *status = pansecb_status_text((pansecb_status)a->number);
    const char *level = pansecb_cpu_text((pansecb_cpu)a->number);
    CHECK(status && *status && level && *level);
    CHECK(pansecb_session_error(session_of(a)) != NULL);
    pansecb_model_release(NULL);
    pansecb_session_release(NULL);
    return PANSECB_OK;
}
static pansecb_status count_memory(const arguments *a) {
    uint64_t bytes = 0;
    return pansecb_session_memory(model_of(a), STRUCTURE(0, a, session_options, pansecb_session_options),
                                  a->outputs ? &bytes : NULL);
}
static pansecb_status create(const arguments *a) {
    pansecb_session *made = NULL;
    pansecb_status status =
        pansecb_session_create(model_of(a), STRUCTURE(0, a, session_options, pansecb_session_options),
                               a->outputs ? &made : NULL, a->error, a->error_size);
    pansecb_session_release(made);
    return status;
}
static pansecb_status forward(const arguments *a) {
    return pansecb_forward(session_of(a), STRUCTURE(0, a, image, pansecb_image), a->semantic, a->instance);
}
static pansecb_status segment_it(const arguments *a) {
    return pansecb_segment_image(session_of(a), STRUCTURE(0, a, image, pansecb_image),
                                 STRUCTURE(1, a, options, pansecb_options),
                                 a->outputs ? (pansecb_result *)structure(2, &a->result, sizeof a->result) : NULL);
}
static void fill_with(float *outputs, uint32_t count, uint32_t bits) {
    if (bits == AS_THEY_ARE || !outputs || (uintptr_t)outputs % 4) return;
    for (uint32_t i = 0; i < count; ++i) memcpy(outputs + i, &bits, sizeof bits);
}
static pansecb_status segment_raw(const arguments *a) {
    fill_with(a->semantic, semantic_count, a->semantic_value);
    fill_with(a->instance, instance_count, a->instance_value);
    return pansecb_segment_outputs(session_of(a), a->semantic, a->instance, a->width, a->height,
                                   STRUCTURE(1, a, options, pansecb_options),
                                   a->outputs ? (pansecb_result *)structure(2, &a->result, sizeof a->result) : NULL);
}

/* ------------------------------------------------------------------------------------------------ fields */

#define OBJECTS_AND_OUTPUTS FIELD(objects, yes_or_no), FIELD(outputs, yes_or_no)
#define MODEL_OPTIONS \
    FIELD(structures, yes_or_no), FIELD(model_options.struct_size, structure_sizes), FIELD(model_options.cpu, levels), \
        FIELD(model_options.log, logs), FIELD(model_options.log_user, nowhere), FIELD(error, texts), \
        FIELD(error_size, text_sizes)
#define SESSION_OPTIONS \
    OBJECTS_AND_OUTPUTS, FIELD(structures, yes_or_no), FIELD(session_options.struct_size, structure_sizes), \
        FIELD(session_options.max_width, session_sides), FIELD(session_options.max_height, session_sides), \
        FIELD(session_options.threads, threads), FIELD(session_options.log, logs), \
        FIELD(session_options.log_user, nowhere)
#define IMAGE \
    FIELD(image.struct_size, structure_sizes), FIELD(image.format, formats), FIELD(image.width, sides), \
        FIELD(image.height, sides), FIELD(image.planes[0], pictures), FIELD(image.planes[1], nowhere), \
        FIELD(image.planes[2], nowhere), FIELD(image.planes[3], nowhere), FIELD(image.strides[0], strides), \
        FIELD(image.strides[1], strides), FIELD(image.strides[2], strides), FIELD(image.strides[3], strides)
#define OPTIONS \
    FIELD(options.struct_size, structure_sizes), FIELD(options.seed_threshold, floats), \
        FIELD(options.mask_threshold, floats), FIELD(options.claim_threshold, floats), \
        FIELD(options.unclaimed_share, floats), FIELD(options.min_pixels, counts), FIELD(options.parts, counts), \
        FIELD(options.merge, counts), FIELD(options.max_attempts, counts)
#define RESULT \
    FIELD(result.struct_size, structure_sizes), FIELD(result.segment_size, segment_sizes), \
        FIELD(result.class_map, class_maps), FIELD(result.class_stride, strides), FIELD(result.instance_map, maps), \
        FIELD(result.instance_stride, strides), FIELD(result.panoptic_map, other_maps), \
        FIELD(result.panoptic_stride, strides), FIELD(result.confidence_map, maps), \
        FIELD(result.confidence_stride, strides), FIELD(result.segments, tables), \
        FIELD(result.segment_capacity, counts), FIELD(result.segment_count, counts)

static const field path_fields[] = {FIELD(path, paths), FIELD(outputs, yes_or_no), MODEL_OPTIONS};
static const field memory_fields[] = {FIELD(data, files), FIELD(size, file_sizes), FIELD(outputs, yes_or_no),
                                      MODEL_OPTIONS};
static const field reader_fields[] = {FIELD(chunk, chunks), OBJECTS_AND_OUTPUTS, MODEL_OPTIONS};
static const field output_fields[] = {FIELD(output_size, structure_sizes), OBJECTS_AND_OUTPUTS, FIELD(number, counts)};
static const field session_fields[] = {SESSION_OPTIONS};
static const field create_fields[] = {SESSION_OPTIONS, FIELD(error, texts), FIELD(error_size, text_sizes)};
static const field forward_fields[] = {FIELD(objects, yes_or_no), FIELD(structures, yes_or_no), IMAGE,
                                       FIELD(semantic, raw), FIELD(instance, raw)};
static const field image_fields[] = {OBJECTS_AND_OUTPUTS, FIELD(structures, yes_or_no), IMAGE, OPTIONS, RESULT};
/* The options have nothing to do with rows. */
static const field row_fields[] = {OBJECTS_AND_OUTPUTS, IMAGE, RESULT};
static const field raw_fields[] = {OBJECTS_AND_OUTPUTS, FIELD(structures, yes_or_no), FIELD(semantic, raw),
                                   FIELD(instance, raw), FIELD(semantic_value, floats), FIELD(instance_value, floats),
                                   FIELD(width, sides), FIELD(height, sides), OPTIONS, RESULT};

/* ------------------------------------------------------------------------------------------------ sweeps */

typedef pansecb_status (*function)(const arguments *);

/** Two fields, each with a value; the same field twice stands for one. */
typedef struct place {
    size_t field, value, second_field, second_value;
} place;

/** What parent and child share. */
typedef struct progress {
    place at;
    size_t calls;
    int failures;
} progress;

/** Values are of the machine's order of bytes, the lowest first: a short field takes their lower part. */
static void set(arguments *a, const field *f, size_t value) {
    memcpy((char *)a + f->offset, &f->values[value], f->size);
}

/** The next place; false: there is none. */
static int next(const field *fields, size_t count, int pairs, place *p) {
    if (pairs && ++p->second_value < fields[p->second_field].count && p->second_field != p->field) return 1;
    p->second_value = 0;
    if (pairs && ++p->second_field < count) return 1;
    if (++p->value == fields[p->field].count) {
        p->value = 0;
        ++p->field;
    }
    p->second_field = p->field;
    return p->field < count;
}

static int leads_out(ptrdiff_t stride) {
    return (stride > SMALL && stride <= (ptrdiff_t)1 << 40) || (stride < -SMALL && stride >= -((ptrdiff_t)1 << 40));
}
/** Whether a library that does all right would leave the test's memory. */
static int wanders(const arguments *a, function call) {
    const uint32_t height = call == segment_raw ? a->height : a->image.height;
    const pansecb_result *r = &a->result;
    if (height <= 1) return 0;
    for (int i = 0; i < 4; ++i)
        if (leads_out(a->image.strides[i])) return 1;
    return leads_out(r->class_stride) || leads_out(r->instance_stride) || leads_out(r->panoptic_stride) ||
        leads_out(r->confidence_stride);
}

static void describe(const field *fields, const place *p, char *text, size_t size) {
    const field *f = &fields[p->field], *g = &fields[p->second_field];
    const unsigned long long first = f->values[p->value], second = g->values[p->second_value];
    if (g == f) snprintf(text, size, "%s = 0x%llx", f->name, first);
    else snprintf(text, size, "%s = 0x%llx, %s = 0x%llx", f->name, first, g->name, second);
}

/** The child: calls from a place on. */
static void run_calls(const field *fields, size_t count, int pairs, function call, progress *shared) {
    do {
        arguments a = usual;
        const place *at = &shared->at;
        set(&a, &fields[at->field], at->value);
        if (at->second_field != at->field) set(&a, &fields[at->second_field], at->second_value);
        if (wanders(&a, call)) continue;
        ++shared->calls;
        const pansecb_status status = call(&a);
        if (status < PANSECB_OK || status >= PANSECB_BUSY) {
            char text[300];
            describe(fields, at, text, sizeof text);
            CHECK_STATUS(status, PANSECB_OK);
            fprintf(stderr, "    with %s\n", text);
        }
    } while (next(fields, count, pairs, &shared->at));
    /* And nothing of it stays behind. */
    CHECK_STATUS(call(&usual), PANSECB_OK);
    shared->failures = tests.failures;
}

static void sweep(const char *name, const field *fields, size_t count, int pairs, function call) {
    progress *shared =
        (progress *)mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    NEED(shared != MAP_FAILED);
    CHECK_STATUS(call(&usual), PANSECB_OK);
    memset(shared, 0, sizeof *shared);
    for (int deaths = 0; deaths < MOST_DEATHS;) {
        int status = 0;
        fflush(stdout);
        const pid_t child = fork();
        NEED(child >= 0);
        if (child == 0) {
            const struct rlimit memory = {MOST_MEMORY, MOST_MEMORY};
            setrlimit(RLIMIT_AS, &memory);
            alarm(300);
            run_calls(fields, count, pairs, call, shared);
            _exit(0);
        }
        NEED(waitpid(child, &status, 0) == child);
        if (!WIFSIGNALED(status)) {
            CHECK_EQUAL(status, 0);
            break;
        }
        char text[400], where[300];
        const int signal = WTERMSIG(status);
        describe(fields, &shared->at, where, sizeof where);
        snprintf(text, sizeof text, "%s died of signal %d, %s, with %s", name, signal, strsignal(signal), where);
        failed(__FILE__, __LINE__, text);
        ++deaths;
        if (!next(fields, count, pairs, &shared->at)) break;
    }
    tests.failures += shared->failures;
    CHECK(shared->calls > count);
    if (getenv("PANSECB_TEST_COUNTS")) fprintf(stderr, "%s: %zu calls\n", name, shared->calls);
    munmap(shared, sizeof *shared);
}

static int pairs;
#define SWEEP(fields, call) sweep(#call, fields, sizeof fields / sizeof *fields, pairs, call)

/* ------------------------------------------------------------------------------------------------ tests */

static void loads(void) { SWEEP(path_fields, load); }
static void loads_of_memory(void) { SWEEP(memory_fields, load_memory); }
static void loads_through_a_reader(void) { SWEEP(reader_fields, load_reader); }

static void facts(void) {
    SWEEP(output_fields, get_info);
    SWEEP(output_fields, get_class);
    SWEEP(output_fields, get_options);
    SWEEP(output_fields, get_timings);
    SWEEP(output_fields, name_numbers);
}

static void counts_of_memory(void) { SWEEP(session_fields, count_memory); }
static void sessions(void) { SWEEP(create_fields, create); }

/** Images of one row need no stride. */
static void one_row(void) {
    const pansecb_image kept = usual.image;
    usual.image.height = 1;
    SWEEP(forward_fields, forward);
    usual.image = kept;
}
static void one_row_segmented(void) {
    const pansecb_image kept = usual.image;
    usual.image.height = 1;
    SWEEP(image_fields, segment_it);
    usual.image = kept;
}
static void rows(void) { SWEEP(forward_fields, forward); }
static void rows_segmented(void) { SWEEP(row_fields, segment_it); }

static void planes(void) {
    const pansecb_image kept = usual.image;
    for (uint32_t height = 1; height <= HEIGHT; height += HEIGHT - 1) {
        usual.image = pansecb_image_planar((const float *)kept.planes[0], WIDTH, height);
        SWEEP(forward_fields, forward);
    }
    usual.image = kept;
}

static void raw_outputs(void) {
    usual.height = 1;
    SWEEP(raw_fields, segment_raw);
    usual.height = HEIGHT;
}

/** Rows as far apart as strides may lead, where the system has so many addresses. */
static void far_rows(void) {
    const ptrdiff_t far = (ptrdiff_t)1 << 40;
    const size_t size = (size_t)(HEIGHT - 1) << 40;
    const int protection = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    uint8_t *start = (uint8_t *)mmap(NULL, size + ROOM, protection, flags, -1, 0);
    if (start == MAP_FAILED) {
        fprintf(stderr, "skipped: rows that are far apart, since this system has no room for them\n");
        return;
    }
    for (int upwards = 0; upwards < 2; ++upwards) {
        uint8_t *top = upwards ? start + size : start;
        const ptrdiff_t stride = upwards ? -far : far;
        pansecb_image image = usual.image;
        image.planes[0] = top;
        image.strides[0] = stride;
        for (int y = 0; y < HEIGHT; ++y)
            memcpy(top + y * stride, (const uint8_t *)usual.image.planes[0] + 3 * WIDTH * y, 3 * WIDTH);
        frame expected = segment(session, &usual.image, &usual.options);
        frame actual = segment(session, &image, &usual.options);
        CHECK(same_frame(&expected, &actual));
        /* And the class map, whose elements are bytes, is written so. */
        pansecb_result result = pansecb_result_empty();
        result.class_map = top + ROOM / 2;
        result.class_stride = stride;
        CHECK_STATUS(pansecb_segment_image(session, &image, &usual.options, &result), PANSECB_OK);
        for (int y = 0; y < HEIGHT; ++y)
            CHECK(memcmp(result.class_map + y * stride, expected.result.class_map + y * WIDTH, WIDTH) == 0);
        free_frame(&expected);
        free_frame(&actual);
    }
    munmap(start, size + ROOM);
}

/* ------------------------------------------------------------------------------------------------ preparation */

static uint64_t address(const void *pointer) { return (uint64_t)(uintptr_t)pointer; }

/** The middle of a buffer from which small strides lead nowhere else, in both directions. */
static uint8_t *middle(void) { return NEW(uint8_t, 2 * ROOM) + ROOM; }

static void prepare(void) {
    const pansecb_model_info info = info_of(model);
    static char long_path[1 << 16];
    static char error[300];
    uint8_t *picture = new_picture(WIDTH, HEIGHT, 3), *pixels = middle();
    frame f = new_frame(WIDTH, HEIGHT);
    memcpy(pixels, picture, 3 * WIDTH * HEIGHT);
    semantic_count = info.semantic_channels * WIDTH * HEIGHT;
    instance_count = info.instance_channels * WIDTH * HEIGHT;
    usual.model_options = pansecb_model_options_default();
    usual.session_options = pansecb_session_options_for(WIDTH, HEIGHT);
    usual.image = rgb_image(pixels, WIDTH, HEIGHT);
    /* Planes that the format does not have are ignored. */
    for (int i = 1; i < 4; ++i) usual.image.planes[i] = (const void *)(uintptr_t)1;
    usual.options = eager_options(model);
    usual.result = f.result;
    usual.result.class_map = middle();
    usual.result.instance_map = (uint32_t *)(void *)middle();
    usual.result.panoptic_map = (uint32_t *)(void *)middle();
    usual.result.confidence_map = (float *)(void *)middle();
    /* At most an object a pixel, and the classes, in the longest rows. */
    usual.result.segments = (pansecb_segment *)(void *)NEW(uint8_t, (size_t)(WIDTH * HEIGHT + info.class_count) * ROOM);
    usual.output_size = 64;
    usual.width = WIDTH;
    usual.height = HEIGHT;
    usual.path = model_path;
    file = read_file(model_path, &file_size);
    usual.data = file;
    usual.size = file_size;
    usual.chunk = AS_THEY_ARE;
    usual.error = error;
    usual.error_size = sizeof error;
    usual.semantic = NEW(float, semantic_count + 1);
    usual.instance = NEW(float, instance_count + 1);
    usual.semantic_value = usual.instance_value = AS_THEY_ARE;
    usual.objects = usual.structures = usual.outputs = 1;
    CHECK_STATUS(pansecb_forward(session, &usual.image, usual.semantic, usual.instance), PANSECB_OK);

    memset(long_path, 'x', sizeof long_path - 1);
    pictures[1] = address(pixels), pictures[2] = address(pixels + 1);
    class_maps[1] = address(usual.result.class_map + 1);
    maps[1] = address((uint8_t *)usual.result.instance_map + 1), maps[2] = address(usual.result.instance_map + 1);
    other_maps[1] = address((uint8_t *)usual.result.panoptic_map + 2);
    other_maps[2] = address(usual.result.panoptic_map + 1);
    for (int i = 1; i < 4; ++i) tables[i] = address((uint8_t *)usual.result.segments + 4 - i);
    for (int i = 1; i < 4; ++i) raw[i] = address((uint8_t *)usual.semantic + 4 - i);
    files[1] = address(file + 1), files[2] = address(file);
    const uint64_t sizes[] = {0, 1, 127, 128, file_size - 1, file_size + 1, LARGE, LARGE + 1, MINUS(1)};
    memcpy(file_sizes, sizes, sizeof sizes);
    const char *names[] = {NULL, "", "/", "/dev/null", long_path, "\xff\xfe"};
    for (int i = 0; i < 6; ++i) paths[i] = address(names[i]);
    const uint64_t given[] = {0, file_size, LARGE, LARGE + 1, MINUS(1)};
    memcpy(chunks, given, sizeof given);
    pansecb_log log = log_nothing;
    memcpy(&logs[0], &log, sizeof log);
    free(picture);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    pairs = getenv("PANSECB_TEST_ROUNDS") == NULL;
    model = load_model(PANSECB_CPU_AUTO);
    session = make_session(model, WIDTH, HEIGHT, 1);
    RUN(prepare);
    RUN(loads);
    RUN(loads_of_memory);
    RUN(loads_through_a_reader);
    RUN(facts);
    RUN(counts_of_memory);
    RUN(sessions);
    RUN(one_row);
    RUN(one_row_segmented);
    RUN(rows);
    RUN(rows_segmented);
    RUN(planes);
    RUN(raw_outputs);
    RUN(far_rows);
    pansecb_session_release(session);
    pansecb_model_release(model);
    return finish();
}
