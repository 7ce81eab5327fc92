/*
 * What a library computes, as hashes: scripts/fingerprint.sh compiles and runs it, and says how two trees are compared.
 *
 *     fingerprint INPUTS LEVEL...
 *
 * INPUTS is a folder that the script exports. A level that the machine lacks, or a model that is refused, gets a line
 * that says so. Every other line is
 *
 *     LEVEL MODEL CASE WIDTHxHEIGHT THREADS WHAT HASH...
 *
 * WHAT is `forward` (hashes of the semantic and the instance output) or a way of segmenting (hashes of class, instance,
 * panoptic and confidence map, number of segments, hash of their table). A call that fails prints its status. The
 * scalar twins are slow: they see small images only.
 */
#include "../../C/test.h"

static const uint32_t scalar_pixels = 2500;
static const char *inputs, *level;

/** FNV-1a. */
static uint64_t hash_bytes(uint64_t hash, const void *data, size_t size) {
    const uint8_t *bytes = (const uint8_t *)data;
    for (size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}
static uint64_t hash_of(const void *data, size_t size) { return hash_bytes(0xcbf29ce484222325u, data, size); }

/** Fields that every version of the header has; those that it may grow are at the end. */
static uint64_t hash_table(const frame *f) {
    const size_t size = offsetof(pansecb_segment, sigma) + sizeof f->result.segments->sigma;
    uint64_t hash = hash_of(NULL, 0);
    for (uint32_t i = 0; i < f->result.segment_count && i < TABLE_ROWS; ++i)
        hash = hash_bytes(hash, &f->result.segments[i], size);
    return hash;
}

static uint8_t *read_input(const char *name, size_t *size) {
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", inputs, name);
    return read_file(path, size);
}

/* ------------------------------------------------------------------------------------------------ lines */

/** Words that a line begins with. */
typedef struct title {
    const char *model, *name;
    uint32_t width, height, threads;
} title;

static void print_title(const title *t, const char *what) {
    printf("%s %s %s %ux%u %u %s", level, t->model, t->name, t->width, t->height, t->threads, what);
}

static void print_frame(const title *t, const char *what, pansecb_status status, const frame *f) {
    const size_t pixels = (size_t)t->width * t->height;
    print_title(t, what);
    if (status != PANSECB_OK) {
        printf(" %s\n", pansecb_status_text(status));
        return;
    }
    const pansecb_result *r = &f->result;
    printf(" %016llx %016llx %016llx %016llx %u %016llx\n", (unsigned long long)hash_of(r->class_map, pixels),
           (unsigned long long)hash_of(r->instance_map, 4 * pixels),
           (unsigned long long)hash_of(r->panoptic_map, 4 * pixels),
           (unsigned long long)hash_of(r->confidence_map, 4 * pixels), r->segment_count,
           (unsigned long long)hash_table(f));
}

static void forward(const title *t, const pansecb_model_info *info, pansecb_session *session,
                    const pansecb_image *image) {
    const size_t pixels = (size_t)t->width * t->height;
    const size_t semantics = pixels * info->semantic_channels, instances = pixels * info->instance_channels;
    float *semantic = NEW(float, semantics), *instance = NEW(float, instances);
    const pansecb_status status =
        pansecb_forward(session, image, semantics ? semantic : NULL, instances ? instance : NULL);
    print_title(t, "forward");
    if (status == PANSECB_OK)
        printf(" %016llx %016llx\n", (unsigned long long)hash_of(semantic, 4 * semantics),
               (unsigned long long)hash_of(instance, 4 * instances));
    else printf(" %s\n", pansecb_status_text(status));
    free(semantic);
    free(instance);
}

/** A way of segmenting. */
typedef struct way {
    const char *name;
    uint32_t merge, parts, eager;        /* eager: thresholds that find objects where there are none */
} way;

static const way ways[] = {
    {"default", 0, 0, 0},
    {"complete", PANSECB_MERGE_COMPLETE, 0, 0},
    {"reference", PANSECB_MERGE_REFERENCE, 0, 0},
    {"eager-complete", PANSECB_MERGE_COMPLETE, 0, 1},
    {"eager-reference", PANSECB_MERGE_REFERENCE, 0, 1},
    {"classes", PANSECB_MERGE_COMPLETE, PANSECB_CLASSES, 0},
    {"objects", PANSECB_MERGE_COMPLETE, PANSECB_OBJECTS, 1},
};
enum { WAYS = sizeof ways / sizeof ways[0] };

static pansecb_options options_for(const pansecb_model *model, const way *w) {
    pansecb_options options = w->eager ? eager_options(model) : options_of(model);
    if (w->merge) options.merge = w->merge;
    options.parts = w->parts;
    return options;
}

/** The network's outputs and all ways; with several threads the first of them. */
static void run(const title *t, const pansecb_model *model, pansecb_session *session, const pansecb_image *image) {
    const pansecb_model_info info = info_of(model);
    forward(t, &info, session, image);
    for (int i = 0; i < (t->threads == 1 ? WAYS : 4); ++i) {
        const pansecb_options options = options_for(model, &ways[i]);
        frame f = new_frame(t->width, t->height);
        print_frame(t, ways[i].name, pansecb_segment_image(session, image, &options, &f.result), &f);
        free_frame(&f);
    }
}

/* ------------------------------------------------------------------------------------------------ goldens */

static uint32_t take_number(const uint8_t **next) {
    uint32_t number;
    memcpy(&number, *next, sizeof number);
    *next += sizeof number;
    return number;
}
static float take_float(const uint8_t **next) {
    float number;
    memcpy(&number, *next, sizeof number);
    *next += sizeof number;
    return number;
}

/** A picture through a network that has sessions for every number of threads. */
static void picture(const char *model_name, const char *name, const pansecb_model *model, const uint8_t *pixels,
                    uint32_t width, uint32_t height) {
    const pansecb_image image = rgb_image(pixels, width, height);
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        const title t = {model_name, name, width, height, threads};
        pansecb_session *session = make_session(model, width, height, threads);
        run(&t, model, session, &image);
        pansecb_session_release(session);
    }
}

