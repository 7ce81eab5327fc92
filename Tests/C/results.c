/* Maps and the segment table: each is optional, they agree with each other, and nothing beside them is written. */
#include "test.h"

#include <math.h>

enum { WIDTH = 93, HEIGHT = 66, PADDING = 11 };

static pansecb_model *model;
static pansecb_model_info about;
static pansecb_session *session;
static pansecb_options eager, defaults;
static uint8_t *picture;
static pansecb_image image;
static frame expected;

static void run(pansecb_result *result) {
    CHECK_STATUS(pansecb_segment_image(session, &image, &eager, result), PANSECB_OK);
}

/* ------------------------------------------------------------------------------------------------ buffers */

/** Every subset of the buffers; what is asked for does not depend on what else is. */
static void every_buffer_is_optional(void) {
    const size_t pixels = (size_t)WIDTH * HEIGHT;
    for (int which = 0; which < 32; ++which) {
        frame f = new_frame(WIDTH, HEIGHT);
        pansecb_result r = f.result;
        if (!(which & 1)) r.class_map = NULL;
        if (!(which & 2)) r.instance_map = NULL;
        if (!(which & 4)) r.panoptic_map = NULL;
        if (!(which & 8)) r.confidence_map = NULL;
        if (!(which & 16)) r.segments = NULL;
        run(&r);
        const pansecb_result *e = &expected.result;
        if (which & 1) CHECK(memcmp(r.class_map, e->class_map, pixels) == 0);
        if (which & 2) CHECK(memcmp(r.instance_map, e->instance_map, 4 * pixels) == 0);
        if (which & 4) CHECK(memcmp(r.panoptic_map, e->panoptic_map, 4 * pixels) == 0);
        if (which & 8) CHECK(memcmp(r.confidence_map, e->confidence_map, 4 * pixels) == 0);
        if (which & 16) CHECK(memcmp(r.segments, e->segments, e->segment_count * sizeof *e->segments) == 0);
        CHECK_EQUAL(r.segment_count, e->segment_count);
        free_frame(&f);
    }
}

enum { CLASSES, INSTANCES, PANOPTIC, CONFIDENCE, MAPS };

/** Runs with one map whose rows lie `stride` elements apart, between guard pages; checks map and untouched padding. */
static void check_stride(int map, ptrdiff_t stride) {
    const size_t element = map == CLASSES ? 1 : 4, distance = (size_t)(stride < 0 ? -stride : stride);
    const size_t size = (distance * (HEIGHT - 1) + WIDTH) * element;
    uint8_t *start = guarded(size), *top = stride < 0 ? start + distance * (HEIGHT - 1) * element : start;
    const uint8_t *dense = NULL;
    pansecb_result r = pansecb_result_empty();
    memset(start, 0xcd, size);
    switch (map) {
    case CLASSES:
        r.class_map = top;
        r.class_stride = stride;
        dense = expected.result.class_map;
        break;
    case INSTANCES:
        r.instance_map = (uint32_t *)(void *)top;
        r.instance_stride = stride;
        dense = (const uint8_t *)expected.result.instance_map;
        break;
    case PANOPTIC:
        r.panoptic_map = (uint32_t *)(void *)top;
        r.panoptic_stride = stride;
        dense = (const uint8_t *)expected.result.panoptic_map;
        break;
    default:
        r.confidence_map = (float *)(void *)top;
        r.confidence_stride = stride;
        dense = (const uint8_t *)expected.result.confidence_map;
        break;
    }
    run(&r);
    for (ptrdiff_t y = 0; y < HEIGHT; ++y) {
        CHECK(memcmp(top + y * stride * (ptrdiff_t)element, dense + (size_t)y * WIDTH * element, WIDTH * element) == 0);
        if (y == (stride < 0 ? 0 : HEIGHT - 1)) continue;              /* the last row in memory has no padding */
        const uint8_t *behind = top + (y * stride + WIDTH) * (ptrdiff_t)element;
        for (size_t i = 0; i < (distance - WIDTH) * element; ++i) CHECK_EQUAL(behind[i], 0xcd);
    }
}

