/*
 * What the library takes, by counting: linked with --wrap for malloc, calloc, realloc, posix_memalign, aligned_alloc,
 * mmap, free, munmap and pthread_create, so that every call out of libpansecb.a comes through here. Static linking
 * only.
 */
#include "test.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
int __real_posix_memalign(void **memory, size_t alignment, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__real_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
void __real_free(void *memory);
int __real_munmap(void *address, size_t size);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
void __wrap_free(void *memory);
int __wrap_munmap(void *address, size_t size);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument);
#ifdef __cplusplus
}
#endif

/** Calls while counting is on; by one thread, so plain numbers do. */
static struct {
    int on;
    uint64_t calls, bytes, largest;
    int64_t held;                          /* blocks and mappings not yet given back */
    uint64_t fail_at;                      /* this call, and all later ones, get nothing; 0: none */
    uint64_t fail_size;                    /* nor do blocks of at least this size */
} counted;

static int refused(size_t size) {
    if (!counted.on) return 0;
    ++counted.calls;
    counted.bytes += size;
    if (size > counted.largest) counted.largest = size;
    if ((counted.fail_at && counted.calls >= counted.fail_at) || size >= counted.fail_size) return 1;
    ++counted.held;
    return 0;
}

void *__wrap_malloc(size_t size) { return refused(size) ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return refused(count * size) ? NULL : __real_calloc(count, size); }
void *__wrap_realloc(void *memory, size_t size) { return refused(size) ? NULL : __real_realloc(memory, size); }
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size) {
    return refused(size) ? ENOMEM : __real_posix_memalign(memory, alignment, size);
}
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return refused(size) ? NULL : __real_aligned_alloc(alignment, size);
}
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
    return refused(size) ? MAP_FAILED : __real_mmap(address, size, protection, flags, file, offset);
}
void __wrap_free(void *memory) {
    if (counted.on && memory) --counted.held;
    __real_free(memory);
}
int __wrap_munmap(void *address, size_t size) {
    if (counted.on) --counted.held;
    return __real_munmap(address, size);
}

/** Threads that the system still starts. */
static int threads_left = 1000;

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
    return threads_left-- > 0 ? __real_pthread_create(thread, attributes, run, argument) : EAGAIN;
}

static void start_counting(uint64_t fail_at, uint64_t fail_size) {
    memset(&counted, 0, sizeof counted);
    counted.fail_at = fail_at;
    counted.fail_size = fail_size;
    counted.on = 1;
}
static void stop_counting(void) { counted.on = 0; }

/* ------------------------------------------------------------------------------------------------ tests */

enum { WIDTH = 70, HEIGHT = 50 };

static pansecb_model *model;
static uint8_t *picture;

static void the_count_works(void) {
    pansecb_model *own = NULL;
    start_counting(0, UINT64_MAX);
    CHECK_STATUS(pansecb_model_load(model_path, NULL, &own, NULL, 0), PANSECB_OK);
    stop_counting();
    CHECK(counted.calls > 2 && counted.bytes > 4000000);
    pansecb_model_release(own);
}

/** A session takes what pansecb_session_memory says in one piece, and little beside it. */
static void what_a_session_takes(void) {
    const uint32_t sizes[][3] = {{1, 1, 1}, {8, 8, 1}, {70, 50, 1}, {640, 360, 1}, {640, 360, 2}, {641, 361, 3}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        uint64_t told = 0;
        pansecb_session *session = NULL;
        pansecb_session_options options = pansecb_session_options_for(sizes[i][0], sizes[i][1]);
        options.threads = sizes[i][2];
        CHECK_STATUS(pansecb_session_memory(model, &options, &told), PANSECB_OK);
        start_counting(0, UINT64_MAX);
        pansecb_status status = pansecb_session_create(model, &options, &session, NULL, 0);
        stop_counting();
        CHECK_STATUS(status, PANSECB_OK);
        CHECK_EQUAL(counted.largest, told);
        CHECK(counted.bytes - told < 1 << 18);                         /* steps, threads, plans */
        pansecb_session_release(session);
    }
}

static void what_a_model_holds(void) {
    const uint64_t before = (uint64_t)mallinfo2().uordblks + (uint64_t)mallinfo2().hblkhd;
    pansecb_model *own = load_model(PANSECB_CPU_AUTO);
    const uint64_t taken = (uint64_t)mallinfo2().uordblks + (uint64_t)mallinfo2().hblkhd - before,
                   told = info_of(own).memory;
    CHECK(taken >= told && taken - told < 1 << 17);                    /* class table, texts, layers */
    pansecb_model_release(own);
}

