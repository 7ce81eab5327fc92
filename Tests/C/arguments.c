/* Version, texts, and every function with NULL and with arguments that are not legal. */
#include "test.h"
#include <math.h>

static pansecb_model *model;
static pansecb_session *session;
static uint8_t pixels[3 * 16 * 16];

static int has_text(const char *text) { return text && *text; }
static int session_has_text(void) { return has_text(pansecb_session_error(session)); }

static void versions(void) {
    CHECK_EQUAL(PANSECB_VERSION,
                1000000 * PANSECB_VERSION_MAJOR + 1000 * PANSECB_VERSION_MINOR + PANSECB_VERSION_PATCH);
    CHECK_EQUAL(pansecb_version() / 1000000, PANSECB_VERSION_MAJOR);
    CHECK(pansecb_version() >= PANSECB_VERSION);
}

static void texts_of_numbers(void) {
    for (int i = 0; i <= PANSECB_DEADLINE; ++i) {
        CHECK(has_text(pansecb_status_text((pansecb_status)i)));
        for (int k = 0; k < i; ++k)
            CHECK(strcmp(pansecb_status_text((pansecb_status)i), pansecb_status_text((pansecb_status)k)) != 0);
    }
    CHECK(has_text(pansecb_status_text((pansecb_status)12)));
    CHECK(has_text(pansecb_status_text(PANSECB_STATUS_MAX)));
    CHECK(strcmp(pansecb_cpu_text(PANSECB_CPU_SCALAR), "scalar") == 0);
    CHECK(strcmp(pansecb_cpu_text(PANSECB_CPU_BASELINE), "baseline") == 0);
    CHECK(strcmp(pansecb_cpu_text(PANSECB_CPU_AVX2), "avx2") == 0);
    CHECK(strcmp(pansecb_cpu_text(PANSECB_CPU_AVX512), "avx512") == 0);
    CHECK(strcmp(pansecb_cpu_text(PANSECB_CPU_AUTO), "unknown") == 0);
    CHECK(strcmp(pansecb_cpu_text(PANSECB_CPU_AMX), "amx") == 0);
    CHECK(strcmp(pansecb_cpu_text((pansecb_cpu)6), "unknown") == 0);
    CHECK(pansecb_cpu_best() >= PANSECB_CPU_BASELINE && pansecb_cpu_best() <= PANSECB_CPU_AMX);
}

static size_t no_bytes(void *user, void *buffer, size_t size) {
    (void)user, (void)buffer, (void)size;
    return 0;
}

