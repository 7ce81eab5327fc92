/*
 * A program that uses every function and every structure of version 1.0. It is compiled with the header of that
 * version, which lies beside it and never changes, or with a later one, and run with libraries of several versions:
 *
 *     program MODEL [knows|refuses]
 *
 * It prints all that the library says, numbers to the last bit, so that two runs can be compared, and its counts.
 * Compiled with PANSECB_GROW_EVERY_STRUCTURE, which makes the structures longer, it also sets the new fields: the
 * library `knows` them, or `refuses` them.
 */
#include "../test.h"

enum { WIDTH = 64, HEIGHT = 40, GUARDS = 64, GUARD = 0xab };

static pansecb_model *model;
static pansecb_session *session;
static uint8_t *pixels;

/** A structure of the caller's, and bytes behind it that are nobody's business. */
#define GUARDED(type) struct { type value; uint8_t guards[GUARDS]; }
/** Zeros but for struct_size. */
#define BEGIN(structure) \
    (memset(&(structure), GUARD, sizeof(structure)), memset(&(structure).value, 0, sizeof(structure).value), \
     (structure).value.struct_size = (uint32_t)sizeof(structure).value)
/** The same with garbage in all that the library is to write. */
#define BEGIN_OUTPUT(structure) \
    (memset(&(structure), GUARD, sizeof(structure)), (structure).value.struct_size = (uint32_t)sizeof(structure).value)
#define CHECK_GUARDS(structure) \
    do { \
        for (int i_ = 0; i_ < GUARDS; ++i_) CHECK_EQUAL((structure).guards[i_], GUARD); \
    } while (0)

#ifdef PANSECB_GROW_EVERY_STRUCTURE
static pansecb_status status_of_grown;
/** A call with a field that only a later version has, first zero, then not. */
#define CHECK_GROWN(structure, call) \
    do { \
        (structure).value.grown[1] = (uint64_t)1 << 63; \
        CHECK_STATUS(call, status_of_grown); \
        (structure).value.grown[1] = 0; \
        CHECK_STATUS(call, PANSECB_OK); \
    } while (0)
#define CHECK_GROWN_OUTPUT(value) CHECK((value).grown[0] == 0 && (value).grown[1] == 0)
#else
#define CHECK_GROWN(structure, call) CHECK_STATUS(call, PANSECB_OK)
#define CHECK_GROWN_OUTPUT(value) ((void)(value))
#endif

static uint64_t hash(const void *data, size_t size) {
    const uint8_t *bytes = (const uint8_t *)data;
    uint64_t value = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; ++i) value = (value ^ bytes[i]) * 0x100000001b3u;
    return value;
}

static void print_hash(const char *what, const void *data, size_t size) {
    printf("%s: %016llx\n", what, (unsigned long long)hash(data, size));
}

static void log_line(void *user, pansecb_log_level level, const char *text) {
    ++*(int *)user;
    printf("log %d: %s\n", (int)level, text);
}

static void texts(void) {
    printf("version %u\n", pansecb_version());
    CHECK(pansecb_version() >= PANSECB_VERSION);
    for (int i = 0; i <= PANSECB_DEADLINE; ++i) printf("status %d: %s\n", i, pansecb_status_text((pansecb_status)i));
    for (int i = 0; i <= PANSECB_CPU_AMX; ++i) printf("level %d: %s\n", i, pansecb_cpu_text((pansecb_cpu)i));
    printf("best level: %s\n", pansecb_cpu_text(pansecb_cpu_best()));
}

/* ------------------------------------------------------------------------------------------------ models */

typedef struct source {
    const uint8_t *data;
    size_t size;
} source;

static size_t read_source(void *user, void *buffer, size_t size) {
    source *from = (source *)user;
    if (size > from->size) size = from->size;
    memcpy(buffer, from->data, size);
    from->data += size;
    from->size -= size;
    return size;
}

