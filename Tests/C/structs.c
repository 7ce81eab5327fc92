/* struct_size: what is too small is refused, what is larger must be zero where this library knows nothing of it. */
#include "test.h"

enum { EXTRA = 64, ROOM = 512, LARGEST = 1 << 17 };

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
static pansecb_status forward(void *bytes) { return pansecb_forward(session, (const pansecb_image *)bytes, NULL, NULL); }
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

/** A structure that the library reads: `good` is a legal one, `size` its length. */
static void check_input(call run, const void *good, uint32_t size) {
    uint8_t *bytes = NEW(uint8_t, LARGEST);
    const struct { uint32_t said; pansecb_status status; } sizes[] = {
        {0, PANSECB_INVALID_ARGUMENT}, {1, PANSECB_INVALID_ARGUMENT}, {4, PANSECB_INVALID_ARGUMENT},
        {size - 4, PANSECB_INVALID_ARGUMENT}, {size - 1, PANSECB_INVALID_ARGUMENT}, {size, PANSECB_OK},
        {size + 1, PANSECB_OK}, {size + EXTRA, PANSECB_OK}, {UINT32_MAX, PANSECB_INVALID_ARGUMENT},
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

/** A structure that the library writes: it keeps struct_size and writes exactly so many bytes. */
static void check_output(call run, uint32_t size) {
    uint8_t bytes[ROOM], expected[ROOM];
    const uint32_t wrong[] = {0, 1, 4, size - 4, size - 1, UINT32_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        memset(bytes, 0xab, ROOM);
        memcpy(bytes, &wrong[i], 4);
        CHECK_STATUS(run(bytes), PANSECB_INVALID_ARGUMENT);
        CHECK(bytes[4] == 0xab && bytes[size] == 0xab);
    }
    for (int round = 0; round < 2; ++round) {
        uint32_t said = round ? size + EXTRA : size;
        memset(bytes, 0xab, ROOM);
        memset(bytes + 4, 0, said - 4);
        memcpy(bytes, &said, 4);
        CHECK_STATUS(run(bytes), PANSECB_OK);
        CHECK(memcmp(bytes, &said, 4) == 0);
        for (uint32_t i = said; i < ROOM; ++i) CHECK_EQUAL(bytes[i], 0xab);
        for (uint32_t i = size; i < said; ++i) CHECK_EQUAL(bytes[i], 0);
        if (round) CHECK(memcmp(expected + 4, bytes + 4, size - 4) == 0);
        else memcpy(expected, bytes, size);
    }
}

static void model_options(void) {
    pansecb_model_options options = pansecb_model_options_default();
    check_input(load, &options, sizeof options);
}
static void session_options(void) {
    pansecb_session_options options = pansecb_session_options_for(8, 8);
    check_input(create, &options, sizeof options);
    check_input(count_memory, &options, sizeof options);
}
static void image(void) {
    pansecb_image picture = rgb_image(pixels, 8, 8);
    check_input(forward, &picture, sizeof picture);
    check_input(segment_it, &picture, sizeof picture);
}
static void options(void) {
    pansecb_options thresholds = options_of(model);
    check_input(segment_with, &thresholds, sizeof thresholds);
}
static void result(void) { check_input(segment_into, &results.result, sizeof results.result); }

static void what_comes_out(void) {
    pansecb_image picture = rgb_image(pixels, 8, 8);
    CHECK_STATUS(pansecb_segment_image(session, &picture, NULL, &results.result), PANSECB_OK);
    check_output(info, sizeof(pansecb_model_info));
    check_output(entry, sizeof(pansecb_class));
    check_output(defaults, sizeof(pansecb_options));
    check_output(timings, sizeof(pansecb_timings));
}

/** The layout of version 1.0 on 64-bit machines: a change here breaks programs that are installed. */
static void layout(void) {
    CHECK_EQUAL(sizeof(pansecb_model_options), 24);
    CHECK_EQUAL(sizeof(pansecb_model_info), 64);
    CHECK_EQUAL(sizeof(pansecb_class), 24);
    CHECK_EQUAL(sizeof(pansecb_session_options), 32);
    CHECK_EQUAL(sizeof(pansecb_image), 80);
    CHECK_EQUAL(sizeof(pansecb_options), 32);
    CHECK_EQUAL(sizeof(pansecb_segment), 56);
    CHECK_EQUAL(sizeof(pansecb_result), 88);
    CHECK_EQUAL(sizeof(pansecb_timings), 64);
    CHECK_EQUAL(offsetof(pansecb_model_info, memory), 40);
    CHECK_EQUAL(offsetof(pansecb_class, thing), 19);
    CHECK_EQUAL(offsetof(pansecb_image, strides), 48);
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
    RUN(what_comes_out);
    free_frame(&results);
    pansecb_session_release(session);
    pansecb_model_release(model);
    return finish();
}
