/*
 * One golden of Tests/Golden, as Tests/Library/Core/GoldenExport.swift writes it, where there is no Swift runtime:
 *
 *     golden network|clusters WEIGHTS GOLDEN
 *
 * Every level of kernels must come to what PyTorch has computed. The twins take long under emulation: they see small
 * images only.
 */
#include "../../C/test.h"

#include <math.h>

static const uint8_t *next;                /* in the golden */
static uint32_t width, height;
static const uint32_t small_image = 1000;  /* pixels */

static uint32_t take_number(void) {
    uint32_t number;
    memcpy(&number, next, sizeof number);
    next += sizeof number;
    return number;
}
static float take_float(void) {
    float number;
    memcpy(&number, next, sizeof number);
    next += sizeof number;
    return number;
}

/** The largest difference of an output from what is stored of it, as a share of the largest stored value. */
static float difference(const float *values, uint32_t channels, uint32_t row_step, uint32_t column_step) {
    float worst = 0, scale = 1e-30f;
    for (uint32_t c = 0; c < channels; ++c)
        for (uint32_t y = 0; y < height; y += row_step)
            for (uint32_t x = 0; x < width; x += column_step) {
                const float expected = take_float(), value = values[((size_t)c * height + y) * width + x];
                if (!(fabsf(value - expected) <= worst)) worst = fabsf(value - expected);
                if (fabsf(expected) > scale) scale = fabsf(expected);
            }
    return worst / scale;
}

static void network(const pansecb_model *model, const char *cpu) {
    const pansecb_model_info info = info_of(model);
    const uint32_t row_step = take_number(), column_step = take_number();
    const size_t rows = (height + row_step - 1) / row_step, columns = (width + column_step - 1) / column_step;
    const size_t pixels = (size_t)width * height, channels = info.semantic_channels + info.instance_channels;
    pansecb_session *session = make_session(model, width, height, 1);
    float *semantic = NEW(float, pixels * info.semantic_channels),
          *instance = NEW(float, pixels * info.instance_channels);
    const pansecb_image image = rgb_image(next + 4 * channels * rows * columns, width, height);
    CHECK_STATUS(pansecb_forward(session, &image, info.semantic_channels ? semantic : NULL,
                                 info.instance_channels ? instance : NULL),
                 PANSECB_OK);
    const float a = difference(semantic, info.semantic_channels, row_step, column_step);
    const float b = difference(instance, info.instance_channels, row_step, column_step);
    /* As in GoldenNetworkTests.swift. */
    if (!CHECK(a < 1e-5f && b < 1e-5f))
        fprintf(stderr, "%s: differs by %g and %g of the largest value\n", cpu, (double)a, (double)b);
    free(semantic);
    free(instance);
    pansecb_session_release(session);
}

static void clusters(const pansecb_model *model, const char *cpu) {
    const pansecb_model_info info = info_of(model);
    const uint32_t sets = take_number();
    const size_t pixels = (size_t)width * height, semantics = pixels * info.semantic_channels,
                 instances = pixels * info.instance_channels;
    pansecb_session *session = make_session(model, width, height, 1);
    float *semantic = NEW(float, semantics), *instance = NEW(float, instances);
    uint32_t *panoptic = NEW(uint32_t, pixels);
    for (size_t i = 0; i < semantics; ++i) semantic[i] = take_float();
    for (size_t i = 0; i < instances; ++i) instance[i] = take_float();
    for (uint32_t set = 0; set < sets; ++set) {
        pansecb_options options = options_of(model);
        options.seed_threshold = take_float();
        options.mask_threshold = take_float();
        options.claim_threshold = take_float();
        options.unclaimed_share = take_float();
        options.min_pixels = take_number();
        pansecb_result result = pansecb_result_empty();
        result.panoptic_map = panoptic;
        result.panoptic_stride = (ptrdiff_t)width;
        CHECK_STATUS(
            pansecb_segment_outputs(session, semantics ? semantic : NULL, instance, width, height, &options, &result),
            PANSECB_OK);
        size_t wrong = 0;
        for (size_t i = 0; i < pixels; ++i) wrong += panoptic[i] != take_number();
        if (!CHECK_EQUAL(wrong, 0)) fprintf(stderr, "%s: set %u\n", cpu, set);
    }
    free(semantic);
    free(instance);
    free(panoptic);
    pansecb_session_release(session);
}

int main(int count, char **arguments) {
    NEED(count == 4);
    const int is_network = strcmp(arguments[1], "network") == 0;
    size_t size;
    const uint8_t *golden = read_file(arguments[3], &size);
    model_path = arguments[2];
    for (uint32_t cpu = PANSECB_CPU_SCALAR; cpu <= (uint32_t)pansecb_cpu_best(); ++cpu) {
        next = golden;
        width = take_number();
        height = take_number();
        if (cpu == PANSECB_CPU_SCALAR && is_network && width * height > small_image) continue;
        pansecb_model *model = load_model((pansecb_cpu)cpu);
        tests.test = arguments[3];
        tests.failures = 0;
        (is_network ? network : clusters)(model, pansecb_cpu_text((pansecb_cpu)cpu));
        if (tests.failures) ++tests.failed;
        else ++tests.passed;
        pansecb_model_release(model);
    }
    return finish();
}