/** Network golden as Tests/Library/Core/GoldenExport.swift writes it: the picture is at its end. */
static void network_golden(const char *weights, const char *name, const pansecb_model *model, int is_scalar) {
    size_t size;
    uint8_t *golden = read_input(name, &size);
    const uint8_t *next = golden;
    const uint32_t width = take_number(&next), height = take_number(&next);
    const size_t bytes = (size_t)3 * width * height;
    NEED(size >= bytes);
    if (!is_scalar || width * height <= scalar_pixels)
        picture(weights, name, model, golden + size - bytes, width, height);
    free(golden);
}

/** Clustering golden: outputs of a network, then sets of thresholds, each with a panoptic map. */
static void cluster_golden(const char *weights, const char *name, const pansecb_model *model, int is_scalar) {
    const pansecb_model_info info = info_of(model);
    size_t size;
    uint8_t *golden = read_input(name, &size);
    const uint8_t *next = golden;
    const uint32_t width = take_number(&next), height = take_number(&next), sets = take_number(&next);
    const size_t pixels = (size_t)width * height;
    const size_t semantics = pixels * info.semantic_channels, instances = pixels * info.instance_channels;
    const float *semantic = (const float *)(const void *)next, *instance = semantic + semantics;
    next += 4 * (semantics + instances);
    const title t = {weights, name, width, height, 1};
    pansecb_session *session = make_session(model, width, height, 1);
    for (uint32_t set = 0; set < sets && !(is_scalar && set > 0); ++set) {
        pansecb_options options = options_of(model);
        options.seed_threshold = take_float(&next);
        options.mask_threshold = take_float(&next);
        options.claim_threshold = take_float(&next);
        options.unclaimed_share = take_float(&next);
        options.min_pixels = take_number(&next);
        next += 4 * pixels;
        for (uint32_t merge = PANSECB_MERGE_REFERENCE; merge <= PANSECB_MERGE_COMPLETE; ++merge) {
            char what[40];
            const char *merge_name = merge == PANSECB_MERGE_COMPLETE ? "complete" : "reference";
            snprintf(what, sizeof what, "outputs-%u-%s", set, merge_name);
            options.merge = merge;
            frame f = new_frame(width, height);
            const pansecb_status status = pansecb_segment_outputs(session, semantics ? semantic : NULL, instance, width,
                                                                  height, &options, &f.result);
            print_frame(&t, what, status, &f);
            free_frame(&f);
        }
    }
    pansecb_session_release(session);
    free(golden);
}