/** The three ways to load; `way` 0 ... 2. */
static pansecb_status load(int way, const pansecb_model_options *options) {
    size_t size = 0;
    uint8_t *data = read_file(model_path, &size);
    source from = {data, size};
    char why[256] = "x";
    pansecb_model *made = NULL;
    pansecb_status status = way == 0 ? pansecb_model_load(model_path, options, &made, why, sizeof why)
        : way == 1 ? pansecb_model_load_memory(data, size, options, &made, why, sizeof why)
                   : pansecb_model_load_reader(read_source, &from, options, &made, why, sizeof why);
    CHECK((made != NULL) == (status == PANSECB_OK) && (*why == 0) == (status == PANSECB_OK));
    pansecb_model_release(made);
    free(data);
    return status;
}

static void loading(void) {
    GUARDED(pansecb_model_options) options;
    int lines = 0;
    BEGIN(options);
    options.value.log = log_line;
    options.value.log_user = &lines;
    for (int way = 0; way < 3; ++way) {
        CHECK_STATUS(load(way, NULL), PANSECB_OK);
        CHECK_GROWN(options, load(way, &options.value));
        CHECK(lines > way);
        options.value.struct_size -= 1;
#ifdef PANSECB_GROW_EVERY_STRUCTURE
        CHECK_STATUS(load(way, &options.value), PANSECB_OK);           /* of some version between */
#else
        CHECK_STATUS(load(way, &options.value), PANSECB_INVALID_ARGUMENT);
#endif
        options.value.struct_size += 1;
    }
    CHECK_GUARDS(options);
}

static void model_facts(void) {
    GUARDED(pansecb_model_info) info;
    BEGIN_OUTPUT(info);
    CHECK_STATUS(pansecb_model_get_info(model, &info.value), PANSECB_OK);
    CHECK_GUARDS(info);
    CHECK_GROWN_OUTPUT(info.value);
    CHECK_EQUAL(info.value.struct_size, sizeof info.value);
    printf("model: %d %s, %u classes, %u things, %u and %u channels, %u sigmas, %u x %u, %llu bytes, '%s', '%s'\n",
           (int)info.value.architecture, pansecb_cpu_text(info.value.cpu), info.value.class_count,
           info.value.thing_count, info.value.semantic_channels, info.value.instance_channels, info.value.sigmas,
           info.value.trained_width, info.value.trained_height, (unsigned long long)info.value.memory,
           info.value.licence, info.value.source);
    for (uint32_t i = 0; i < info.value.class_count; ++i) {
        GUARDED(pansecb_class) entry;
        BEGIN_OUTPUT(entry);
        CHECK_STATUS(pansecb_model_get_class(model, i, &entry.value), PANSECB_OK);
        CHECK_GUARDS(entry);
        CHECK_GROWN_OUTPUT(entry.value);
        CHECK_EQUAL(entry.value.struct_size, sizeof entry.value);
        printf("class %u: %u '%s' %u %u %u %u\n", i, entry.value.label_id, entry.value.name, entry.value.red,
               entry.value.green, entry.value.blue, entry.value.thing);
    }
    GUARDED(pansecb_options) options;
    BEGIN_OUTPUT(options);
    CHECK_STATUS(pansecb_model_get_options(model, &options.value), PANSECB_OK);
    CHECK_GUARDS(options);
    CHECK_GROWN_OUTPUT(options.value);
    CHECK_EQUAL(options.value.struct_size, sizeof options.value);
    printf("options: %a %a %a %a %u %u %u\n", options.value.seed_threshold, options.value.mask_threshold,
           options.value.claim_threshold, options.value.unclaimed_share, options.value.min_pixels, options.value.parts,
           options.value.merge);
}

/* ------------------------------------------------------------------------------------------------ sessions */

static pansecb_status create(const pansecb_session_options *options) {
    char why[256] = "x";
    pansecb_session *made = NULL;
    pansecb_status status = pansecb_session_create(model, options, &made, why, sizeof why);
    CHECK((made != NULL) == (status == PANSECB_OK) && (*why == 0) == (status == PANSECB_OK));
    pansecb_session_release(made);
    return status;
}

