/* struct_size: every size from that of version 1.0 on is legal; what is larger than today must be zero there. */
#include "test.h"

enum { EXTRA = 64, ROOM = 512, LARGEST = 1 << 17, LIMIT = 1 << 16 };

/** Sizes in version 1.0, on machines with 64 bits. */
enum {
    FIRST_MODEL_OPTIONS = 24,
    FIRST_MODEL_INFO = 64,
    FIRST_CLASS = 24,
    FIRST_SESSION_OPTIONS = 32,
    FIRST_IMAGE = 80,
    FIRST_OPTIONS = 32,
    FIRST_SEGMENT = 56,
    FIRST_RESULT = 88,
    FIRST_TIMINGS = 64
};

static pansecb_model *model;
static pansecb_session *session;
static uint8_t pixels[3 * 8 * 8];
static frame results;

/** Calls a function with a structure that lies at `bytes`. */
typedef pansecb_status (*call)(void *bytes);

static pansecb_status load(void *bytes) {
    pansecb_model *made = NULL;
    pansecb_status status = pansecb_model_load(model_path, (const pansecb_model_options *)bytes, &made, NULL, 0);
    CHECK((made != NULL) == (status == PANSECB_OK));
    pansecb_model_release(made);
    return status;
}
static pansecb_status count_memory(void *bytes) {
    uint64_t memory = 0;
    return pansecb_session_memory(model, (const pansecb_session_options *)bytes, &memory);
}
static pansecb_status create(void *bytes) {
    pansecb_session *made = NULL;
    pansecb_status status = pansecb_session_create(model, (const pansecb_session_options *)bytes, &made, NULL, 0);
    CHECK((made != NULL) == (status == PANSECB_OK));
    pansecb_session_release(made);
    return status;
}
static pansecb_status forward(void *bytes) {
    return pansecb_forward(session, (const pansecb_image *)bytes, NULL, NULL);
}
static pansecb_status segment_it(void *bytes) {
    return pansecb_segment_image(session, (const pansecb_image *)bytes, NULL, &results.result);
}
static pansecb_status segment_with(void *bytes) {
    pansecb_image image = rgb_image(pixels, 8, 8);
    return pansecb_segment_image(session, &image, (const pansecb_options *)bytes, &results.result);
}
static pansecb_status segment_into(void *bytes) {
    pansecb_image image = rgb_image(pixels, 8, 8);
    return pansecb_segment_image(session, &image, NULL, (pansecb_result *)bytes);
}
static pansecb_status info(void *bytes) { return pansecb_model_get_info(model, (pansecb_model_info *)bytes); }
static pansecb_status entry(void *bytes) { return pansecb_model_get_class(model, 0, (pansecb_class *)bytes); }
static pansecb_status defaults(void *bytes) { return pansecb_model_get_options(model, (pansecb_options *)bytes); }
static pansecb_status timings(void *bytes) { return pansecb_session_timings(session, (pansecb_timings *)bytes); }

