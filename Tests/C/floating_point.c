/*
 * The host's floating-point state: whatever it is, results are those of the usual state on every CPU level and with any
 * number of threads, no trap is met, and the host has its state back after each call, flags too.
 */
#include "test.h"

#include <math.h>
#include <signal.h>

enum { WIDTH = 26, HEIGHT = 19, PIXELS = WIDTH * HEIGHT };

/* ------------------------------------------------------------------------------------------------ states */

typedef struct state {
    const char *name;
    uint64_t word;
} state;

#if defined(__x86_64__)

enum { USUAL = 0x1f80, FLAGS = 0x3f };
static const state states[] = {
    {"usual, all flags", 0x1fbf},
    {"downwards", 0x3f80},
    {"upwards", 0x5f80},
    {"towards zero", 0x7f80},
    {"results flushed to zero", 0x9f80},
    {"arguments flushed to zero", 0x1fc0},
    {"both flushed, all flags", 0x9fff},
    {"traps invalid", 0x1f00},
    {"traps denormal", 0x1e80},
    {"traps division by zero", 0x1d80},
    {"traps overflow", 0x1b80},
    {"traps underflow", 0x1780},
    {"traps inexact", 0x0f80},
    {"traps all, upwards, both flushed", 0xc040},
};

static uint64_t get_state(void) { return __builtin_ia32_stmxcsr(); }
static void set_state(uint64_t word) { __builtin_ia32_ldmxcsr((unsigned)word); }

#elif defined(__aarch64__)

#define USUAL UINT64_C(0)
#define FLAGS (UINT64_C(0x9f) << 32)
static const state states[] = {
    {"usual, all flags", FLAGS},
    {"upwards", 1 << 22},
    {"downwards", 2 << 22},
    {"towards zero", 3 << 22},
    {"flushed to zero, all flags", 1 << 24 | FLAGS},
    {"one kind of NaN", 1 << 25},
    {"traps all, which most processors can't", 0x9f00},
    {"traps all, upwards, flushed to zero", 0x9f00 | 1 << 22 | 1 << 24},
};

static uint64_t get_state(void) {
    uint64_t control, flags;
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(control), "=r"(flags));
    return flags << 32 | control;
}
static void set_state(uint64_t word) {
    __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1" : : "r"(word & UINT32_MAX), "r"(word >> 32));
}

#endif

enum { STATES = sizeof states / sizeof *states };

static const state *host;                  /* the state of this test */
static uint64_t host_word;                 /* as the processor has it: some can't trap */

static void enter_state(void) {
    set_state(host->word);
    host_word = get_state();
}
static void leave_state(void) { set_state(host_word = USUAL); }

/** After a call. Checks nothing else, so that the host's own arithmetic meets no trap. */
#define CHECK_STATE() CHECK_EQUAL(get_state(), host_word)

static volatile float zero = 0, one = 1, three = 3, tiny = 1e-39f, small = 1e-30f;
static volatile float quotient;

/** The test's own instrument: the states do what their names say. */
static void states_have_effects(void) {
    for (int i = 0; i < STATES; ++i) {
        host = &states[i];
        enter_state();
        if (host_word == host->word) {
            pid_t child = fork();
            NEED(child >= 0);
            if (child == 0) {
                set_state(host->word);
                quotient = zero / zero;
                quotient = one / zero;
                quotient = small * small;
                quotient = one / three;
                quotient = tiny + one;
                quotient = 3e38f / (small + small);
                _exit(0);
            }
            int status = 0;
            waitpid(child, &status, 0);
            leave_state();
            CHECK_EQUAL(WIFSIGNALED(status) && WTERMSIG(status) == SIGFPE, strncmp(host->name, "traps", 5) == 0);
        }
        leave_state();
    }
}

/* ------------------------------------------------------------------------------------------------ what is computed */

static float hostile(uint64_t random, uint64_t share) {
    static const float values[] = {NAN,     INFINITY, -INFINITY, 3e38f, -3e38f, 1e-39f,
                                   -1e-42f, 1e-38f,   0.0f,      -0.0f, 20,     -20};
    if (random % share == 0) return values[random / share % (sizeof values / sizeof *values)];
    return (float)(random >> 40) * 0x1p-23f - 1;
}