static void sessions(void) {
    GUARDED(pansecb_session_options) options;
    uint64_t bytes = 0;
    int lines = 0;
    BEGIN(options);
    options.value.max_width = WIDTH;
    options.value.max_height = HEIGHT;
    options.value.threads = 2;
    options.value.log = log_line;
    options.value.log_user = &lines;
    CHECK_GROWN(options, pansecb_session_memory(model, &options.value, &bytes));
    printf("session: %llu bytes\n", (unsigned long long)bytes);
    CHECK_GROWN(options, create(&options.value));
    CHECK(lines > 0);
    options.value.max_width = 0;
    CHECK_STATUS(create(&options.value), PANSECB_INVALID_ARGUMENT);
    CHECK_GUARDS(options);
}

/* ------------------------------------------------------------------------------------------------ frames */

/** Buffers for a frame's results, the table with room for `rows`. */
typedef GUARDED(pansecb_result) guarded_result;

static void begin_result(guarded_result *result, frame *buffers, uint32_t rows) {
    BEGIN(*result);
    *buffers = new_frame(WIDTH, HEIGHT);
    result->value = buffers->result;
    memset(result->value.segments, GUARD, TABLE_ROWS * sizeof(pansecb_segment));
    result->value.segment_capacity = rows;
}

static void print_result(const guarded_result *result) {
    const pansecb_result *r = &result->value;
    const size_t count = (size_t)WIDTH * HEIGHT;
    CHECK_GUARDS(*result);
    print_hash("class map", r->class_map, count);
    print_hash("instance map", r->instance_map, 4 * count);
    print_hash("panoptic map", r->panoptic_map, 4 * count);
    print_hash("confidence map", r->confidence_map, 4 * count);
    printf("%u segments\n", r->segment_count);
    const uint32_t rows = r->segment_count < r->segment_capacity ? r->segment_count : r->segment_capacity;
    for (uint32_t i = 0; i < rows; ++i) {
        const pansecb_segment *s = &r->segments[i];
        CHECK_GROWN_OUTPUT(*s);
        printf("segment: %u %u %u %u, %u pixels, %u %u %u %u, %a %a, %a, %a %a\n", s->id, s->class_index, s->instance,
               s->thing, s->area, s->box_x, s->box_y, s->box_width, s->box_height, s->centre_x, s->centre_y, s->score,
               s->sigma[0], s->sigma[1]);
    }
    for (size_t i = rows * sizeof *r->segments; i < (rows + 2) * sizeof *r->segments; ++i)
        CHECK_EQUAL(((const uint8_t *)r->segments)[i], GUARD);
}

static void frames(void) {
    GUARDED(pansecb_image) image;
    GUARDED(pansecb_options) options;
    GUARDED(pansecb_timings) timings;
    guarded_result result;
    frame buffers;
    BEGIN(image);
    image.value = rgb_image(pixels, WIDTH, HEIGHT);
    BEGIN(options);
    options.value = eager_options(model);
    for (uint32_t merge = PANSECB_MERGE_REFERENCE; merge <= PANSECB_MERGE_COMPLETE; ++merge) {
        options.value.merge = merge;
        /* A table that is large enough, one that is not, and none. */
        for (int room = 0; room < 3; ++room) {
            begin_result(&result, &buffers, room == 0 ? TABLE_ROWS - 2 : 3);
            if (room == 2) result.value.segment_capacity = 0;
            CHECK_GROWN(image, pansecb_segment_image(session, &image.value, &options.value, &result.value));
            CHECK_GROWN(options, pansecb_segment_image(session, &image.value, &options.value, &result.value));
            CHECK_GROWN(result, pansecb_segment_image(session, &image.value, &options.value, &result.value));
            CHECK(result.value.segment_count > 3);
            print_result(&result);
            free_frame(&buffers);
        }
    }
    BEGIN_OUTPUT(timings);
    CHECK_STATUS(pansecb_session_timings(session, &timings.value), PANSECB_OK);
    CHECK_GUARDS(timings);
    CHECK_GROWN_OUTPUT(timings.value);
    CHECK_EQUAL(timings.value.struct_size, sizeof timings.value);
    CHECK(timings.value.input > 0 && timings.value.total >= timings.value.input && timings.value.reserved == 0);
    CHECK_GUARDS(image);
    CHECK_GUARDS(options);
}

