/*
 * segment MODEL IMAGE OUTPUT.png: finds what is in a PNG or JPEG picture, prints a table, paints it over the picture.
 *
 *     cc -std=c99 segment.c libpansecb_image.a libpansecb.a -lpng -ljpeg -pthread
 *     cc -std=c99 segment.c -lpansecb_image -lpansecb                  (where the shared libraries are installed)
 */
#include <pansecb.h>
#include <pansecb_image.h>
#include <stdio.h>
#include <stdlib.h>

enum { TABLE_ROWS = 256 };

static void fail(const char *text) {
    fprintf(stderr, "segment: %s\n", text);
    exit(1);
}

static pansecb_class class_of(const pansecb_model *model, uint32_t index) {
    pansecb_class entry = {0};
    entry.struct_size = sizeof entry;
    if (pansecb_model_get_class(model, index, &entry) != PANSECB_OK) fail("no such class");
    return entry;
}

static void print_table(const pansecb_model *model, const pansecb_result *result) {
    printf("%8s  %-16s %8s  %-20s %-15s %5s\n", "id", "class", "pixels", "box (x y w h)", "centre (x y)", "score");
    for (uint32_t i = 0; i < result->segment_count && i < result->segment_capacity; ++i) {
        const pansecb_segment *s = &result->segments[i];
        printf("%8u  %-16s %8u  %4u %4u %4u %4u  %6.1f %6.1f  ", s->id, class_of(model, s->class_index).name, s->area,
               s->box_x, s->box_y, s->box_width, s->box_height, s->centre_x, s->centre_y);
        printf(s->thing ? "%6.2f\n" : "\n", s->score);
    }
}

static void print_times(const pansecb_session *session) {
    pansecb_timings t = {0};
    t.struct_size = sizeof t;
    if (pansecb_session_timings(session, &t) != PANSECB_OK) return;
    printf("time: %.1f ms; encoder %.1f, semantic %.1f, instance %.1f, clustering %.1f, output %.1f\n", t.total / 1e6,
           (t.input + t.encoder) / 1e6, t.semantic / 1e6, t.instance / 1e6, t.clustering / 1e6, t.output / 1e6);
}

/** The class's colour; objects of a class lie on a ramp from dark to light, neighbours in number far apart on it. */
static void tint(uint8_t *pixel, const pansecb_class *entry, uint32_t instance) {
    const uint8_t colour[3] = {entry->red, entry->green, entry->blue};
    const double share = instance ? 0.6 : 0.45;
    const double light = instance ? (instance * 0.618034 - (uint32_t)(instance * 0.618034)) - 0.5 : 0;
    for (int c = 0; c < 3; ++c) {
        double shade = light < 0 ? colour[c] * (1 + light) : colour[c] + (255 - colour[c]) * light;
        pixel[c] = (uint8_t)((1 - share) * pixel[c] + share * shade + 0.5);
    }
}

/** Objects get a white rim on their own pixels and a dark one around them, so that they show on any ground. */
static void draw_rims(const pansecb_picture *picture, const uint32_t *instances) {
    const int steps[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    const int width = (int)picture->width, height = (int)picture->height;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            uint32_t own = instances[y * width + x], other = own;
            for (int i = 0; i < 4 && other == own; ++i) {
                int nx = x + steps[i][0], ny = y + steps[i][1];
                if (nx >= 0 && nx < width && ny >= 0 && ny < height) other = instances[ny * width + nx];
            }
            if (other != own) memset((uint8_t *)picture->pixels + y * picture->stride + 3 * x, own ? 255 : 32, 3);
        }
}

int main(int count, char **arguments) {
    char why[512];
    if (count != 4) fail("usage: segment MODEL IMAGE OUTPUT.png");

    pansecb_picture picture = pansecb_picture_empty();
    if (pansecb_picture_read(arguments[2], PANSECB_PICTURE_RGB8, &picture, why, sizeof why) != PANSECB_PICTURE_OK)
        fail(why);

    pansecb_model *model;
    if (pansecb_model_load(arguments[1], NULL, &model, why, sizeof why) != PANSECB_OK) fail(why);

    pansecb_session *session;
    pansecb_session_options options = pansecb_session_options_for(picture.width, picture.height);
    options.threads = 0;                                                           /* one for each processor */
    if (pansecb_session_create(model, &options, &session, why, sizeof why) != PANSECB_OK) fail(why);

    size_t pixels = (size_t)picture.width * picture.height;
    pansecb_segment table[TABLE_ROWS];
    pansecb_result result = pansecb_result_empty();
    result.class_map = malloc(pixels * sizeof *result.class_map);
    result.instance_map = malloc(pixels * sizeof *result.instance_map);
    if (!result.class_map || !result.instance_map) fail("out of memory");
    result.class_stride = result.instance_stride = (ptrdiff_t)picture.width;
    result.segments = table;
    result.segment_capacity = TABLE_ROWS;

    pansecb_image image = pansecb_image_of(PANSECB_RGB8, picture.pixels, picture.width, picture.height, picture.stride);
    if (pansecb_segment_image(session, &image, NULL, &result) != PANSECB_OK) fail(pansecb_session_error(session));
    print_table(model, &result);
    print_times(session);

    for (size_t i = 0; i < pixels; ++i) {
        if (result.class_map[i] == PANSECB_NO_CLASS) continue; /* unlabelled: the picture as it is */
        pansecb_class entry = class_of(model, result.class_map[i]);
        uint8_t *row = (uint8_t *)picture.pixels + (ptrdiff_t)(i / picture.width) * picture.stride;
        tint(row + 3 * (i % picture.width), &entry, result.instance_map[i]);
    }
    draw_rims(&picture, result.instance_map);
    if (pansecb_picture_write_png(arguments[3], &picture, why, sizeof why) != PANSECB_PICTURE_OK) fail(why);

    free(result.class_map);
    free(result.instance_map);
    pansecb_session_release(session);
    pansecb_model_release(model);
    pansecb_picture_release(&picture);
    return 0;
}
