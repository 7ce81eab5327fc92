/* The whole interface once, small and short: what runs under valgrind. */
#include "test.h"

enum { WIDTH = 21, HEIGHT = 13 };

static size_t read_stream(void *user, void *buffer, size_t size) { return fread(buffer, 1, size, (FILE *)user); }
static void hear(void *user, pansecb_log_level level, const char *text) {
    *(size_t *)user += strlen(text) + (size_t)level;
}

static void use(pansecb_model *model, uint32_t threads, pansecb_format format) {
    uint8_t *pixels = new_picture(4 * WIDTH, HEIGHT, threads);
    const pansecb_image image = pansecb_image_of(format, pixels, WIDTH, HEIGHT, 12 * WIDTH);
    const pansecb_options eager = eager_options(model);
    const pansecb_model_info info = info_of(model);
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, threads);
    pansecb_model_release(model);
    frame f = segment(session, &image, &eager), g = new_frame(WIDTH, HEIGHT);
    float *outputs = NEW(float, WIDTH * HEIGHT * (info.semantic_channels + info.instance_channels));
    float *instance = outputs + (size_t)WIDTH * HEIGHT * info.semantic_channels;
    CHECK_STATUS(pansecb_forward(session, &image, outputs, instance), PANSECB_OK);
    CHECK_STATUS(pansecb_segment_outputs(session, outputs, instance, WIDTH, HEIGHT, &eager, &g.result), PANSECB_OK);
    CHECK(same_frame(&f, &g));
    CHECK_STATUS(pansecb_segment_image(session, NULL, NULL, &g.result), PANSECB_INVALID_ARGUMENT);
    CHECK(pansecb_session_error(session)[0]);
    free(outputs);
    free(pixels);
    free_frame(&f);
    free_frame(&g);
    pansecb_session_release(session);
}

static void from_a_path(void) { use(load_model(PANSECB_CPU_AUTO), 1, PANSECB_RGB8); }

static void from_memory(void) {
    size_t size, heard = 0;
    char why[200];
    uint8_t *file = read_file(model_path, &size);
    pansecb_model *model = NULL, *none = NULL;
    pansecb_model_options options = pansecb_model_options_default();
    options.log = hear;
    options.log_user = &heard;
    CHECK_STATUS(pansecb_model_load_memory(file, size, &options, &model, why, sizeof why), PANSECB_OK);
    CHECK_STATUS(pansecb_model_load_memory(file, size - 1, &options, &none, why, sizeof why), PANSECB_DAMAGED);
    file[size / 2] ^= 1;
    CHECK_STATUS(pansecb_model_load_memory(file, size, &options, &none, why, sizeof why), PANSECB_DAMAGED);
    CHECK(heard > 0 && why[0]);
    free(file);
    use(model, 2, PANSECB_BGRA8);
}

static void from_a_stream(void) {
    pansecb_model *model = NULL;
    FILE *stream = fopen(model_path, "rb");
    NEED(stream != NULL);
    CHECK_STATUS(pansecb_model_load_reader(read_stream, stream, NULL, &model, NULL, 0), PANSECB_OK);
    fclose(stream);
    use(model, 1, PANSECB_GRAY8);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    RUN(from_a_path);
    RUN(from_memory);
    RUN(from_a_stream);
    return finish();
}
