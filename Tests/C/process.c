/* What the library leaves alone: standard streams, locale, floating point mode, signals, environment; CPU levels. */
#include "test.h"

#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <sys/stat.h>

enum { WIDTH = 57, HEIGHT = 41 };

extern char **environ;

static uint8_t *picture;
static pansecb_image image;

/** Some of everything, with failures. */
static void use_the_library(void) {
    char why[100];
    pansecb_model *none = NULL;
    pansecb_session *no_session = NULL;
    pansecb_model *model = load_model(PANSECB_CPU_AUTO);
    pansecb_session *session = make_session(model, WIDTH, HEIGHT, 2);
    const pansecb_options eager = eager_options(model);
    pansecb_image large = rgb_image(picture, WIDTH + 1, HEIGHT);
    pansecb_session_options wrong = pansecb_session_options_for(0, 0);
    frame f = segment(session, &image, &eager);
    CHECK_STATUS(pansecb_forward(session, &image, NULL, NULL), PANSECB_OK);
    CHECK_STATUS(pansecb_segment_image(session, &large, NULL, &f.result), PANSECB_LIMIT);
    CHECK_STATUS(pansecb_session_create(model, &wrong, &no_session, why, sizeof why), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(pansecb_model_load("/nowhere", NULL, &none, why, sizeof why), PANSECB_CANNOT_READ);
    CHECK_STATUS(pansecb_model_load_memory(picture, 2000, NULL, &none, why, sizeof why), PANSECB_NOT_A_MODEL);
    free_frame(&f);
    pansecb_session_release(session);
    pansecb_model_release(model);
}

static void nothing_is_printed(void) {
    char path[] = P_tmpdir "/pansecb-test-XXXXXX";
    const int file = mkstemp(path), out = dup(1), err = dup(2);
    struct stat status;
    NEED(file >= 0 && out >= 0 && err >= 0);
    fflush(stdout);
    dup2(file, 1);
    dup2(file, 2);
    const int failures = tests.failures;
    use_the_library();
    fflush(stdout);
    dup2(out, 1);
    dup2(err, 2);
    CHECK_EQUAL(failures, tests.failures);
    CHECK(fstat(file, &status) == 0 && status.st_size == 0);
    close(file);
    close(out);
    close(err);
    unlink(path);
}

static uint32_t control_word(void) {
#if defined(__x86_64__)
    return __builtin_ia32_stmxcsr() & 0xffc0; /* rounding, flush to zero, masks; no sticky flags */
#else
    return (uint32_t)fegetround();
#endif
}

static void state_of_the_process(void) {
    const char *locales[] = {"C", "C.UTF-8", "de_DE.UTF-8"};
    for (int i = 0; i < 3; ++i) {
        if (!setlocale(LC_ALL, locales[i])) continue;
        fesetround(i ? FE_UPWARD : FE_TONEAREST);
        char *locale = strdup(setlocale(LC_ALL, NULL));
        const uint32_t word = control_word();
        const int rounding = fegetround();
        struct sigaction before[32], after[32];
        size_t variables = 0, variables_after = 0;
        for (int s = 1; s < 32; ++s) sigaction(s, NULL, &before[s]);
        while (environ[variables]) ++variables;
        const mode_t mask = umask(022);
        use_the_library();
        CHECK_EQUAL(umask(mask), 022);
        while (environ[variables_after]) ++variables_after;
        for (int s = 1; s < 32; ++s) {
            sigaction(s, NULL, &after[s]);
            CHECK(before[s].sa_handler == after[s].sa_handler);
        }
        CHECK_EQUAL(variables, variables_after);
        CHECK_EQUAL(control_word(), word);
        CHECK_EQUAL(fegetround(), rounding);
        CHECK(strcmp(setlocale(LC_ALL, NULL), locale) == 0);
        free(locale);
        fesetround(FE_TONEAREST);
    }
    setlocale(LC_ALL, "C");
}

/** Files that the library opens it also closes. */
static void no_file_stays_open(void) {
    const int next = dup(0);
    close(next);
    use_the_library();
    const int again = dup(0);
    close(again);
    CHECK_EQUAL(next, again);
}

/* ------------------------------------------------------------------------------------------------ CPU levels */

static pansecb_cpu level_in_use(void) {
    pansecb_model *model = load_model(PANSECB_CPU_AUTO);
    const pansecb_cpu cpu = info_of(model).cpu;
    pansecb_model_release(model);
    return cpu;
}

/** A thread's signal stack may be too small for AMX: Linux then refuses AMX, and where AMX was permitted, it refuses
 *  such a stack. */
static void a_small_signal_stack_rules_amx_out(void) {
    char why[200] = "";
    unsetenv("PANSECB_CPU");
    stack_t stack, later;
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = NEW(char, 8192);
    stack.ss_size = 8192;
    later = stack;
    NEED(sigaltstack(&stack, NULL) == 0);
    CHECK_EQUAL(level_in_use(), PANSECB_CPU_AVX512);
    pansecb_model *made = NULL;
    pansecb_model_options options = pansecb_model_options_default();
    options.cpu = PANSECB_CPU_AMX;
    CHECK_STATUS(pansecb_model_load(model_path, &options, &made, why, sizeof why), PANSECB_UNSUPPORTED);
    CHECK(why[0] != '\0' && made == NULL);
    stack.ss_flags = SS_DISABLE;
    NEED(sigaltstack(&stack, NULL) == 0);
    CHECK_EQUAL(level_in_use(), PANSECB_CPU_AMX);
    CHECK(sigaltstack(&later, NULL) != 0);
    free(later.ss_sp);
}

static void the_environment_lowers_the_level(void) {
    char *kept = getenv("PANSECB_CPU") ? strdup(getenv("PANSECB_CPU")) : NULL;
    const pansecb_cpu best = pansecb_cpu_best();
    for (int cpu = PANSECB_CPU_SCALAR; cpu <= PANSECB_CPU_AMX; ++cpu) {
        setenv("PANSECB_CPU", pansecb_cpu_text((pansecb_cpu)cpu), 1);
        CHECK_EQUAL(level_in_use(), (pansecb_cpu)cpu <= best ? (pansecb_cpu)cpu : best);
        CHECK_EQUAL(pansecb_cpu_best(), best);
    }
    const char *words[] = {"", "AVX2", "avx", "avx2 ", "sse9", "-1", "3"};
    for (size_t i = 0; i < sizeof words / sizeof *words; ++i) {
        setenv("PANSECB_CPU", words[i], 1);
        CHECK_EQUAL(level_in_use(), best);
    }
    unsetenv("PANSECB_CPU");
    CHECK_EQUAL(level_in_use(), best);
    setenv("PANSECB_CPU", "scalar", 1);                                /* an option stands above the environment */
    pansecb_model *model = load_model(PANSECB_CPU_BASELINE);
    CHECK_EQUAL(info_of(model).cpu, PANSECB_CPU_BASELINE);
    pansecb_model_release(model);
    if (kept) setenv("PANSECB_CPU", kept, 1);
    else unsetenv("PANSECB_CPU");
    free(kept);
}

static void levels_agree(void) {
    float *reference = NULL;
    size_t count = 0;
    for (int cpu = PANSECB_CPU_SCALAR; cpu <= (int)pansecb_cpu_best(); ++cpu) {
        pansecb_model *model = load_model((pansecb_cpu)cpu);
        const pansecb_model_info info = info_of(model);
        CHECK_EQUAL(info.cpu, cpu);
        pansecb_session *session = make_session(model, WIDTH, HEIGHT, 1);
        count = (size_t)WIDTH * HEIGHT * (info.semantic_channels + info.instance_channels);
        float *outputs = NEW(float, count);
        float *instance = outputs + (size_t)WIDTH * HEIGHT * info.semantic_channels;
        CHECK_STATUS(pansecb_forward(session, &image, outputs, instance), PANSECB_OK);
        if (!reference) {
            reference = outputs;
        } else {
            double largest = 0, difference = 0;
            for (size_t i = 0; i < count; ++i) {
                largest = fmax(largest, fabs((double)reference[i]));
                difference = fmax(difference, fabs((double)reference[i] - outputs[i]));
            }
            if (!CHECK(difference <= 1e-4 * largest))
                fprintf(stderr, "%s: %g of %g\n", pansecb_cpu_text((pansecb_cpu)cpu), difference, largest);
            free(outputs);
        }
        pansecb_session_release(session);
        pansecb_model_release(model);
    }
    free(reference);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    picture = new_picture(WIDTH, HEIGHT, 31);
    image = rgb_image(picture, WIDTH, HEIGHT);
    /* Before the process has asked for AMX. */
    if (pansecb_cpu_best() == PANSECB_CPU_AMX) RUN_APART(a_small_signal_stack_rules_amx_out);
    RUN(nothing_is_printed);
    RUN(state_of_the_process);
    RUN(no_file_stays_open);
    RUN(the_environment_lowers_the_level);
    RUN(levels_agree);
    free(picture);
    return finish();
}