static void strides_of_maps(void) {
    const ptrdiff_t strides[] = {WIDTH, WIDTH + PADDING, WIDTH + 1000, -WIDTH, -WIDTH - PADDING};
    for (int map = 0; map < MAPS; ++map)
        for (size_t i = 0; i < sizeof strides / sizeof *strides; ++i) check_stride(map, strides[i]);
}

/** The table holds as many rows as it has room for; the count says how many there are. */
static void capacity_of_the_table(void) {
    const uint32_t needed = expected.result.segment_count;
    const uint32_t capacities[] = {0, 1, 2, needed - 1, needed, needed + 3};
    NEED(needed > 4);
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; ++i) {
        const uint32_t capacity = capacities[i], written = capacity < needed ? capacity : needed;
        pansecb_result r = pansecb_result_empty();
        r.segments = (pansecb_segment *)(void *)guarded(capacity * sizeof(pansecb_segment));
        r.segment_capacity = capacity;
        r.segment_count = 12345;
        memset(r.segments, 0xcd, capacity * sizeof(pansecb_segment));
        run(&r);
        CHECK_EQUAL(r.segment_count, needed);
        CHECK(memcmp(r.segments, expected.result.segments, written * sizeof(pansecb_segment)) == 0);
        for (size_t k = written * sizeof(pansecb_segment); k < capacity * sizeof(pansecb_segment); ++k)
            CHECK_EQUAL(((uint8_t *)r.segments)[k], 0xcd);
    }
    pansecb_result r = pansecb_result_empty();
    r.segment_capacity = 100;                                          /* of a table that is not there */
    run(&r);
    CHECK_EQUAL(r.segment_count, needed);
}

/** A program of a later version has longer rows: their ends are zero. */
static void longer_rows(void) {
    const uint32_t needed = expected.result.segment_count, size = sizeof(pansecb_segment) + 24;
    uint8_t *rows = guarded((size_t)needed * size);
    pansecb_result r = pansecb_result_empty();
    memset(rows, 0xcd, (size_t)needed * size);
    r.segments = (pansecb_segment *)(void *)rows;
    r.segment_capacity = needed;
    r.segment_size = size;
    run(&r);
    CHECK_EQUAL(r.segment_count, needed);
    for (uint32_t i = 0; i < needed; ++i) {
        CHECK(memcmp(rows + (size_t)i * size, expected.result.segments + i, sizeof(pansecb_segment)) == 0);
        for (size_t k = sizeof(pansecb_segment); k < size; ++k) CHECK_EQUAL(rows[(size_t)i * size + k], 0);
    }
}

/* ------------------------------------------------------------------------------------------------ consistency */

/** Measures segment `s` in the maps and compares. */
static void check_measures(const frame *f, const pansecb_segment *s) {
    uint32_t area = 0, left = UINT32_MAX, top = UINT32_MAX, right = 0, bottom = 0;
    double sum_x = 0, sum_y = 0;
    for (uint32_t y = 0; y < f->height; ++y)
        for (uint32_t x = 0; x < f->width; ++x) {
            size_t i = (size_t)y * f->width + x;
            if (f->result.panoptic_map[i] != s->id) continue;
            ++area;
            sum_x += x;
            sum_y += y;
            if (x < left) left = x;
            if (x > right) right = x;
            if (y < top) top = y;
            if (y > bottom) bottom = y;
            CHECK_EQUAL(f->result.class_map[i], s->class_index);
            CHECK_EQUAL(f->result.instance_map[i], s->instance);
        }
    if (!CHECK_EQUAL(area, s->area) || area == 0) return;
    CHECK_EQUAL(left, s->box_x);
    CHECK_EQUAL(top, s->box_y);
    CHECK_EQUAL(right - left + 1, s->box_width);
    CHECK_EQUAL(bottom - top + 1, s->box_height);
    CHECK(fabs(sum_x / area - s->centre_x) < 1e-3 && fabs(sum_y / area - s->centre_y) < 1e-3);
    if (s->thing) {
        /* Not the highest seed of its pixels: it may have taken some of an object that was found before. */
        CHECK(s->score > 0 && s->score <= 1);
        /* An object that is a connected region has no bandwidth. */
        const int region = s->sigma[0] == 0 && s->sigma[1] == 0 && defaults.merge == PANSECB_MERGE_COMPLETE;
        CHECK(region || (s->sigma[0] > 0 && s->sigma[1] > 0 && (about.sigmas == 2 || s->sigma[0] == s->sigma[1])));
    } else {
        CHECK(s->score == 1 && s->sigma[0] == 0 && s->sigma[1] == 0);
    }
}

