/* The same picture in every format, with every stride, at every odd size gives the same result; nothing around it is
   read. */
#include "test.h"

enum { WIDTH = 61, HEIGHT = 45, PADDING = 13 };

static pansecb_model *model;
static pansecb_session *session;
static pansecb_options eager;
static uint8_t *picture;                   /* RGB, dense */
static frame expected;

static void check_image(const pansecb_image *image) {
    frame f = segment(session, image, &eager);
    CHECK(same_frame(&f, &expected));
    free_frame(&f);
}

/** The picture in an 8-bit format whose rows lie `stride` bytes apart, between pages that may not be touched. */
static pansecb_image laid_out(pansecb_format format, ptrdiff_t stride) {
    static const int places[6][4] = {{0}, {0, 1, 2, 3}, {2, 1, 0, 3}, {0, 1, 2, 4}, {2, 1, 0, 4}, {0, 0, 0, 1}};
    const int *place = places[format];
    const size_t step = (size_t)place[3], distance = (size_t)(stride < 0 ? -stride : stride);
    const size_t size = distance * (HEIGHT - 1) + step * WIDTH;
    uint8_t *start = guarded(size), *top = stride < 0 ? start + distance * (HEIGHT - 1) : start;
    memset(start, 0xee, size);
    for (ptrdiff_t y = 0; y < HEIGHT; ++y)
        for (size_t x = 0; x < WIDTH; ++x)
            for (size_t c = 0; c < 3; ++c)
                top[y * stride + (ptrdiff_t)(x * step) + place[c]] = picture[3 * ((size_t)y * WIDTH + x) + c];
    return pansecb_image_of(format, top, WIDTH, HEIGHT, stride);
}

static void formats_and_strides(void) {
    for (int format = PANSECB_RGB8; format <= PANSECB_BGRA8; ++format) {
        const ptrdiff_t row = WIDTH * (format < PANSECB_RGBA8 ? 3 : 4);
        const ptrdiff_t strides[] = {row, row + PADDING, row + 4096, -row, -row - PADDING};
        for (size_t i = 0; i < sizeof strides / sizeof *strides; ++i) {
            pansecb_image image = laid_out((pansecb_format)format, strides[i]);
            check_image(&image);
        }
    }
}

static void no_image_is_written(void) {
    const size_t size = 3 * WIDTH * HEIGHT;
    uint8_t *pixels = guarded((size + 4095) & ~(size_t)4095);
    memcpy(pixels, picture, size);
    NEED(mprotect(pixels, size, PROT_READ) == 0);
    pansecb_image image = rgb_image(pixels, WIDTH, HEIGHT);
    check_image(&image);
}

static void gray(void) {
    uint8_t *shades = NEW(uint8_t, WIDTH * HEIGHT), *same = NEW(uint8_t, 3 * WIDTH * HEIGHT);
    for (size_t i = 0; i < WIDTH * HEIGHT; ++i) {
        shades[i] = picture[3 * i + 1];
        memset(same + 3 * i, shades[i], 3);
    }
    const pansecb_image colour = rgb_image(same, WIDTH, HEIGHT);
    frame f = segment(session, &colour, &eager);
    const ptrdiff_t strides[] = {WIDTH, WIDTH + PADDING, -WIDTH};
    for (int i = 0; i < 3; ++i) {
        ptrdiff_t stride = strides[i], distance = stride < 0 ? -stride : stride;
        uint8_t *start = guarded((size_t)distance * (HEIGHT - 1) + WIDTH);
        uint8_t *top = stride < 0 ? start + distance * (HEIGHT - 1) : start;
        for (ptrdiff_t y = 0; y < HEIGHT; ++y) memcpy(top + y * stride, shades + y * WIDTH, WIDTH);
        const pansecb_image image = pansecb_image_of(PANSECB_GRAY8, top, WIDTH, HEIGHT, stride);
        frame g = segment(session, &image, &eager);
        CHECK(same_frame(&f, &g));
        free_frame(&g);
    }
    free_frame(&f);
    free(shades);
    free(same);
}

static void planar_floats(void) {
    const ptrdiff_t strides[] = {WIDTH, WIDTH + PADDING, -WIDTH, -WIDTH - PADDING};        /* in floats */
    for (int i = 0; i < 4; ++i) {
        pansecb_image image = pansecb_image_of(PANSECB_PLANAR_F32, NULL, WIDTH, HEIGHT, 0);
        for (int c = 0; c < 3; ++c) {
            /* Each plane has a stride and a place of its own. */
            ptrdiff_t stride = strides[(i + c) % 4], distance = stride < 0 ? -stride : stride;
            float *start = (float *)(void *)guarded(4 * ((size_t)distance * (HEIGHT - 1) + WIDTH));
            float *top = stride < 0 ? start + distance * (HEIGHT - 1) : start;
            for (ptrdiff_t y = 0; y < HEIGHT; ++y)
                for (ptrdiff_t x = 0; x < WIDTH; ++x)
                    top[y * stride + x] = (float)picture[3 * (y * WIDTH + x) + c] / 255;
            image.planes[c] = top;
            image.strides[c] = 4 * stride;
        }
        check_image(&image);
    }
    float *dense = NEW(float, 3 * WIDTH * HEIGHT);
    for (size_t i = 0; i < WIDTH * HEIGHT; ++i)
        for (size_t c = 0; c < 3; ++c) dense[c * WIDTH * HEIGHT + i] = (float)picture[3 * i + c] / 255;
    const pansecb_image image = pansecb_image_planar(dense, WIDTH, HEIGHT);
    check_image(&image);
    free(dense);
}