/** A structure that the library reads: `good` is a legal one, `size` its length, `first` that of version 1.0. */
static void check_input(call run, const void *good, uint32_t size, uint32_t first) {
    uint8_t *bytes = NEW(uint8_t, LARGEST);
    const struct { uint32_t said; pansecb_status status; } sizes[] = {
        {0, PANSECB_INVALID_ARGUMENT}, {1, PANSECB_INVALID_ARGUMENT}, {4, PANSECB_INVALID_ARGUMENT},
        {first - 4, PANSECB_INVALID_ARGUMENT}, {first - 1, PANSECB_INVALID_ARGUMENT}, {first, PANSECB_OK},
        {(first + size) / 2, PANSECB_OK}, {size, PANSECB_OK}, {size + 1, PANSECB_OK}, {size + EXTRA, PANSECB_OK},
        {LIMIT, PANSECB_OK}, {LIMIT + 1, PANSECB_INVALID_ARGUMENT}, {UINT32_MAX, PANSECB_INVALID_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        memset(bytes, 0, LARGEST);
        memcpy(bytes, good, size);
        memcpy(bytes, &sizes[i].said, 4);
        CHECK_STATUS(run(bytes), sizes[i].status);
    }
    for (uint32_t unknown = size; unknown < size + EXTRA; unknown += EXTRA / 2 - 1) {
        uint32_t said = size + EXTRA;
        memset(bytes, 0, LARGEST);
        memcpy(bytes, good, size);
        memcpy(bytes, &said, 4);
        bytes[unknown] = 1;
        CHECK_STATUS(run(bytes), PANSECB_INVALID_ARGUMENT);
    }
    /* An old program: what lies behind its structure is no field, whatever a later header says. */
    memset(bytes, 0xff, LARGEST);
    memcpy(bytes, good, first);
    memcpy(bytes, &first, 4);
    CHECK_STATUS(run(bytes), PANSECB_OK);
    /* What lies behind struct_size is nobody's business: it may be set, and need not even be readable. */
    memset(bytes, 0xff, LARGEST);
    memcpy(bytes, good, size);
    CHECK_STATUS(run(bytes), PANSECB_OK);
    uint8_t *last = guarded((size + 7) & ~7u) + ((size + 7) & ~7u) - size;
    if (((uintptr_t)last & 7) == 0) {
        memcpy(last, good, size);
        CHECK_STATUS(run(last), PANSECB_OK);
    }
    free(bytes);
}

/** A structure that the library writes: it keeps struct_size and writes exactly so many bytes, zeros where it knows no
 *  field. */
static void check_output(call run, uint32_t size, uint32_t first) {
    uint8_t bytes[ROOM], expected[ROOM];
    const uint32_t wrong[] = {0, 1, 4, first - 4, first - 1, LIMIT + 1, UINT32_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        memset(bytes, 0xab, ROOM);
        memcpy(bytes, &wrong[i], 4);
        CHECK_STATUS(run(bytes), PANSECB_INVALID_ARGUMENT);
        CHECK(bytes[4] == 0xab && bytes[size] == 0xab);
    }
    const uint32_t sizes[] = {size, first, (first + size) / 2, size + 1, size + EXTRA};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        const uint32_t said = sizes[i], known = said < size ? said : size;
        memset(bytes, 0xab, ROOM);
        memcpy(bytes, &said, 4);
        CHECK_STATUS(run(bytes), PANSECB_OK);
        CHECK(memcmp(bytes, &said, 4) == 0);
        for (uint32_t k = said; k < ROOM; ++k) CHECK_EQUAL(bytes[k], 0xab);
        for (uint32_t k = size; k < said; ++k) CHECK_EQUAL(bytes[k], 0);
        if (i == 0) memcpy(expected, bytes, size);
        else CHECK(memcmp(expected + 4, bytes + 4, known - 4) == 0);
    }
}

static void model_options(void) {
    pansecb_model_options options = pansecb_model_options_default();
    check_input(load, &options, sizeof options, FIRST_MODEL_OPTIONS);
}
static void session_options(void) {
    pansecb_session_options options = pansecb_session_options_for(8, 8);
    check_input(create, &options, sizeof options, FIRST_SESSION_OPTIONS);
    check_input(count_memory, &options, sizeof options, FIRST_SESSION_OPTIONS);
}
static void image(void) {
    pansecb_image picture = rgb_image(pixels, 8, 8);
    check_input(forward, &picture, sizeof picture, FIRST_IMAGE);
    check_input(segment_it, &picture, sizeof picture, FIRST_IMAGE);
}
static void options(void) {
    pansecb_options thresholds = options_of(model);
    check_input(segment_with, &thresholds, sizeof thresholds, FIRST_OPTIONS);
}
static void result(void) { check_input(segment_into, &results.result, sizeof results.result, FIRST_RESULT); }

