/* Threads that are started and end; results that do not depend on them; sessions side by side; two callers in one
   session. */
#include "test.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

enum { WIDTH = 97, HEIGHT = 67 };

static pansecb_model *model;
static pansecb_options eager;
static uint8_t *picture;
static pansecb_image image;
static frame expected;

static uint32_t count_threads(void) {
    uint32_t count = 0;
    DIR *folder = opendir("/proc/self/task");
    NEED(folder != NULL);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void nap(void) {
    struct timespec time;
    time.tv_sec = 0;
    time.tv_nsec = 1000000;
    nanosleep(&time, NULL);
}

/** A joined thread stays in /proc for a moment. */
static int threads_become(uint32_t count) {
    for (int i = 0; i < 2000 && count_threads() != count; ++i) nap();
    return count_threads() == count;
}

static void as_many_as_asked_for(void) {
    const uint32_t before = count_threads();
    for (uint32_t threads = 1; threads <= 9; threads += threads < 3 ? 1 : 3) {
        pansecb_session *session = make_session(model, WIDTH, HEIGHT, threads);
        CHECK_EQUAL(count_threads(), before + threads - 1);
        frame f = segment(session, &image, &eager);
        CHECK_EQUAL(count_threads(), before + threads - 1);
        free_frame(&f);
        pansecb_session_release(session);
        CHECK(threads_become(before));
    }
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 0);
    CHECK(count_threads() <= before + (uint32_t)sysconf(_SC_NPROCESSORS_ONLN) - 1);
    pansecb_session_release(session);
    CHECK(threads_become(before));
}

/** Threads sleep while no frame is under way: a session that waits costs nothing. */
static void idle_sessions_sleep(void) {
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 3);
    struct timespec start, end;
    frame f = segment(session, &image, NULL);
    for (int i = 0; i < 20; ++i) nap();
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    for (int i = 0; i < 200; ++i) nap();
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    CHECK((double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec) < 0.05);
    free_frame(&f);
    pansecb_session_release(session);
}

static void same_bits_with_any_number(void) {
    const pansecb_model_info info = info_of(model);
    const size_t numbers = (size_t)WIDTH * HEIGHT * (info.semantic_channels + info.instance_channels);
    float *first = NEW(float, numbers), *other = NEW(float, numbers);
    for (uint32_t threads = 1; threads <= 5; ++threads) {
        pansecb_session *session = make_session(model, WIDTH, HEIGHT, threads);
        for (int run = 0; run < 4; ++run) {
            frame f = segment(session, &image, &eager);
            CHECK(same_frame(&f, &expected));
            free_frame(&f);
            float *outputs = threads == 1 && run == 0 ? first : other;
            memset(outputs, 0xff, numbers * sizeof *outputs);
            float *instance = outputs + (size_t)WIDTH * HEIGHT * info.semantic_channels;
            CHECK_STATUS(pansecb_forward(session, &image, outputs, instance), PANSECB_OK);
            if (outputs == other) CHECK(memcmp(first, other, numbers * sizeof *first) == 0);
        }
        pansecb_session_release(session);
    }
    free(first);
    free(other);
}

/** What an earlier frame held, of whatever size, does not show in a later one. */
static void no_memory_of_earlier_frames(void) {
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 2);
    for (uint32_t i = 0; i < 6; ++i) {
        uint8_t *other = new_picture(WIDTH - 13 * i, HEIGHT - 7 * i, i);
        const pansecb_image before = rgb_image(other, WIDTH - 13 * i, HEIGHT - 7 * i);
        frame f = segment(session, &before, i & 1 ? NULL : &eager), g = segment(session, &image, &eager);
        CHECK(same_frame(&g, &expected));
        free_frame(&f);
        free_frame(&g);
        free(other);
    }
    pansecb_session_release(session);
}

/* ------------------------------------------------------------------------------------------------ side by side */

static void *run_frames(void *argument) {
    int *wrong = (int *)argument;
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 2);
    frame f = new_frame(WIDTH, HEIGHT);
    for (int i = 0; i < 12; ++i) {
        *wrong += pansecb_segment_image(session, &image, &eager, &f.result) != PANSECB_OK;
        *wrong += !same_frame(&f, &expected);
    }
    free_frame(&f);
    pansecb_session_release(session);
    return NULL;
}

static void sessions_at_the_same_time(void) {
    pthread_t threads[3];
    int wrong[3] = {0, 0, 0};
    for (int i = 0; i < 3; ++i) NEED(pthread_create(&threads[i], NULL, run_frames, &wrong[i]) == 0);
    for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);
    for (int i = 0; i < 3; ++i) CHECK_EQUAL(wrong[i], 0);
}

typedef struct intruder {
    pansecb_session *session;
    frame f;
    int stop, ok, busy, other;
} intruder;