/** The promise of the header: no frame takes memory, the first no more than others, whatever its content or size. */
static void frames_take_nothing(void) {
    for (uint32_t threads = 1; threads <= 2; ++threads) {
        const pansecb_options eager = eager_options(model);
        const pansecb_model_info info = info_of(model);
        const size_t pixels = WIDTH * HEIGHT;
        pansecb_session *session = make_session(model, WIDTH, HEIGHT, threads);
        frame f = new_frame(WIDTH, HEIGHT);
        float *semantic = NEW(float, pixels * info.semantic_channels),
              *instance = NEW(float, pixels * info.instance_channels);
        pansecb_timings timings;
        memset(&timings, 0, sizeof timings);
        timings.struct_size = sizeof timings;
        pansecb_status status[7];
        const uint64_t held = (uint64_t)mallinfo2().uordblks + (uint64_t)mallinfo2().hblkhd;
        start_counting(0, UINT64_MAX);
        const pansecb_image whole = rgb_image(picture, WIDTH, HEIGHT), part = rgb_image(picture, 9, 11),
                            one = rgb_image(picture, 1, 1);
        status[0] = pansecb_segment_image(session, &whole, NULL, &f.result);
        status[1] = pansecb_segment_image(session, &whole, &eager, &f.result);
        status[2] = pansecb_segment_image(session, &part, &eager, &f.result);
        status[3] = pansecb_segment_image(session, &one, &eager, &f.result);
        status[4] = pansecb_forward(session, &whole, semantic, instance);
        status[5] = pansecb_segment_outputs(session, semantic, instance, WIDTH, HEIGHT, &eager, &f.result);
        status[6] = pansecb_session_timings(session, &timings);
        stop_counting();
        CHECK_EQUAL((uint64_t)mallinfo2().uordblks + (uint64_t)mallinfo2().hblkhd, held);
        for (int i = 0; i < 7; ++i) CHECK_STATUS(status[i], PANSECB_OK);
        CHECK_EQUAL(counted.calls, 0);
        free(semantic);
        free(instance);
        free_frame(&f);
        pansecb_session_release(session);
    }
}

/** Nor do calls that fail, though they leave a text. */
static void failing_calls_take_nothing(void) {
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 1);
    const pansecb_image whole = rgb_image(picture, WIDTH, HEIGHT), large = rgb_image(picture, WIDTH + 1, HEIGHT);
    pansecb_image wrong = whole;
    frame f = new_frame(WIDTH, HEIGHT);
    pansecb_result narrow = f.result;
    wrong.strides[0] = 5;
    narrow.class_stride = 3;
    start_counting(0, UINT64_MAX);
    pansecb_status a = pansecb_segment_image(session, &large, NULL, &f.result),
                   b = pansecb_forward(session, &wrong, NULL, NULL);
    pansecb_status c = pansecb_segment_image(session, &whole, NULL, &narrow);
    stop_counting();
    CHECK(a == PANSECB_LIMIT && b == PANSECB_INVALID_ARGUMENT && c == PANSECB_INVALID_ARGUMENT);
    CHECK_EQUAL(counted.calls, 0);
    free_frame(&f);
    pansecb_session_release(session);
}

/** What was taken is given back, also by calls that failed. */
static void nothing_is_kept(void) {
    const pansecb_image image = rgb_image(picture, WIDTH, HEIGHT), large = rgb_image(picture, WIDTH + 1, HEIGHT);
    frame f = new_frame(WIDTH, HEIGHT);
    for (uint32_t threads = 1; threads <= 3; ++threads) {
        char why[100];
        pansecb_model *own, *none = NULL;
        start_counting(0, UINT64_MAX);
        own = load_model(PANSECB_CPU_AUTO);
        pansecb_session *session = make_session(own, WIDTH, HEIGHT, threads), *no_session = NULL;
        pansecb_session_options wrong = pansecb_session_options_for(0, 1);
        CHECK_STATUS(pansecb_segment_image(session, &image, NULL, &f.result), PANSECB_OK);
        CHECK_STATUS(pansecb_segment_image(session, &large, NULL, &f.result), PANSECB_LIMIT);
        CHECK_STATUS(pansecb_model_load("/nowhere", NULL, &none, why, sizeof why), PANSECB_CANNOT_READ);
        CHECK_STATUS(pansecb_model_load_memory(picture, 3000, NULL, &none, why, sizeof why), PANSECB_NOT_A_MODEL);
        CHECK_STATUS(pansecb_session_create(own, &wrong, &no_session, why, sizeof why), PANSECB_INVALID_ARGUMENT);
        pansecb_session_release(session);
        pansecb_model_release(own);
        stop_counting();
        CHECK_EQUAL(counted.held, 0);
        CHECK(counted.calls > 4);
    }
    free_frame(&f);
}