/** Floats beyond 0 ... 1, infinite ones and none at all: no sense comes out, but nothing bad happens. */
static void floats_out_of_range(void) {
    const uint32_t strange[] = {0x7f800000, 0xff800000, 0x7fc00000, 0x7f7fffff, 0xff7fffff, 1, 0x80000000, 0x4b000000};
    float *dense = NEW(float, 3 * WIDTH * HEIGHT);
    const pansecb_image image = pansecb_image_planar(dense, WIDTH, HEIGHT);
    for (int kind = 0; kind < 8; ++kind)
        for (size_t every = 1; every < 1000; every += 331) {
            for (size_t i = 0; i < 3 * WIDTH * HEIGHT; i += every) memcpy(dense + i, &strange[kind], 4);
            frame f = segment(session, &image, &eager);
            free_frame(&f);
            memset(dense, 0, 3 * WIDTH * HEIGHT * sizeof *dense);
        }
    free(dense);
    const pansecb_image good = rgb_image(picture, WIDTH, HEIGHT);      /* and nothing of it stays behind */
    check_image(&good);
}

static void one_row_needs_no_stride(void) {
    const ptrdiff_t strides[] = {3 * WIDTH, 0, 1, -7};
    frame first = new_frame(WIDTH, 1);
    for (int i = 0; i < 4; ++i) {
        pansecb_image image = pansecb_image_of(PANSECB_RGB8, picture, WIDTH, 1, strides[i]);
        frame f = segment(session, &image, &eager);
        if (i > 0) CHECK(same_frame(&f, &first));
        free_frame(&first);
        first = f;
    }
    free_frame(&first);
}

/** Any size works, in a session of that size and in a larger one, with equal bits. */
static void sizes(void) {
    const uint32_t sides[][2] = {{1, 1},  {2, 1},  {1, 2},   {7, 1},   {1, 9},   {3, 5},   {8, 8},
                                 {9, 8},  {8, 9},  {15, 17}, {16, 16}, {31, 7},  {33, 24}, {61, 45},
                                 {1, 45}, {61, 1}, {200, 3}, {3, 150}, {64, 48}, {65, 49}};
    pansecb_session *large = make_session(model, 200, 150, 1);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; ++i) {
        const uint32_t width = sides[i][0], height = sides[i][1];
        uint8_t *pixels = new_picture(width, height, i);
        uint8_t *tight = guarded(3 * (size_t)width * height);
        memcpy(tight, pixels, 3 * (size_t)width * height);
        const pansecb_image image = rgb_image(tight, width, height);
        pansecb_session *exact = make_session(model, width, height, 1);
        frame f = segment(exact, &image, &eager), g = segment(large, &image, &eager);
        CHECK(same_frame(&f, &g));
        uint64_t area = 0;
        for (uint32_t k = 0; k < f.result.segment_count; ++k) area += f.result.segments[k].area;
        CHECK(area <= (uint64_t)width * height);
        free_frame(&f);
        free_frame(&g);
        pansecb_session_release(exact);
        free(pixels);
    }
    pansecb_session_release(large);
}

static void a_session_has_its_limit(void) {
    uint8_t *pixels = new_picture(WIDTH + 1, HEIGHT + 1, 5);
    frame f = new_frame(WIDTH + 1, HEIGHT + 1);
    const uint32_t sides[][2] = {
        {WIDTH + 1, HEIGHT}, {WIDTH, HEIGHT + 1}, {WIDTH + 1, 1}, {1, HEIGHT + 1}, {UINT32_MAX, UINT32_MAX}};
    for (int i = 0; i < 5; ++i) {
        pansecb_image image = pansecb_image_of(PANSECB_RGB8, pixels, sides[i][0], sides[i][1], 3 * (WIDTH + 1));
        CHECK_STATUS(pansecb_segment_image(session, &image, NULL, &f.result), PANSECB_LIMIT);
        CHECK(pansecb_session_error(session)[0] != 0);
    }
    const pansecb_image good = rgb_image(picture, WIDTH, HEIGHT);      /* and a session outlives a failure */
    check_image(&good);
    free_frame(&f);
    free(pixels);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    model = load_model(PANSECB_CPU_AUTO);
    session = make_session(model, WIDTH, HEIGHT, 1);
    eager = eager_options(model);
    picture = new_picture(WIDTH, HEIGHT, 42);
    const pansecb_image image = rgb_image(picture, WIDTH, HEIGHT);
    expected = segment(session, &image, &eager);
    NEED(expected.result.segment_count > 3 && expected.result.segments[0].thing);
    RUN(formats_and_strides);
    RUN(no_image_is_written);
    RUN(gray);
    RUN(planar_floats);
    RUN(floats_out_of_range);
    RUN(one_row_needs_no_stride);
    RUN(sizes);
    RUN(a_session_has_its_limit);
    free_frame(&expected);
    free(picture);
    pansecb_session_release(session);
    pansecb_model_release(model);
    return finish();
}