static void check_frame(const frame *f) {
    const size_t pixels = (size_t)f->width * f->height;
    uint32_t last_instance = 0, last_class = 0;
    int stuff = 0;
    uint64_t area = 0, labelled = 0;
    for (uint32_t i = 0; i < f->result.segment_count; ++i) {
        const pansecb_segment *s = &f->result.segments[i];
        const pansecb_class entry = class_of(model, s->class_index);
        check_measures(f, s);
        area += s->area;
        if (s->thing) {
            CHECK(!stuff && entry.thing && s->instance > last_instance);           /* objects first, as discovered */
            CHECK(s->id / 1000 == entry.label_id && s->id % 1000 >= 1);
            last_instance = s->instance;
        } else {
            CHECK(s->instance == 0 && s->id == entry.label_id);
            CHECK(!stuff || s->class_index > last_class);                          /* then stuff, by class */
            last_class = s->class_index;
            stuff = 1;
        }
    }
    for (size_t i = 0; i < pixels; ++i) {
        const pansecb_result *r = &f->result;
        const int unlabelled = r->class_map[i] == PANSECB_NO_CLASS;
        labelled += !unlabelled;
        CHECK(unlabelled == (r->panoptic_map[i] == 0));
        if (unlabelled) CHECK_EQUAL(r->instance_map[i], 0);
        else CHECK(r->class_map[i] < about.class_count);
        CHECK(r->confidence_map[i] >= 0 && r->confidence_map[i] <= 1);
    }
    CHECK_EQUAL(area, labelled);
}

static void maps_and_table_agree(void) {
    pansecb_options some = defaults, all = eager;
    some.seed_threshold = 0.2f;
    some.mask_threshold = 0.03f;
    all.min_pixels = 0;
    all.unclaimed_share = 0;
    const pansecb_options *options[] = {NULL, &eager, &some, &all};
    for (int i = 0; i < 4; ++i) {
        frame f = segment(session, &image, options[i]);
        check_frame(&f);
        free_frame(&f);
    }
}

/* ------------------------------------------------------------------------------------------------ options */

static uint32_t objects_with(const pansecb_options *options) {
    frame f = segment(session, &image, options);
    uint32_t count = 0;
    for (uint32_t i = 0; i < f.result.segment_count; ++i) count += f.result.segments[i].thing;
    free_frame(&f);
    return count;
}

static void options_do_what_they_say(void) {
    frame a = segment(session, &image, NULL), b = segment(session, &image, &defaults);
    CHECK(same_frame(&a, &b));
    free_frame(&a);
    free_frame(&b);
    pansecb_options options = eager;
    CHECK(objects_with(&options) > 0);
    options.min_pixels = WIDTH * HEIGHT;
    CHECK_EQUAL(objects_with(&options), 0);
    /* Without seeds there are regions still. */
    options = eager;
    options.seed_threshold = 0.9999999f;
    options.merge = PANSECB_MERGE_COMPLETE;
    CHECK(objects_with(&options) > 0);
    options.merge = PANSECB_MERGE_REFERENCE;
    CHECK_EQUAL(objects_with(&options), 0);
    options = eager;
    options.mask_threshold = 0.9999999f;
    options.merge = PANSECB_MERGE_REFERENCE;
    CHECK_EQUAL(objects_with(&options), 0);
    /* 0 is what the model says. */
    options = defaults;
    a = segment(session, &image, &options);
    options.merge = 0;
    b = segment(session, &image, &options);
    CHECK(same_frame(&a, &b));
    free_frame(&a);
    free_frame(&b);
}