/** Sizes that end inside of tiles, bands and cells of every kernel; the scalar twins see the first two. */
static const uint32_t made_up[][2] = {{3, 5}, {33, 23}, {131, 77}, {257, 40}, {72, 203}, {320, 184}};

static void made_up_pictures(const char *weights, const pansecb_model *model, int is_scalar) {
    for (size_t i = 0; i < (is_scalar ? 2 : sizeof made_up / sizeof made_up[0]); ++i) {
        const uint32_t width = made_up[i][0], height = made_up[i][1];
        uint8_t *pixels = new_picture(width, height, i);
        picture(weights, "made-up", model, pixels, width, height);
        free(pixels);
    }
}

/* ------------------------------------------------------------------------------------------------ frames */

/** Frames of a photograph: the part from (x, y) on, so many pixels of it a pixel, red and blue exchanged by some. */
static const struct {
    uint32_t width, height;
    double x, y, step;
    pansecb_format format;
} frames[] = {
    {1, 1, 320, 200, 1, PANSECB_RGB8},        {2, 7, 100, 180, 1, PANSECB_BGR8},
    {9, 8, 400, 150, 2, PANSECB_RGBA8},       {17, 31, 250, 160, 1.5, PANSECB_BGRA8},
    {64, 24, 200, 150, 1, PANSECB_GRAY8},     {40, 60, 350, 140, 2.5, PANSECB_PLANAR_F32},
    {100, 75, 220, 130, 1, PANSECB_RGB8},     {160, 96, 0, 0, 4, PANSECB_RGB8},
    {213, 120, 0, 0, 3, PANSECB_BGR8},        {256, 128, 192, 130, 0.75, PANSECB_RGB8},
    {320, 180, 0, 0, 2, PANSECB_RGBA8},       {333, 187, 11, 5, 1.7, PANSECB_PLANAR_F32},
    {400, 225, 100, 60, 1, PANSECB_RGB8},     {401, 223, 99, 61, 1, PANSECB_BGRA8},
    {480, 360, 160, 0, 1, PANSECB_RGB8},      {480, 360, 0, 0, 1, PANSECB_GRAY8},
    {512, 256, 64, 52, 1, PANSECB_PLANAR_F32}, {600, 200, 20, 100, 0.9, PANSECB_RGB8},
    {640, 360, 0, 0, 1, PANSECB_RGB8},        {639, 359, 0, 0, 1, PANSECB_BGR8},
};
enum { FRAMES = sizeof frames / sizeof frames[0] };

/** Pixels of the photograph: width, height, RGB. */
typedef struct photograph {
    uint32_t width, height;
    const uint8_t *pixels;
} photograph;

static int channels_of(pansecb_format format) {
    switch (format) {
    case PANSECB_RGBA8:
    case PANSECB_BGRA8: return 4;
    case PANSECB_GRAY8: return 1;
    default: return 3;
    }
}

/** Memory of the caller's to free. Bytes are nearest pixels; rows have some bytes more than pixels. */
static void *make_frame(const photograph *photo, int number, pansecb_image *image) {
    const uint32_t width = frames[number].width, height = frames[number].height;
    const pansecb_format format = frames[number].format;
    const size_t channels = (size_t)channels_of(format), stride = channels * width + 5, plane = (size_t)width * height;
    const int is_planar = format == PANSECB_PLANAR_F32;
    float *floats = NEW(float, is_planar ? 3 * plane : 1);
    uint8_t *bytes = NEW(uint8_t, is_planar ? 1 : stride * height);
    for (uint32_t y = 0; y < height; ++y)
        for (uint32_t x = 0; x < width; ++x) {
            uint32_t from_x = (uint32_t)(frames[number].x + x * frames[number].step);
            uint32_t from_y = (uint32_t)(frames[number].y + y * frames[number].step);
            if (from_x >= photo->width) from_x = photo->width - 1;
            if (from_y >= photo->height) from_y = photo->height - 1;
            const uint8_t *from = photo->pixels + 3 * ((size_t)from_y * photo->width + from_x);
            const int mirrored = format == PANSECB_BGR8 || format == PANSECB_BGRA8;
            for (size_t c = 0; c < channels; ++c) {
                const uint8_t value = c == 3 ? 77 : from[mirrored ? 2 - c : c];
                if (is_planar) floats[c * plane + (size_t)y * width + x] = (float)value / 255;
                else bytes[y * stride + channels * x + c] = value;
            }
        }
    *image = is_planar ? pansecb_image_planar(floats, width, height)
                       : pansecb_image_of(format, bytes, width, height, (ptrdiff_t)stride);
    free(is_planar ? (void *)bytes : (void *)floats);
    return is_planar ? (void *)floats : (void *)bytes;
}