static void raw_outputs(void) {
    const pansecb_model_info info = info_of(model);
    const size_t plane = (size_t)WIDTH * HEIGHT;
    float *semantic = NEW(float, plane * info.semantic_channels);
    float *instance = NEW(float, plane * info.instance_channels);
    float *planar = NEW(float, 3 * plane);
    GUARDED(pansecb_image) image;
    GUARDED(pansecb_options) options;
    guarded_result result;
    frame buffers;
    for (size_t i = 0; i < 3 * plane; ++i) planar[i] = (float)(pixels[3 * (i % plane) + i / plane]) / 255;
    BEGIN(image);
    image.value = pansecb_image_planar(planar, WIDTH, HEIGHT);
    BEGIN(options);
    options.value = eager_options(model);
    CHECK_GROWN(image, pansecb_forward(session, &image.value, semantic, instance));
    print_hash("semantic", semantic, plane * info.semantic_channels * sizeof *semantic);
    print_hash("instance", instance, plane * info.instance_channels * sizeof *instance);
    begin_result(&result, &buffers, TABLE_ROWS - 2);
#define SEGMENT_OUTPUTS \
    pansecb_segment_outputs(session, semantic, instance, WIDTH, HEIGHT, &options.value, &result.value)
    CHECK_GROWN(options, SEGMENT_OUTPUTS);
    CHECK_GROWN(result, SEGMENT_OUTPUTS);
    print_result(&result);
    free_frame(&buffers);
    free(semantic);
    free(instance);
    free(planar);
}

/** What is not legal is told in the same words. */
static void failures(void) {
    pansecb_image image = rgb_image(pixels, WIDTH, HEIGHT);
    guarded_result result;
    frame buffers;
    begin_result(&result, &buffers, 8);
    image.format = PANSECB_FORMAT_MAX;
    CHECK_STATUS(pansecb_segment_image(session, &image, NULL, &result.value), PANSECB_UNSUPPORTED);
    printf("error: %s\n", pansecb_session_error(session));
    image.format = PANSECB_RGB8;
    image.strides[0] = 1;
    CHECK_STATUS(pansecb_segment_image(session, &image, NULL, &result.value), PANSECB_INVALID_ARGUMENT);
    printf("error: %s\n", pansecb_session_error(session));
    image.strides[0] = 3 * WIDTH;
    /* Rows of the table that are shorter than in version 1.0. */
    result.value.segment_size = 52;
    CHECK_STATUS(pansecb_segment_image(session, &image, NULL, &result.value), PANSECB_INVALID_ARGUMENT);
    printf("error: %s\n", pansecb_session_error(session));
    free_frame(&buffers);
}

int main(int count, char **arguments) {
    begin(count < 2 ? count : 2, arguments);
#ifdef PANSECB_GROW_EVERY_STRUCTURE
    NEED(count == 3 && (strcmp(arguments[2], "knows") == 0 || strcmp(arguments[2], "refuses") == 0));
    status_of_grown = strcmp(arguments[2], "knows") == 0 ? PANSECB_OK : PANSECB_INVALID_ARGUMENT;
#endif
    pixels = new_picture(WIDTH, HEIGHT, 7);
    model = load_model(PANSECB_CPU_AUTO);
    session = make_session(model, WIDTH, HEIGHT, 2);
    RUN(texts);
    RUN(loading);
    RUN(model_facts);
    RUN(sessions);
    RUN(frames);
    RUN(raw_outputs);
    RUN(failures);
    pansecb_session_release(session);
    pansecb_model_release(model);
    free(pixels);
    return finish();
}