/* ------------------------------------------------------------------------------------------------ raw outputs */

/** Every pixel is a seed that holds itself only: the search ends after so many of them, and says so. */
static void attempts_are_bounded(void) {
    const size_t pixels = (size_t)WIDTH * HEIGHT;
    float *semantic = NEW(float, pixels * about.semantic_channels);
    float *instance = NEW(float, pixels * about.instance_channels);
    for (size_t i = 0; i < pixels * about.semantic_channels; ++i) semantic[i] = 0;
    for (size_t i = 0; i < pixels * about.instance_channels; ++i)
        instance[i] = i < 2 * pixels ? 0 : i < (2 + about.sigmas) * pixels ? 2.5f : 5;
    const uint32_t most[] = {1, 50, 0, UINT32_MAX};
    pansecb_options options = defaults;
    options.seed_threshold = 0.5f;
    options.min_pixels = 9;
    const uint64_t needed = (uint64_t)about.thing_count * (pixels - options.min_pixels);
    for (size_t i = 0; i < sizeof most / sizeof *most; ++i) {
        const uint64_t bound = most[i] ? most[i] : PANSECB_USUAL_ATTEMPTS;
        frame f = new_frame(WIDTH, HEIGHT);
        options.max_attempts = most[i];
        CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, WIDTH, HEIGHT, &options, &f.result),
                     PANSECB_OK);
        CHECK_EQUAL(f.result.attempts, needed < bound ? needed : bound);
        CHECK_EQUAL(f.result.cut_short, needed > bound);
        /* A program that does not know the fields gets none. */
        pansecb_result old = f.result;
        old.struct_size = offsetof(pansecb_result, attempts);
        old.attempts = old.cut_short = 77;
        CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, WIDTH, HEIGHT, &options, &old), PANSECB_OK);
        CHECK(old.attempts == 77 && old.cut_short == 77 && old.segment_count == f.result.segment_count);
        /* Without objects nothing is looked for. */
        options.parts = PANSECB_CLASSES;
        CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, WIDTH, HEIGHT, &options, &f.result),
                     PANSECB_OK);
        CHECK(f.result.attempts == 0 && f.result.cut_short == 0);
        options.parts = 0;
        free_frame(&f);
    }
    free(semantic);
    free(instance);
}

static void outputs_give_the_same(void) {
    const size_t pixels = (size_t)WIDTH * HEIGHT;
    float *semantic = NEW(float, pixels * about.semantic_channels),
          *instance = NEW(float, pixels * about.instance_channels);
    CHECK_STATUS(pansecb_forward(session, &image, semantic, instance), PANSECB_OK);
    const pansecb_options *options[] = {NULL, &eager};
    for (int i = 0; i < 2; ++i) {
        frame whole = segment(session, &image, options[i]), parts = new_frame(WIDTH, HEIGHT);
        CHECK_STATUS(pansecb_segment_outputs(session, semantic, instance, WIDTH, HEIGHT, options[i], &parts.result),
                     PANSECB_OK);
        CHECK(same_frame(&whole, &parts));
        free_frame(&whole);
        free_frame(&parts);
    }
    /* Each output alone is the same as with the other. */
    float *alone = NEW(float, pixels * (about.semantic_channels + about.instance_channels));
    CHECK_STATUS(pansecb_forward(session, &image, alone, NULL), PANSECB_OK);
    CHECK(memcmp(alone, semantic, 4 * pixels * about.semantic_channels) == 0);
    CHECK_STATUS(pansecb_forward(session, &image, NULL, alone), PANSECB_OK);
    CHECK(memcmp(alone, instance, 4 * pixels * about.instance_channels) == 0);
    free(alone);
    free(semantic);
    free(instance);
}