static uint8_t *picture;
static float *hostile_picture, *hostile_semantic, *hostile_instance;
static size_t semantic_floats, instance_floats;

/** Everything that a session can compute, as bits. */
typedef struct outcome {
    frame image, image_hostile, outputs, outputs_hostile;
    float *semantic, *instance, *semantic_hostile, *instance_hostile;
} outcome;

static outcome new_outcome(void) {
    outcome o;
    o.image = new_frame(WIDTH, HEIGHT);
    o.image_hostile = new_frame(WIDTH, HEIGHT);
    o.outputs = new_frame(WIDTH, HEIGHT);
    o.outputs_hostile = new_frame(WIDTH, HEIGHT);
    o.semantic = NEW(float, semantic_floats);
    o.instance = NEW(float, instance_floats);
    o.semantic_hostile = NEW(float, semantic_floats);
    o.instance_hostile = NEW(float, instance_floats);
    return o;
}

static void compute(pansecb_session *session, const pansecb_options *options, outcome *o) {
    const pansecb_image image = rgb_image(picture, WIDTH, HEIGHT);
    const pansecb_image bad = pansecb_image_planar(hostile_picture, WIDTH, HEIGHT);
    CHECK_STATUS(pansecb_segment_image(session, &image, options, &o->image.result), PANSECB_OK);
    CHECK_STATE();
    CHECK_STATUS(pansecb_segment_image(session, &bad, options, &o->image_hostile.result), PANSECB_OK);
    CHECK_STATE();
    CHECK_STATUS(pansecb_forward(session, &image, o->semantic, o->instance), PANSECB_OK);
    CHECK_STATE();
    CHECK_STATUS(pansecb_forward(session, &bad, o->semantic_hostile, o->instance_hostile), PANSECB_OK);
    CHECK_STATE();
    CHECK_STATUS(pansecb_segment_outputs(session, o->semantic, o->instance, WIDTH, HEIGHT, options,
                                         &o->outputs.result), PANSECB_OK);
    CHECK_STATE();
    CHECK_STATUS(pansecb_segment_outputs(session, hostile_semantic, hostile_instance, WIDTH, HEIGHT, options,
                                         &o->outputs_hostile.result), PANSECB_OK);
    CHECK_STATE();
    CHECK_STATUS(pansecb_forward(session, NULL, NULL, NULL), PANSECB_INVALID_ARGUMENT);
    CHECK_STATE();
}

static int same_floats(const float *a, const float *b, size_t count) { return memcmp(a, b, count * sizeof *a) == 0; }

static void check_same(const outcome *a, const outcome *b) {
    CHECK(same_frame(&a->image, &b->image));
    CHECK(same_frame(&a->image_hostile, &b->image_hostile));
    CHECK(same_frame(&a->outputs, &b->outputs));
    CHECK(same_frame(&a->outputs_hostile, &b->outputs_hostile));
    CHECK(same_floats(a->semantic, b->semantic, semantic_floats));
    CHECK(same_floats(a->instance, b->instance, instance_floats));
    CHECK(same_floats(a->semantic_hostile, b->semantic_hostile, semantic_floats));
    CHECK(same_floats(a->instance_hostile, b->instance_hostile, instance_floats));
}

/* ------------------------------------------------------------------------------------------------ tests */

static pansecb_cpu level;
static pansecb_model *model;               /* loaded in the usual state */
static pansecb_options eager;
static outcome expected, got;

enum { BEFORE_LOAD, BEFORE_SESSION, BEFORE_FRAMES, MOMENTS };

/** The host enters its state before it loads the model, before it makes the session, or before the frames. The twins,
 *  which are slow, run with three threads only, of which one is the host's. */
static void results_in_the_state(void) {
    for (int moment = 0; moment < MOMENTS; ++moment) {
        pansecb_model *used = model;
        if (moment == BEFORE_LOAD) {
            enter_state();
            used = load_model(level);
            CHECK_STATE();
            leave_state();
        }
        for (uint32_t threads = level == PANSECB_CPU_SCALAR ? 3 : 1; threads <= 3; ++threads) {
            if (moment != BEFORE_FRAMES) enter_state();
            pansecb_session *session = make_session(used, WIDTH, HEIGHT, threads);
            if (moment != BEFORE_FRAMES) CHECK_STATE();
            enter_state();
            compute(session, &eager, &got);
            pansecb_session_release(session);
            CHECK_STATE();
            leave_state();
            check_same(&expected, &got);
        }
        if (moment == BEFORE_LOAD) pansecb_model_release(used);
    }
}

