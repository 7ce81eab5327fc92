/* Threads that are started and end; results that do not depend on them; sessions side by side; two callers in one
   session. */
#include "test.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
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
}

static void keep_line(void *user, pansecb_log_level level, const char *text) {
    (void)level;
    snprintf((char *)user, 200, "%s", text);
}

/** "One for each processor" means those that the calling thread may use: a container may have few of many. */
static void as_many_as_processors(void) {
    cpu_set_t allowed, few;
    NEED(sched_getaffinity(0, sizeof allowed, &allowed) == 0);
    CPU_ZERO(&few);
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        CPU_SET(cpu, &few);
        NEED(sched_setaffinity(0, sizeof few, &few) == 0);
        const uint32_t count = (uint32_t)CPU_COUNT(&few), before = count_threads();
        char line[200] = "", wanted[50];
        pansecb_session *session = NULL;
        pansecb_session_options options = pansecb_session_options_for(WIDTH, HEIGHT);
        options.threads = 0;
        options.log = keep_line;
        options.log_user = line;
        CHECK_STATUS(pansecb_session_create(model, &options, &session, NULL, 0), PANSECB_OK);
        CHECK_EQUAL(count_threads(), before + count - 1);
        snprintf(wanted, sizeof wanted, ", %u threads", count);
        if (!CHECK(strstr(line, wanted) != NULL)) fprintf(stderr, "%s\n", line);
        pansecb_session_release(session);
        CHECK(threads_become(before));
        if (count == 16) break;
    }
}

/** What a host has of thread-local variables lies in the stacks of all threads: those of workers need room for them. */
static __thread char host_variables[1 << 20];

static uint64_t address_space(void) {
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    NEED(file != NULL && fscanf(file, "%llu", &pages) == 1);
    fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void small_stacks(void) {
    const uint64_t usual = 8 << 20, threads = 8;
    memset(host_variables, 1, sizeof host_variables);
    const uint64_t before = address_space();
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, threads + 1);
    pansecb_session *alone = make_session(model, WIDTH, HEIGHT, 1);
    CHECK(address_space() - before < threads * (sizeof host_variables + usual / 4));
    frame f = segment(session, &image, &eager);
    CHECK(same_frame(&f, &expected));
    free_frame(&f);
    pansecb_session_release(session);
    pansecb_session_release(alone);
}

/** The number behind "pansecb-" of a thread's name, 0 for other names. */
static int number_in_name(const char *task) {
    char path[300], name[50] = "";
    int number = 0;
    snprintf(path, sizeof path, "/proc/self/task/%s/comm", task);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (fgets(name, sizeof name, file)) sscanf(name, "pansecb-%d", &number);
    fclose(file);
    return number;
}

/** A bit for each worker's number that is found in the name of a thread; the host's thread has bit 0. */
static uint32_t numbers_in_names(void) {
    uint32_t numbers = 0;
    DIR *folder = opendir("/proc/self/task");
    NEED(folder != NULL);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (entry->d_name[0] != '.') numbers |= 1u << number_in_name(entry->d_name);
    closedir(folder);
    return numbers;
}

/** A thread names itself when it has begun. */
static int names_become(uint32_t numbers) {
    for (int i = 0; i < 5000 && numbers_in_names() != numbers; ++i) nap();
    return numbers_in_names() == numbers;
}

static void workers_have_names(void) {
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 4);
    CHECK(names_become(0xf));
    pansecb_session_release(session);
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
        wrong += (strstr(pansecb_session_error(other.session), "another thread") != NULL) < (status == PANSECB_BUSY);
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

/** Signals of the host go to the host's threads: workers block all but those of their own faults. */
static void workers_take_no_signals(void) {
    sigset_t before, after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 3);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    CHECK(names_become(0x7));              /* until they have begun they block all signals */
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
        const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
        for (size_t i = 0; i < sizeof faults / sizeof *faults; ++i) CHECK(!(blocked >> (faults[i] - 1) & 1));
    }
    closedir(folder);
    pansecb_session_release(session);
}

/* ------------------------------------------------------------------------------------------------ faults */

enum { HANDLED = 43 };

static long thread_number(void) { return syscall(SYS_gettid); }

/** A host's handler of faults. The caller's thread stays in it, so that a worker comes to what can't be read. */
static void handle_fault(int number) {
    (void)number;
    if (thread_number() != getpid()) _exit(HANDLED);
    for (;;) pause();
}

/** A picture that can no longer be read, as when a camera's driver has gone: SIGSEGV; SIGBUS where a file was cut. */
static uint8_t *picture_that_goes(int signal_number) {
    const size_t size = (size_t)3 * WIDTH * HEIGHT;
    FILE *file = tmpfile();
    NEED(file != NULL && fwrite(picture, 1, size, file) == size && fflush(file) == 0);
    uint8_t *pixels = (uint8_t *)mmap(NULL, size, PROT_READ, MAP_SHARED, fileno(file), 0);
    NEED(pixels != MAP_FAILED);
    if (signal_number == SIGBUS) NEED(ftruncate(fileno(file), 0) == 0);
    else NEED(mprotect(pixels, size, PROT_NONE) == 0);
    return pixels;
}