/** Objects that were drawn by hand come out as they were drawn. */
static void drawn_objects(void) {
    enum { SIDE = 48 };
    const size_t pixels = SIDE * SIDE;
    pansecb_session *small = make_session(model, SIDE, SIDE, 1);
    float *semantic = NEW(float, pixels * about.semantic_channels),
          *instance = NEW(float, pixels * about.instance_channels);
    const uint32_t boxes[2][4] = {{2, 3, 15, 20}, {25, 10, 20, 30}};   /* x, y, width, height */
    float *sigma = instance + 2 * pixels, *seeds = sigma + about.sigmas * pixels;
    for (size_t i = 0; i < pixels; ++i) semantic[i] = 5;                /* channel 0 wins everywhere */
    for (size_t i = 0; i < about.thing_count * pixels; ++i) seeds[i] = -20;
    for (uint32_t y = 0; y < SIDE; ++y)
        for (uint32_t x = 0; x < SIDE; ++x)
            for (int b = 0; b < 2; ++b) {
                const uint32_t *box = boxes[b];
                if (x < box[0] || x >= box[0] + box[2] || y < box[1] || y >= box[1] + box[3]) continue;
                const size_t i = y * SIDE + x;
                const int centre = x == box[0] + box[2] / 2 && y == box[1] + box[3] / 2;
                /* All pixels of a box point to one place; the boxes are far from each other. */
                instance[i] = atanhf((float)(b ? 0.5 : -0.5) - (float)x * 2 / 2047);
                instance[pixels + i] = atanhf(0.1f - (float)y / 1023);
                for (uint32_t s = 0; s < about.sigmas; ++s) sigma[s * pixels + i] = 0.4f;
                seeds[i] = centre ? (float)(5 - b) : 3;
            }
    frame f = new_frame(SIDE, SIDE);
    CHECK_STATUS(pansecb_segment_outputs(small, semantic, instance, SIDE, SIDE, NULL, &f.result), PANSECB_OK);
    CHECK_EQUAL(f.result.segment_count, 3);
    for (uint32_t b = 0; b < 2; ++b) {
        const pansecb_segment *s = &f.result.segments[b];
        CHECK(s->thing == 1 && s->instance == b + 1 &&
              s->id == class_of(model, s->class_index).label_id * 1000 + b + 1);
        CHECK_EQUAL(s->area, boxes[b][2] * boxes[b][3]);
        CHECK(s->box_x == boxes[b][0] && s->box_y == boxes[b][1] && s->box_width == boxes[b][2] &&
              s->box_height == boxes[b][3]);
        CHECK(fabs(s->score - 1 / (1 + exp((double)b - 5))) < 1e-5);
        CHECK(fabs(s->sigma[0] - exp(4)) < 1e-3);
    }
    CHECK(!f.result.segments[2].thing);
    free_frame(&f);
    free(semantic);
    free(instance);
    pansecb_session_release(small);
}

/** Outputs of another engine may hold anything: maps and table agree even then. */
static void outputs_without_sense(void) {
    enum { SIDE = 32 };
    static const uint32_t strange[] = {0x7f800000, 0xff800000, 0x7fc00000, 0x7f7fffff, 0xff7fffff,
                                       1,          0x80000000, 0x43480000, 0xc3480000};
    const size_t semantics = SIDE * SIDE * about.semantic_channels, instances = SIDE * SIDE * about.instance_channels;
    pansecb_session *small = make_session(model, SIDE, SIDE, 1);
    float *semantic = NEW(float, semantics), *instance = NEW(float, instances);
    pansecb_options all = eager;
    uint64_t state = 9;
    all.seed_threshold = all.mask_threshold = all.claim_threshold = all.unclaimed_share = 0;
    all.min_pixels = 0;
    for (int round = 0; round < 60; ++round) {
        for (size_t i = 0; i < semantics + instances; ++i) {
            const uint64_t r = next_random(&state);
            float value = (float)((double)(r >> 40) / (1 << 24) * 20 - 10);
            if (r % 64 < (uint64_t)round) memcpy(&value, &strange[(r >> 8) % 9], 4);
            if (round < 9) memcpy(&value, &strange[round], 4);
            *(i < semantics ? semantic + i : instance + (i - semantics)) = value;
        }
        frame f = new_frame(SIDE, SIDE);
        const pansecb_options *options = round & 1 ? &all : NULL;
        CHECK_STATUS(pansecb_segment_outputs(small, semantic, instance, SIDE, SIDE, options, &f.result), PANSECB_OK);
        uint64_t area = 0, labelled = 0;
        for (uint32_t i = 0; i < f.result.segment_count; ++i) area += f.result.segments[i].area;
        for (size_t i = 0; i < SIDE * SIDE; ++i) labelled += f.result.panoptic_map[i] != 0;
        CHECK_EQUAL(area, labelled);
        free_frame(&f);
    }
    free(semantic);
    free(instance);
    pansecb_session_release(small);
}