/** Rows of the table, in an array of the caller's element size. */
static void segments(void) {
    const pansecb_image picture = rgb_image(pixels, 8, 8);
    const uint32_t size = sizeof(pansecb_segment);
    const uint32_t sizes[] = {size, FIRST_SEGMENT, (FIRST_SEGMENT + size) / 8 * 4, size + 4, size + EXTRA, LIMIT};
    const uint32_t wrong[] = {0, 1, 4, FIRST_SEGMENT - 4, size + 1, size + 2, LIMIT + 4, UINT32_MAX - 3, UINT32_MAX};
    uint8_t *rows = NEW(uint8_t, 4 * LIMIT), *expected = NEW(uint8_t, 4 * size);
    pansecb_options eager = eager_options(model);
    pansecb_result table = pansecb_result_empty();
    table.segments = (pansecb_segment *)(void *)rows;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        const uint32_t said = sizes[i], known = said < size ? said : size;
        memset(rows, 0xab, 4 * LIMIT);
        table.segment_size = said;
        table.segment_capacity = 2;
        CHECK_STATUS(pansecb_segment_image(session, &picture, &eager, &table), PANSECB_OK);
        NEED(table.segment_count >= 2);
        for (uint32_t row = 0; row < 2; ++row) {
            if (i == 0) memcpy(expected + row * size, rows + row * said, size);
            CHECK(memcmp(expected + row * size, rows + row * said, known) == 0);
            for (uint32_t k = known; k < said; ++k) CHECK_EQUAL(rows[row * said + k], 0);
        }
        CHECK(rows[2 * said] == 0xab && memcmp(rows + 2 * said, rows + 2 * said + 1, 4 * LIMIT - 2 * said - 1) == 0);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        table.segment_size = wrong[i];
        CHECK_STATUS(pansecb_segment_image(session, &picture, &eager, &table), PANSECB_INVALID_ARGUMENT);
        CHECK(*pansecb_session_error(session) != 0);
    }
    free(rows);
    free(expected);
}

static void what_comes_out(void) {
    pansecb_image picture = rgb_image(pixels, 8, 8);
    CHECK_STATUS(pansecb_segment_image(session, &picture, NULL, &results.result), PANSECB_OK);
    check_output(info, sizeof(pansecb_model_info), FIRST_MODEL_INFO);
    check_output(entry, sizeof(pansecb_class), FIRST_CLASS);
    check_output(defaults, sizeof(pansecb_options), FIRST_OPTIONS);
    check_output(timings, sizeof(pansecb_timings), FIRST_TIMINGS);
}

/** The layout of version 1.0 on 64-bit machines: a change here breaks programs that are installed. That structures do
 *  not shrink is asserted where the library is compiled. */
static void layout(void) {
    CHECK_EQUAL(offsetof(pansecb_model_options, log_user), 16);
    CHECK_EQUAL(offsetof(pansecb_model_info, memory), 40);
    CHECK_EQUAL(offsetof(pansecb_model_info, source), 56);
    CHECK_EQUAL(offsetof(pansecb_class, thing), 19);
    CHECK_EQUAL(offsetof(pansecb_session_options, log_user), 24);
    CHECK_EQUAL(offsetof(pansecb_image, strides), 48);
    CHECK_EQUAL(offsetof(pansecb_options, merge), 28);
    CHECK_EQUAL(offsetof(pansecb_segment, sigma), 48);
    CHECK_EQUAL(offsetof(pansecb_result, segment_count), 84);
    CHECK_EQUAL(offsetof(pansecb_timings, total), 56);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    model = load_model(PANSECB_CPU_AUTO);
    session = make_session(model, 8, 8, 1);
    results = new_frame(8, 8);
    RUN(layout);
    RUN(model_options);
    RUN(session_options);
    RUN(image);
    RUN(options);
    RUN(result);
    RUN(segments);
    RUN(what_comes_out);
    free_frame(&results);
    pansecb_session_release(session);
    pansecb_model_release(model);
    return finish();
}