/** Where the system has no memory for weights or arenas the call fails, and what it took before is given back. */
static void no_large_block(void) {
    char why[100] = "";
    pansecb_model *own = NULL;
    pansecb_session *session = NULL;
    const pansecb_session_options options = pansecb_session_options_for(WIDTH, HEIGHT);
    uint8_t *file;
    size_t size;
    file = read_file(model_path, &size);
    start_counting(0, 1 << 17);
    pansecb_status status = pansecb_model_load_memory(file, size, NULL, &own, why, sizeof why);
    stop_counting();
    CHECK_STATUS(status, PANSECB_OUT_OF_MEMORY);
    CHECK(why[0] && own == NULL);
    CHECK_EQUAL(counted.held, 0);
    start_counting(0, 1 << 17);
    status = pansecb_session_create(model, &options, &session, why, sizeof why);
    stop_counting();
    CHECK_STATUS(status, PANSECB_OUT_OF_MEMORY);
    CHECK(why[0] && session == NULL);
    CHECK_EQUAL(counted.held, 0);
    free(file);
}

static struct {
    const uint8_t *file;
    size_t size, next;
    int refused;
} reading;

static void *load_without_memory(void *unused) {
    (void)unused;
    pansecb_model *own = NULL;
    start_counting(0, 1 << 17);
    const pansecb_status status = pansecb_model_load_memory(reading.file, reading.size, NULL, &own, NULL, 0);
    stop_counting();
    reading.refused += status == PANSECB_OUT_OF_MEMORY;
    return NULL;
}

/** A reader during which another thread gets no memory for a model. */
static size_t read_while_another_fails(void *user, void *buffer, size_t size) {
    (void)user;
    pthread_t thread;
    NEED(pthread_create(&thread, NULL, load_without_memory, NULL) == 0);
    pthread_join(thread, NULL);
    memcpy(buffer, reading.file + reading.next, size);
    reading.next += size;
    return size;
}

/** What one thread doesn't get is no failure of another's. */
static void refused_to_another_thread(void) {
    char why[100] = "";
    pansecb_model *own = NULL;
    uint8_t *file = read_file(model_path, &reading.size);
    reading.file = file;
    CHECK_STATUS(pansecb_model_load_reader(read_while_another_fails, NULL, NULL, &own, why, sizeof why), PANSECB_OK);
    CHECK(reading.refused >= 2);
    pansecb_model_release(own);
    free(file);
}

/** Where the system starts fewer threads than were asked for there is no session, and those that it started end. */
static void no_threads(void) {
    const uint32_t wanted = 4;
    for (int given = 0; given < (int)wanted; ++given) {
        char why[100] = "";
        pansecb_session *session = NULL;
        pansecb_session_options options = pansecb_session_options_for(WIDTH, HEIGHT);
        options.threads = wanted;
        threads_left = given;
        start_counting(0, UINT64_MAX);
        pansecb_status status = pansecb_session_create(model, &options, &session, why, sizeof why);
        const int made = session != NULL;
        pansecb_session_release(session);
        stop_counting();
        CHECK_STATUS(status, given == (int)wanted - 1 ? PANSECB_OK : PANSECB_OUT_OF_MEMORY);
        CHECK(made == (status == PANSECB_OK) && (why[0] == 0) == made);
        CHECK_EQUAL(counted.held, 0);
    }
    threads_left = 1000;
}

/** Where there is no memory from the n-th request on, for every n: a status, and nothing else. */
static void a_model_without_memory(void) {
    pansecb_status status = PANSECB_OUT_OF_MEMORY;
    for (uint64_t n = 1; status != PANSECB_OK && n < 1000; ++n) {
        char why[100] = "";
        pansecb_model *own = NULL;
        start_counting(n, UINT64_MAX);
        status = pansecb_model_load(model_path, NULL, &own, why, sizeof why);
        stop_counting();
        CHECK(status == PANSECB_OK || status == PANSECB_OUT_OF_MEMORY || status == PANSECB_CANNOT_READ);
        CHECK((own != NULL) == (status == PANSECB_OK));
        pansecb_model_release(own);
    }
}

static void a_session_without_memory(void) {
    pansecb_status status = PANSECB_OUT_OF_MEMORY;
    for (uint64_t n = 1; status != PANSECB_OK && n < 1000; ++n) {
        char why[100] = "";
        pansecb_session *session = NULL;
        pansecb_session_options options = pansecb_session_options_for(WIDTH, HEIGHT);
        start_counting(n, UINT64_MAX);
        status = pansecb_session_create(model, &options, &session, why, sizeof why);
        stop_counting();
        CHECK(status == PANSECB_OK || status == PANSECB_OUT_OF_MEMORY);
        CHECK((session != NULL) == (status == PANSECB_OK));
        pansecb_session_release(session);
    }
}

int main(int count, char **arguments) {
    begin(count, arguments);
    model = load_model(PANSECB_CPU_AUTO);
    picture = new_picture(WIDTH, HEIGHT, 3);
    RUN(the_count_works);
    RUN(what_a_session_takes);
    RUN(what_a_model_holds);
    RUN(frames_take_nothing);
    RUN(failing_calls_take_nothing);
    RUN(nothing_is_kept);
    RUN(no_large_block);
    RUN(refused_to_another_thread);
    RUN(no_threads);
    RUN_APART(a_model_without_memory);
    RUN_APART(a_session_without_memory);
    free(picture);
    pansecb_model_release(model);
    return finish();
}