static void loading_nothing(void) {
    char why[128];
    pansecb_model *made = model;                                       /* must become NULL */
    CHECK_STATUS(pansecb_model_load(NULL, NULL, &made, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why) && made == NULL);
    made = model;
    CHECK_STATUS(pansecb_model_load_memory(NULL, 100, NULL, &made, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why) && made == NULL);
    made = model;
    CHECK_STATUS(pansecb_model_load_reader(NULL, NULL, NULL, &made, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why) && made == NULL);
    CHECK_STATUS(pansecb_model_load(model_path, NULL, NULL, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why));
    CHECK_STATUS(pansecb_model_load_memory("x", 1, NULL, NULL, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why));
    CHECK_STATUS(pansecb_model_load_reader(no_bytes, NULL, NULL, NULL, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why));
    CHECK_STATUS(pansecb_model_load_memory("x", SIZE_MAX, NULL, NULL, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_load(NULL, NULL, NULL, NULL, 0), PANSECB_INVALID_ARGUMENT);
    pansecb_model_release(NULL);
}

static void asking_a_model(void) {
    pansecb_model_info info;
    pansecb_class entry;
    pansecb_options options;
    memset(&info, 0, sizeof info);
    memset(&entry, 0, sizeof entry);
    memset(&options, 0, sizeof options);
    info.struct_size = sizeof info;
    entry.struct_size = sizeof entry;
    options.struct_size = sizeof options;
    CHECK_STATUS(pansecb_model_get_info(NULL, &info), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_get_info(model, NULL), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_get_class(NULL, 0, &entry), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_get_class(model, 0, NULL), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_get_class(model, info_of(model).class_count, &entry), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_get_class(model, UINT32_MAX, &entry), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_get_options(NULL, &options), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_get_options(model, NULL), PANSECB_INVALID_ARGUMENT);
}

static void making_a_session(void) {
    char why[128];
    uint64_t bytes = 0;
    pansecb_session *made = session;
    pansecb_session_options good = pansecb_session_options_for(16, 16);
    CHECK_STATUS(pansecb_session_create(NULL, &good, &made, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why) && made == NULL);
    made = session;
    CHECK_STATUS(pansecb_session_create(model, NULL, &made, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why) && made == NULL);
    CHECK_STATUS(pansecb_session_create(model, &good, NULL, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why));
    CHECK_STATUS(pansecb_session_memory(NULL, &good, &bytes), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_session_memory(model, NULL, &bytes), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_session_memory(model, &good, NULL), PANSECB_INVALID_ARGUMENT);

    const struct { uint32_t width, height; pansecb_status status; } sizes[] = {
        {0, 16, PANSECB_INVALID_ARGUMENT}, {16, 0, PANSECB_INVALID_ARGUMENT}, {PANSECB_MAX_SIDE + 1, 16, PANSECB_LIMIT},
        {16, PANSECB_MAX_SIDE + 1, PANSECB_LIMIT}, {UINT32_MAX, UINT32_MAX, PANSECB_LIMIT},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        pansecb_session_options options = pansecb_session_options_for(sizes[i].width, sizes[i].height);
        CHECK_STATUS(pansecb_session_memory(model, &options, &bytes), sizes[i].status);
        CHECK_STATUS(pansecb_session_create(model, &options, &made, why, sizeof why), sizes[i].status);
        CHECK(has_text(why) && made == NULL);
    }
    pansecb_session_release(NULL);
}

static void using_nothing(void) {
    pansecb_image image = rgb_image(pixels, 16, 16);
    pansecb_result result = pansecb_result_empty();
    pansecb_timings timings;
    float numbers[4] = {0, 0, 0, 0};
    memset(&timings, 0, sizeof timings);
    timings.struct_size = sizeof timings;
    CHECK_STATUS(pansecb_segment_image(NULL, &image, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_forward(NULL, &image, NULL, NULL), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_segment_outputs(NULL, numbers, numbers, 1, 1, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_session_timings(NULL, &timings), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_session_timings(session, NULL), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(pansecb_session_error(NULL)));

    CHECK_STATUS(pansecb_segment_image(session, NULL, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK(session_has_text());
    CHECK_STATUS(pansecb_segment_image(session, &image, NULL, NULL), PANSECB_INVALID_ARGUMENT);
    CHECK(session_has_text());
    CHECK_STATUS(pansecb_forward(session, NULL, NULL, NULL), PANSECB_INVALID_ARGUMENT);
    CHECK(session_has_text());
    CHECK_STATUS(pansecb_forward(session, &image, NULL, NULL), PANSECB_OK);        /* every buffer is optional */
    CHECK(!session_has_text());
    CHECK_STATUS(pansecb_segment_outputs(session, NULL, NULL, 1, 1, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK(session_has_text());
    CHECK_STATUS(pansecb_segment_outputs(session, numbers, NULL, 1, 1, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK(session_has_text());
    CHECK_STATUS(pansecb_segment_outputs(session, NULL, numbers, 1, 1, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK(session_has_text());
}

static void wrong_images(void) {
    const pansecb_image good = rgb_image(pixels, 16, 16);
    pansecb_result result = pansecb_result_empty();
    pansecb_image image;
#define REFUSED(status) \
    do { \
        CHECK_STATUS(pansecb_segment_image(session, &image, NULL, &result), status); \
        CHECK(session_has_text()); \
        CHECK_STATUS(pansecb_forward(session, &image, NULL, NULL), status); \
        CHECK(session_has_text()); \
    } while (0)
    image = good, image.planes[0] = NULL;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.width = 0;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.height = 0;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.width = 17;
    REFUSED(PANSECB_LIMIT);
    image = good, image.height = UINT32_MAX;
    REFUSED(PANSECB_LIMIT);
    image = good, image.strides[0] = 47;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.strides[0] = -47;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.strides[0] = 0;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.strides[0] = PTRDIFF_MIN;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.strides[0] = PTRDIFF_MAX;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = good, image.format = (pansecb_format)0;
    REFUSED(PANSECB_UNSUPPORTED);
    image = good, image.format = (pansecb_format)7;
    REFUSED(PANSECB_UNSUPPORTED);
    image = good, image.format = PANSECB_FORMAT_MAX;
    REFUSED(PANSECB_UNSUPPORTED);

    static float floats[3 * 16 * 16 + 1];
    const pansecb_image planar = pansecb_image_planar(floats, 16, 16);
    image = planar, image.planes[2] = NULL;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = planar, image.strides[1] = 62;
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = planar, image.strides[2] = 66;                             /* no multiple of 4 */
    REFUSED(PANSECB_INVALID_ARGUMENT);
    image = planar, image.planes[1] = (const char *)image.planes[1] + 2;
    REFUSED(PANSECB_INVALID_ARGUMENT);
#undef REFUSED
}

static void wrong_results(void) {
    const pansecb_image image = rgb_image(pixels, 16, 16);
    frame f = new_frame(17, 16);
    const pansecb_result good = f.result;
    pansecb_result result;
#define REFUSED \
    do { \
        CHECK_STATUS(pansecb_segment_image(session, &image, NULL, &result), PANSECB_INVALID_ARGUMENT); \
        CHECK(session_has_text()); \
    } while (0)
    result = good, result.class_stride = 15;
    REFUSED;
    result = good, result.instance_stride = -15;
    REFUSED;
    result = good, result.panoptic_stride = 0;
    REFUSED;
    result = good, result.confidence_stride = PTRDIFF_MIN;
    REFUSED;
    result = good, result.panoptic_stride = PTRDIFF_MAX;
    REFUSED;
    result = good, result.instance_map = (uint32_t *)((uintptr_t)result.instance_map + 1);
    REFUSED;
    result = good, result.panoptic_map = (uint32_t *)((uintptr_t)result.panoptic_map + 2);
    REFUSED;
    result = good, result.confidence_map = (float *)((uintptr_t)result.confidence_map + 3);
    REFUSED;
    result = good, result.segments = (pansecb_segment *)((uintptr_t)result.segments + 1);
    REFUSED;
    result = good, result.segment_size = 0;
    REFUSED;
    result = good, result.segment_size = sizeof(pansecb_segment) - 4;
    REFUSED;
    result = good, result.segment_size = sizeof(pansecb_segment) + 2;
    REFUSED;
#undef REFUSED
    free_frame(&f);
}

static void wrong_options(void) {
    const pansecb_image image = rgb_image(pixels, 16, 16);
    const pansecb_options good = options_of(model);
    pansecb_result result = pansecb_result_empty();
    const float wrong[] = {-0.001f, 1, 1e30f, NAN};
    for (int field = 0; field < 4; ++field)
        for (int i = 0; i < 4; ++i) {
            pansecb_options options = good;
            if (field == 0) options.seed_threshold = wrong[i];
            if (field == 1) options.mask_threshold = wrong[i];
            if (field == 2) options.claim_threshold = wrong[i];
            if (field == 3) options.unclaimed_share = wrong[i];
            CHECK_STATUS(pansecb_segment_image(session, &image, &options, &result), PANSECB_INVALID_ARGUMENT);
            CHECK(session_has_text());
        }
    pansecb_options options = good;
    options.min_pixels = UINT32_MAX;
    CHECK_STATUS(pansecb_segment_image(session, &image, &options, &result), PANSECB_INVALID_ARGUMENT);
    options = good;
    options.merge = PANSECB_MERGE_COMPLETE + 1;
    CHECK_STATUS(pansecb_segment_image(session, &image, &options, &result), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_segment_image(session, &image, &good, &result), PANSECB_OK);
    CHECK(!session_has_text());
}

static void wrong_outputs(void) {
    const pansecb_model_info info = info_of(model);
    float *semantic = NEW(float, 256 * info.semantic_channels), *instance = NEW(float, 256 * info.instance_channels);
    pansecb_result result = pansecb_result_empty();
    CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, 0, 16, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, 16, 0, NULL, &result), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, 17, 16, NULL, &result), PANSECB_LIMIT);
    CHECK(session_has_text());
    CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, 16, UINT32_MAX, NULL, &result), PANSECB_LIMIT);
    CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, 16, 16, NULL, &result), PANSECB_OK);
    CHECK(!session_has_text());
    free(semantic);
    free(instance);
}

static void levels_that_are_none(void) {
    char why[128];
    pansecb_model *made = NULL;
    pansecb_model_options options = pansecb_model_options_default();
    options.cpu = (pansecb_cpu)6;
    CHECK_STATUS(pansecb_model_load(model_path, &options, &made, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK(has_text(why) && made == NULL);
    options.cpu = PANSECB_CPU_MAX;
    CHECK_STATUS(pansecb_model_load(model_path, &options, &made, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    for (int cpu = pansecb_cpu_best() + 1; cpu <= PANSECB_CPU_AMX; ++cpu) {
        options.cpu = (pansecb_cpu)cpu;
        CHECK_STATUS(pansecb_model_load(model_path, &options, &made, why, sizeof why), PANSECB_UNSUPPORTED);
        CHECK(has_text(why) && made == NULL);
    }
}

int main(int count, char **arguments) {
    begin(count, arguments);
    model = load_model(PANSECB_CPU_AUTO);
    session = make_session(model, 16, 16, 1);
    RUN(versions);
    RUN(texts_of_numbers);
    RUN(loading_nothing);
    RUN(asking_a_model);
    RUN(making_a_session);
    RUN(using_nothing);
    RUN(wrong_images);
    RUN(wrong_results);
    RUN(wrong_options);
    RUN(wrong_outputs);
    RUN(levels_that_are_none);
    pansecb_session_release(session);
    pansecb_model_release(model);
    return finish();
}
