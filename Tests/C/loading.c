/* A model from a path, from memory and through a callback; texts of failures; what a model says of itself; the log. */
#include "test.h"

#include <sys/stat.h>

static uint8_t *file;
static size_t file_size;

/* ------------------------------------------------------------------------------------------------ readers */

/** A callback's state: gives the file from `at` on, at most `piece` bytes a call, and nothing from `end` on. */
typedef struct source {
    size_t at, end, piece, calls;
    size_t lie;                            /* this many bytes more are claimed than were given */
} source;

static size_t give(void *user, void *buffer, size_t size) {
    source *s = (source *)user;
    size_t count = s->end - s->at;
    ++s->calls;
    if (count > size) count = size;
    if (count > s->piece) count = s->piece;
    memcpy(buffer, file + s->at, count);
    s->at += count;
    return count + s->lie;
}

/** The bits of a small picture's raw outputs stand for the whole model. */
static float *fingerprint(const pansecb_model *model, size_t *count) {
    enum { WIDTH = 40, HEIGHT = 24 };
    const pansecb_model_info info = info_of(model);
    uint8_t *pixels = new_picture(WIDTH, HEIGHT, 7);
    pansecb_image image = rgb_image(pixels, WIDTH, HEIGHT);
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 1);
    *count = (size_t)WIDTH * HEIGHT * (info.semantic_channels + info.instance_channels);
    float *numbers = NEW(float, *count);
    float *instance = numbers + (size_t)WIDTH * HEIGHT * info.semantic_channels;
    CHECK_STATUS(pansecb_forward(session, &image, numbers, instance), PANSECB_OK);
    pansecb_session_release(session);
    free(pixels);
    return numbers;
}

static void check_same(pansecb_model *model) {
    size_t count = 0, expected_count = 0;
    pansecb_model *plain = load_model(PANSECB_CPU_AUTO);
    float *expected = fingerprint(plain, &expected_count), *numbers = fingerprint(model, &count);
    CHECK_EQUAL(count, expected_count);
    CHECK(memcmp(numbers, expected, count * sizeof *numbers) == 0);
    pansecb_model_info a = info_of(model), b = info_of(plain);
    CHECK(strcmp(a.licence, b.licence) == 0 && strcmp(a.source, b.source) == 0 && a.memory == b.memory);
    free(expected);
    free(numbers);
    pansecb_model_release(plain);
    pansecb_model_release(model);
}

static void from_memory(void) {
    for (size_t shift = 0; shift < 8; shift += shift ? 2 : 1) {        /* of any alignment, and not one byte further */
        uint8_t *start = guarded(file_size + shift);
        char why[64] = "?";
        pansecb_model *model = NULL;
        memcpy(start, file, file_size);
        CHECK_STATUS(pansecb_model_load_memory(start, file_size, NULL, &model, why, sizeof why), PANSECB_OK);
        CHECK(why[0] == 0);
        memset(start, 0, file_size);                                   /* the memory is not used after the call */
        check_same(model);
    }
}

static void through_a_reader(void) {
    const size_t pieces[] = {SIZE_MAX, 1 << 20, 4097, 1};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; ++i) {
        source s = {0, file_size, pieces[i], 0, 0};
        char why[64] = "?";
        pansecb_model *model = NULL;
        CHECK_STATUS(pansecb_model_load_reader(give, &s, NULL, &model, why, sizeof why), PANSECB_OK);
        CHECK(why[0] == 0);
        CHECK_EQUAL(s.at, file_size);                                  /* and nothing behind it was asked for */
        if (pieces[i] == 1) CHECK_EQUAL(s.calls, file_size);
        if (model) check_same(model);
    }
}

static void readers_that_fail(void) {
    const size_t ends[] = {0, 1, 7, 8, 127, 128, 129, 5000, file_size - 1};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; ++i) {
        source s = {0, ends[i], 1000, 0, 0};
        char why[128] = "";
        pansecb_model *model = NULL;
        CHECK_STATUS(pansecb_model_load_reader(give, &s, NULL, &model, why, sizeof why), PANSECB_CANNOT_READ);
        CHECK(why[0] && model == NULL);
    }
}