/** One session for all sizes: each frame finds what another size has left in the memory. */
static void photograph_frames(const pansecb_model *model, int is_scalar) {
    size_t size;
    uint8_t *file = read_input("photograph", &size);
    const uint8_t *next = file;
    photograph photo;
    photo.width = take_number(&next);
    photo.height = take_number(&next);
    photo.pixels = next;
    NEED(size == 8 + (size_t)3 * photo.width * photo.height);
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        pansecb_session *session = make_session(model, is_scalar ? 64 : 640, is_scalar ? 64 : 360, threads);
        for (int i = 0; i < FRAMES; ++i) {
            char name[40];
            const title t = {"streets.pansecb", name, frames[i].width, frames[i].height, threads};
            if (is_scalar && t.width * t.height > scalar_pixels) continue;
            pansecb_image image;
            void *pixels = make_frame(&photo, i, &image);
            snprintf(name, sizeof name, "frame-%d", i);
            run(&t, model, session, &image);
            free(pixels);
        }
        pansecb_session_release(session);
    }
    free(file);
}

/* ------------------------------------------------------------------------------------------------ levels */

/** NULL, after a line that says why, where the library refuses. */
static pansecb_model *load_input(const char *name, pansecb_cpu cpu) {
    size_t size;
    uint8_t *data = read_input(name, &size);
    pansecb_model *model = NULL;
    pansecb_model_options options = pansecb_model_options_default();
    options.cpu = cpu;
    const pansecb_status status = pansecb_model_load_memory(data, size, &options, &model, NULL, 0);
    if (status != PANSECB_OK) printf("%s %s: %s\n", level, name, pansecb_status_text(status));
    free(data);
    return model;
}

static void goldens(pansecb_cpu cpu) {
    const int is_scalar = cpu == PANSECB_CPU_SCALAR;
    char kind[40], weights[100], golden[200], before[100] = "";
    char path[1000];
    snprintf(path, sizeof path, "%s/list", inputs);
    FILE *list = fopen(path, "r");
    NEED(list != NULL);
    while (fscanf(list, "%39s %99s %199s", kind, weights, golden) == 3) {
        pansecb_model *model = load_input(weights, cpu);
        if (!model) continue;
        if (strcmp(kind, "clusters") == 0) cluster_golden(weights, golden, model, is_scalar);
        else {
            network_golden(weights, golden, model, is_scalar);
            if (strcmp(weights, before) != 0) made_up_pictures(weights, model, is_scalar);
            snprintf(before, sizeof before, "%s", weights);
        }
        pansecb_model_release(model);
    }
    fclose(list);
}

int main(int count, char **arguments) {
    tests.test = "fingerprint";
    NEED(count >= 2);
    inputs = arguments[1];
    for (uint32_t cpu = PANSECB_CPU_SCALAR; cpu <= (uint32_t)PANSECB_CPU_AMX; ++cpu) {
        int wanted = count == 2;
        level = pansecb_cpu_text((pansecb_cpu)cpu);
        for (int i = 2; i < count; ++i) wanted |= strcmp(arguments[i], level) == 0;
        if (!wanted) continue;
        if (cpu > (uint32_t)pansecb_cpu_best()) {
            printf("%s: this machine does not have it\n", level);
            continue;
        }
        goldens((pansecb_cpu)cpu);
        pansecb_model *model = load_input("streets.pansecb", (pansecb_cpu)cpu);
        if (!model) continue;
        photograph_frames(model, cpu == PANSECB_CPU_SCALAR);
        pansecb_model_release(model);
    }
    return 0;
}