static void *run_until_stopped(void *argument) {
    intruder *i = (intruder *)argument;
    while (!__atomic_load_n(&i->stop, __ATOMIC_ACQUIRE)) {
        const pansecb_status status = pansecb_segment_image(i->session, &image, &eager, &i->f.result);
        if (status == PANSECB_OK) i->ok += 1;
        else if (status == PANSECB_BUSY) i->busy += 1;
        else i->other += 1;
        if (status == PANSECB_OK && !same_frame(&i->f, &expected)) i->other += 1;
    }
    return NULL;
}

/** Of two threads in a session one gets PANSECB_BUSY, the other its frame, unharmed. */
static void a_second_caller_is_refused(void) {
    pthread_t thread;
    intruder other;
    memset(&other, 0, sizeof other);
    other.session = make_session(model, WIDTH, HEIGHT, 1);
    other.f = new_frame(WIDTH, HEIGHT);
    frame mine = new_frame(WIDTH, HEIGHT);
    NEED(pthread_create(&thread, NULL, run_until_stopped, &other) == 0);
    int busy = 0, wrong = 0;
    for (int i = 0; i < 20000 && busy < 50; ++i) {
        const pansecb_status status = pansecb_segment_image(other.session, &image, &eager, &mine.result);
        busy += status == PANSECB_BUSY;
        wrong += status != PANSECB_BUSY && (status != PANSECB_OK || !same_frame(&mine, &expected));
        if (status == PANSECB_BUSY) nap();
    }
    __atomic_store_n(&other.stop, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    CHECK(busy + other.busy > 0);
    CHECK_EQUAL(wrong + other.other, 0);
    frame after = segment(other.session, &image, &eager);
    CHECK(same_frame(&after, &expected));
    free_frame(&after);
    free_frame(&mine);
    free_frame(&other.f);
    pansecb_session_release(other.session);
}

/** A session made in one thread may be used and released in another. */
static void *use_and_release(void *argument) {
    pansecb_session *session = (pansecb_session *)argument;
    frame f = segment(session, &image, &eager);
    CHECK(same_frame(&f, &expected));
    free_frame(&f);
    pansecb_session_release(session);
    return NULL;
}

static void from_thread_to_thread(void) {
    pthread_t thread;
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 2);
    frame f = segment(session, &image, &eager);
    free_frame(&f);
    NEED(pthread_create(&thread, NULL, use_and_release, session) == 0);
    pthread_join(thread, NULL);
}

static void a_model_outlives_its_release(void) {
    pansecb_model *own = load_model(PANSECB_CPU_AUTO);
    pansecb_session *a = make_session(own, WIDTH, HEIGHT, 2), *b = make_session(own, WIDTH, HEIGHT, 1);
    pansecb_model_release(own);
    frame f = segment(a, &image, &eager);
    pansecb_session_release(a);
    frame g = segment(b, &image, &eager);
    CHECK(same_frame(&f, &expected) && same_frame(&g, &expected));
    free_frame(&f);
    free_frame(&g);
    pansecb_session_release(b);
}

/** Signals of the host go to the host's threads: workers block them all. */
static void workers_take_no_signals(void) {
    sigset_t before, after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 3);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    for (int number = 1; number < 32; ++number) CHECK_EQUAL(sigismember(&before, number), sigismember(&after, number));
    DIR *folder = opendir("/proc/self/task");
    NEED(folder != NULL);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        char path[300], line[200];
        unsigned long long blocked = 0;
        if (entry->d_name[0] == '.' || atoi(entry->d_name) == getpid()) continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/status", entry->d_name);
        FILE *file = fopen(path, "r");
        NEED(file != NULL);
        while (fgets(line, sizeof line, file)) sscanf(line, "SigBlk: %llx", &blocked);
        fclose(file);
        CHECK((blocked >> (SIGTERM - 1) & 1) && (blocked >> (SIGINT - 1) & 1) && (blocked >> (SIGALRM - 1) & 1));
    }
    closedir(folder);
    pansecb_session_release(session);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    model = load_model(PANSECB_CPU_AUTO);
    eager = eager_options(model);
    picture = new_picture(WIDTH, HEIGHT, 23);
    image = rgb_image(picture, WIDTH, HEIGHT);
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 1);
    expected = segment(session, &image, &eager);
    pansecb_session_release(session);
    RUN(as_many_as_asked_for);
    RUN(idle_sessions_sleep);
    RUN(same_bits_with_any_number);
    RUN(no_memory_of_earlier_frames);
    RUN(sessions_at_the_same_time);
    RUN(a_second_caller_is_refused);
    RUN(from_thread_to_thread);
    RUN(a_model_outlives_its_release);
    RUN(workers_take_no_signals);
    free_frame(&expected);
    free(picture);
    pansecb_model_release(model);
    return finish();
}