static void readers_that_lie(void) {
    const size_t lies[] = {1, 1 << 20, SIZE_MAX / 2, SIZE_MAX - 128, SIZE_MAX};
    for (size_t i = 0; i < sizeof lies / sizeof *lies; ++i) {
        source s = {0, file_size, SIZE_MAX, 0, lies[i]};
        char why[128] = "";
        pansecb_model *model = NULL;
        CHECK(pansecb_model_load_reader(give, &s, NULL, &model, why, sizeof why) != PANSECB_OK);
        CHECK(why[0] && model == NULL);
    }
}

/* ------------------------------------------------------------------------------------------------ files */

static void write_file(const char *path, const void *data, size_t size) {
    FILE *out = fopen(path, "wb");
    NEED(out && fwrite(data, 1, size, out) == size && fclose(out) == 0);
}

static pansecb_status load_path(const char *path, char *why, size_t size) {
    pansecb_model *model = NULL;
    pansecb_status status = pansecb_model_load(path, NULL, &model, why, size);
    CHECK((model != NULL) == (status == PANSECB_OK));
    pansecb_model_release(model);
    return status;
}

static void from_paths(void) {
    char folder[] = P_tmpdir "/pansecb-test-XXXXXX", path[64], why[256];
    NEED(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    CHECK_STATUS(load_path(path, why, sizeof why), PANSECB_CANNOT_READ);
    CHECK(strstr(why, path) != NULL);
    CHECK_STATUS(load_path("", why, sizeof why), PANSECB_CANNOT_READ);
    CHECK_STATUS(load_path(folder, why, sizeof why), PANSECB_CANNOT_READ);
    CHECK_STATUS(load_path("/dev/zero", why, sizeof why), PANSECB_CANNOT_READ);
    CHECK_STATUS(load_path("/dev/null", why, sizeof why), PANSECB_CANNOT_READ);
    write_file(path, "", 0);
    CHECK_STATUS(load_path(path, why, sizeof why), PANSECB_NOT_A_MODEL);
    write_file(path, "a photograph, perhaps", 21);
    CHECK_STATUS(load_path(path, why, sizeof why), PANSECB_NOT_A_MODEL);
    CHECK(strstr(why, path) != NULL);
    write_file(path, file, file_size);
    CHECK_STATUS(load_path(path, why, sizeof why), PANSECB_OK);
    CHECK(why[0] == 0);
    if (geteuid() != 0) {
        chmod(path, 0);
        CHECK_STATUS(load_path(path, why, sizeof why), PANSECB_CANNOT_READ);
    }
    unlink(path);
    rmdir(folder);
}

/** Names of files are bytes, in whatever encoding. */
static void from_a_path_that_is_no_utf8(void) {
    char path[] = P_tmpdir "/pansecb-test-\xfc-XXXXXX", why[256] = "";
    const int created = mkstemp(path);
    NEED(created >= 0);
    close(created);
    write_file(path, file, file_size);
    CHECK_STATUS(load_path(path, why, sizeof why), PANSECB_OK);
    unlink(path);
}

/** A pipe that nobody writes to must not keep the caller waiting. */
static void from_a_pipe(void) {
    char path[] = P_tmpdir "/pansecb-test-XXXXXX", why[256] = "";
    NEED(mkdtemp(path));
    char pipe_path[64];
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", path);
    NEED(mkfifo(pipe_path, 0600) == 0);
    const pid_t child = fork();
    NEED(child >= 0);
    if (child == 0) {
        alarm(3);
        _exit(load_path(pipe_path, why, sizeof why) != PANSECB_CANNOT_READ);
    }
    int status = 1;
    NEED(waitpid(child, &status, 0) == child);
    CHECK_EQUAL(status, 0);
    unlink(pipe_path);
    rmdir(path);
}

/* ------------------------------------------------------------------------------------------------ texts */

static void texts_are_cut(void) {
    char whole[256], part[256];
    CHECK_STATUS(load_path("/nowhere/a.pansecb", whole, sizeof whole), PANSECB_CANNOT_READ);
    size_t length = strlen(whole);
    CHECK(length > 20);
    for (size_t size = 0; size <= length + 2; ++size) {
        memset(part, '#', sizeof part);
        CHECK_STATUS(load_path("/nowhere/a.pansecb", part, size), PANSECB_CANNOT_READ);
        size_t kept = size == 0 ? 0 : size - 1 < length ? size - 1 : length;
        CHECK(memcmp(part, whole, kept) == 0);
        if (size > 0) CHECK_EQUAL(part[kept], 0);
        CHECK_EQUAL(part[size], '#');
    }
    CHECK_STATUS(load_path("/nowhere/a.pansecb", NULL, 100), PANSECB_CANNOT_READ);
    memset(part, '#', sizeof part);
    CHECK_STATUS(load_path(model_path, part, 1), PANSECB_OK);
    CHECK(part[0] == 0 && part[1] == '#');
    memset(part, '#', sizeof part);
    CHECK_STATUS(load_path(model_path, part, 0), PANSECB_OK);
    CHECK_EQUAL(part[0], '#');
}

static int is_utf8(const char *text) {
    for (const unsigned char *t = (const unsigned char *)text; *t;) {
        int more = *t < 0x80                 ? 0
                   : *t >= 0xc2 && *t < 0xe0 ? 1
                   : *t >= 0xe0 && *t < 0xf0 ? 2
                   : *t >= 0xf0 && *t < 0xf5 ? 3
                                             : -1;
        if (more < 0) return 0;
        for (++t; more > 0; --more, ++t)
            if ((*t & 0xc0) != 0x80) return 0;
    }
    return 1;
}

static void what_a_model_says(void) {
    pansecb_model *model = load_model(PANSECB_CPU_AUTO);
    const pansecb_model_info info = info_of(model);
    CHECK(info.architecture >= PANSECB_PAN_SECB && info.architecture <= PANSECB_ERFNET);
    CHECK(info.cpu >= PANSECB_CPU_SCALAR && info.cpu <= pansecb_cpu_best());
    CHECK(info.class_count >= 1 && info.class_count <= 254 && info.thing_count <= 64);
    CHECK_EQUAL(info.instance_channels, info.thing_count ? 2 + info.sigmas + info.thing_count : 0);
    CHECK(info.memory > 1000000 && info.memory < 64000000);
    CHECK(info.trained_width <= PANSECB_MAX_SIDE && info.trained_height <= PANSECB_MAX_SIDE);
    CHECK(info.licence && info.source && is_utf8(info.licence) && is_utf8(info.source));
    uint32_t things = 0;
    for (uint32_t i = 0; i < info.class_count; ++i) {
        const pansecb_class entry = class_of(model, i);
        CHECK(entry.name && entry.name[0] && is_utf8(entry.name) && entry.label_id > 0 && entry.thing <= 1);
        things += entry.thing;
    }
    CHECK_EQUAL(things, info.thing_count);
    const pansecb_options options = options_of(model);
    CHECK(options.seed_threshold >= 0 && options.seed_threshold < 1 && options.min_pixels < 1 << 20);
    pansecb_model_release(model);
}

/* ------------------------------------------------------------------------------------------------ log */

typedef struct heard {
    int lines;
    size_t longest;
} heard;

static void hear(void *user, pansecb_log_level level, const char *text) {
    heard *h = (heard *)user;
    ++h->lines;
    CHECK(level == PANSECB_LOG_INFO || level == PANSECB_LOG_WARNING);
    CHECK(text && *text && is_utf8(text) && strchr(text, '\n') == NULL);
    if (text && strlen(text) > h->longest) h->longest = strlen(text);
}

static void log_callback(void) {
    heard of_model = {0, 0}, of_session = {0, 0};
    pansecb_model *model = NULL;
    pansecb_session *session = NULL;
    pansecb_model_options model_options = pansecb_model_options_default();
    model_options.log = hear;
    model_options.log_user = &of_model;
    CHECK_STATUS(pansecb_model_load(model_path, &model_options, &model, NULL, 0), PANSECB_OK);
    CHECK(of_model.lines > 0);
    pansecb_session_options options = pansecb_session_options_for(16, 16);
    options.log = hear;
    options.log_user = &of_session;
    CHECK_STATUS(pansecb_session_create(model, &options, &session, NULL, 0), PANSECB_OK);
    CHECK(of_session.lines > 0);
    pansecb_session_release(session);
    pansecb_model_release(model);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    file = read_file(model_path, &file_size);
    RUN(from_memory);
    RUN(through_a_reader);
    RUN(readers_that_fail);
    RUN_APART(readers_that_lie);
    RUN(from_paths);
    RUN(from_a_path_that_is_no_utf8);
    RUN(from_a_pipe);
    RUN(texts_are_cut);
    RUN(what_a_model_says);
    RUN(log_callback);
    free(file);
    return finish();
}