/* ------------------------------------------------------------------------------------------------ times */

static pansecb_timings timings_of(const pansecb_session *which) {
    pansecb_timings t;
    memset(&t, 0, sizeof t);
    t.struct_size = sizeof t;
    CHECK_STATUS(pansecb_session_timings(which, &t), PANSECB_OK);
    return t;
}

static void times(void) {
    pansecb_session *own = make_session(model, WIDTH, HEIGHT, 2);
    pansecb_timings t = timings_of(own);
    CHECK_EQUAL(t.total, 0);
    frame f = segment(own, &image, &eager);
    t = timings_of(own);
    CHECK(t.input > 0 && t.encoder > 0 && t.semantic > 0 && t.instance > 0 && t.clustering > 0 && t.output > 0);
    CHECK(t.input + t.encoder + t.semantic + t.instance + t.clustering + t.output <= t.total);
    CHECK(t.total < 60u * 1000 * 1000 * 1000);

    const pansecb_image wrong = rgb_image(NULL, WIDTH, HEIGHT);
    CHECK_STATUS(pansecb_forward(own, &wrong, NULL, NULL), PANSECB_INVALID_ARGUMENT);
    const pansecb_timings after = timings_of(own);                     /* a call that failed has no time */
    CHECK(memcmp(&t, &after, sizeof t) == 0);

    const size_t pixels = (size_t)WIDTH * HEIGHT;
    float *semantic = NEW(float, pixels * about.semantic_channels),
          *instance = NEW(float, pixels * about.instance_channels);
    CHECK_STATUS(pansecb_forward(own, &image, semantic, instance), PANSECB_OK);
    t = timings_of(own);
    CHECK(t.input > 0 && t.encoder > 0 && t.clustering == 0 && t.output == 0 && t.total > 0);
    CHECK_STATUS(pansecb_segment_outputs(own, semantic, instance, WIDTH, HEIGHT, &eager, &f.result), PANSECB_OK);
    t = timings_of(own);
    CHECK(t.input == 0 && t.encoder == 0 && t.instance == 0 && t.clustering > 0 && t.output > 0);
    free(semantic);
    free(instance);
    free_frame(&f);
    pansecb_session_release(own);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    model = load_model(PANSECB_CPU_AUTO);
    about = info_of(model);
    NEED(about.architecture == PANSECB_PAN_SECB);
    session = make_session(model, WIDTH, HEIGHT, 1);
    eager = eager_options(model);
    defaults = options_of(model);
    picture = new_picture(WIDTH, HEIGHT, 17);
    image = rgb_image(picture, WIDTH, HEIGHT);
    expected = segment(session, &image, &eager);
    RUN(every_buffer_is_optional);
    RUN(strides_of_maps);
    RUN(capacity_of_the_table);
    RUN(longer_rows);
    RUN(maps_and_table_agree);
    RUN(options_do_what_they_say);
    RUN(attempts_are_bounded);
    RUN(outputs_give_the_same);
    RUN(drawn_objects);
    RUN_APART(outputs_without_sense);
    RUN(times);
    free_frame(&expected);
    free(picture);
    pansecb_session_release(session);
    pansecb_model_release(model);
    return finish();
}