static void the_handler_sees_faults_of_workers(void) {
    for (int round = 0; round < 20; ++round) {
        const int signal_number = round & 1 ? SIGBUS : SIGSEGV;
        int status = 0;
        const pid_t child = fork();
        NEED(child >= 0);
        if (child == 0) {
            signal(signal_number, handle_fault);
            alarm(60);
            pansecb_session *session = make_session(model, WIDTH, HEIGHT, 3);
            const pansecb_image gone = rgb_image(picture_that_goes(signal_number), WIDTH, HEIGHT);
            frame f = segment(session, &gone, NULL);
            free_frame(&f);
            _exit(1);
        }
        NEED(waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == HANDLED);
    }
}

/* ------------------------------------------------------------------------------------------------ texts of failures */

/** A caller who is held in the middle of a frame: the handler of his fault waits. */
static struct {
    pansecb_session *session;
    uint8_t *pixels;
    size_t size;
    int is_inside, may_go;
    pansecb_status status;
    int has_no_text;
} held;

static void hold(int number) {
    (void)number;
    __atomic_store_n(&held.is_inside, 1, __ATOMIC_RELEASE);
    while (!__atomic_load_n(&held.may_go, __ATOMIC_ACQUIRE)) nap();
    mprotect(held.pixels, held.size, PROT_READ);
}

static void *run_held_frame(void *unused) {
    (void)unused;
    const pansecb_image held_image = rgb_image(held.pixels, WIDTH, HEIGHT);
    frame f = new_frame(WIDTH, HEIGHT);
    held.status = pansecb_segment_image(held.session, &held_image, &eager, &f.result);
    held.has_no_text = pansecb_session_error(held.session)[0] == '\0' && same_frame(&f, &expected);
    free_frame(&f);
    return NULL;
}

static int text_says(const pansecb_session *session, const char *word) {
    return strstr(pansecb_session_error(session), word) != NULL;
}

static void *read_text(void *session) {
    CHECK(text_says((const pansecb_session *)session, "97 x 68"));
    return NULL;
}

static void every_call_has_its_text(void) {
    pthread_t thread;
    frame f = new_frame(WIDTH, HEIGHT);
    pansecb_timings timings;
    memset(&timings, 0, sizeof timings);
    timings.struct_size = sizeof timings;
    const pansecb_image large = rgb_image(picture, WIDTH, HEIGHT + 1);
    held.size = (size_t)3 * WIDTH * HEIGHT;
    held.pixels = picture_that_goes(SIGSEGV);
    held.session = make_session(model, WIDTH, HEIGHT, 1);
    signal(SIGSEGV, hold);
    NEED(pthread_create(&thread, NULL, run_held_frame, NULL) == 0);
    while (!__atomic_load_n(&held.is_inside, __ATOMIC_ACQUIRE)) nap();
    CHECK(text_says(held.session, "another thread"));                   /* before any call of this thread */
    CHECK_STATUS(pansecb_segment_image(held.session, &large, NULL, &f.result), PANSECB_BUSY);
    CHECK(text_says(held.session, "another thread"));
    CHECK_STATUS(pansecb_session_timings(held.session, &timings), PANSECB_BUSY);
    __atomic_store_n(&held.may_go, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    signal(SIGSEGV, SIG_DFL);
    CHECK_STATUS(held.status, PANSECB_OK);
    CHECK(held.has_no_text);
    CHECK(text_says(held.session, "another thread"));                   /* still that of this thread's last call */
    CHECK_STATUS(pansecb_segment_image(held.session, &large, NULL, &f.result), PANSECB_LIMIT);
    CHECK(text_says(held.session, "97 x 68"));
    NEED(pthread_create(&thread, NULL, read_text, held.session) == 0);
    pthread_join(thread, NULL);
    CHECK_STATUS(pansecb_segment_image(held.session, &image, &eager, &f.result), PANSECB_OK);
    CHECK_EQUAL(pansecb_session_error(held.session)[0], 0);
    CHECK_STATUS(pansecb_session_timings(held.session, &timings), PANSECB_OK);
    CHECK(timings.total > 0);
    free_frame(&f);
    pansecb_session_release(held.session);
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
    RUN_APART(as_many_as_processors);
    RUN(small_stacks);
    RUN(workers_have_names);
    RUN(idle_sessions_sleep);
    RUN(same_bits_with_any_number);
    RUN(no_memory_of_earlier_frames);
    RUN(sessions_at_the_same_time);
    RUN(a_second_caller_is_refused);
    RUN(from_thread_to_thread);
    RUN(a_model_outlives_its_release);
    RUN(workers_take_no_signals);
    RUN(the_handler_sees_faults_of_workers);
    RUN_APART(every_call_has_its_text);
    free_frame(&expected);
    free(picture);
    pansecb_model_release(model);
    return finish();
}