/** Functions of the host's that the library calls run in the host's state, and may change it. */
static FILE *reader_file;
static uint64_t reader_calls;

static size_t read_and_change(void *user, void *buffer, size_t size) {
    (void)user;
    CHECK_STATE();
    if (++reader_calls == 2) set_state(host_word = get_state() ^ FLAGS);
    return fread(buffer, 1, size, reader_file);
}

static void look_at_state(void *user, pansecb_log_level log_level, const char *text) {
    (void)log_level, (void)text;
    CHECK_STATE();
    ++*(int *)user;
}

static void callbacks_in_the_state(void) {
    int lines = 0;
    pansecb_model *own = NULL;
    pansecb_session *session = NULL;
    pansecb_model_options options = pansecb_model_options_default();
    pansecb_session_options session_options = pansecb_session_options_for(WIDTH, HEIGHT);
    options.cpu = level;
    options.log = session_options.log = look_at_state;
    options.log_user = session_options.log_user = &lines;
    reader_calls = 0;
    reader_file = fopen(model_path, "rb");
    NEED(reader_file != NULL);
    enter_state();
    CHECK_STATUS(pansecb_model_load_reader(read_and_change, NULL, &options, &own, NULL, 0), PANSECB_OK);
    CHECK_STATE();
    CHECK_STATUS(pansecb_session_create(own, &session_options, &session, NULL, 0), PANSECB_OK);
    CHECK_STATE();
    leave_state();
    fclose(reader_file);
    CHECK(reader_calls >= 2);
    CHECK_EQUAL(lines, 2);
    compute(session, &eager, &got);
    pansecb_session_release(session);
    pansecb_model_release(own);
    check_same(&expected, &got);
}

int main(int count, char **arguments) {
    uint64_t random = 17;
    begin(count, arguments);
    picture = new_picture(WIDTH, HEIGHT, 71);
    hostile_picture = NEW(float, 3 * PIXELS);
    for (size_t i = 0; i < 3 * PIXELS; ++i) hostile_picture[i] = hostile(next_random(&random), 97);
    RUN(states_have_effects);
    /* Once in full is enough; else some states do, without the twins. */
    const int is_full = getenv("PANSECB_TEST_ROUNDS") == NULL, step = is_full ? 1 : 3;
    for (int cpu = is_full ? PANSECB_CPU_SCALAR : PANSECB_CPU_BASELINE; cpu <= PANSECB_CPU_AMX; ++cpu) {
        pansecb_model_options options = pansecb_model_options_default();
        options.cpu = level = (pansecb_cpu)cpu;
        if (pansecb_model_load(model_path, &options, &model, NULL, 0) != PANSECB_OK) continue;
        eager = eager_options(model);
        if (!hostile_semantic) {
            const pansecb_model_info info = info_of(model);
            semantic_floats = (size_t)PIXELS * info.semantic_channels;
            instance_floats = (size_t)PIXELS * info.instance_channels;
            hostile_semantic = NEW(float, semantic_floats);
            hostile_instance = NEW(float, instance_floats);
            for (size_t i = 0; i < semantic_floats; ++i) hostile_semantic[i] = hostile(next_random(&random), 5);
            for (size_t i = 0; i < instance_floats; ++i) hostile_instance[i] = hostile(next_random(&random), 5);
            expected = new_outcome();
            got = new_outcome();
        }
        leave_state();
        pansecb_session *session = make_session(model, WIDTH, HEIGHT, 1);
        compute(session, &eager, &expected);
        pansecb_session_release(session);
        for (int i = 0; i < STATES; i += step) {
            char name[100];
            snprintf(name, sizeof name, "%s, host %s", pansecb_cpu_text(level), states[i].name);
            host = &states[i];
            tests.test = name;
            run_apart(results_in_the_state);
            if (level != PANSECB_CPU_SCALAR) run_apart(callbacks_in_the_state);
        }
        pansecb_model_release(model);
    }
    return finish();
}
