/*
 * Weight files that are cut, damaged or made to harm. Whatever is in a file, loading ends in a status and a text, or in
 * a model that can be used. Changes are made under a checksum that is right again, or nothing behind it would be
 * tested.
 *
 * PANSECB_TEST_ROUNDS sets how many random changes are tried (2000).
 */
#include "test.h"

enum { HEADER = 128, CLASS = 32, TENSOR = 64, SIDE = 16, CHECKSUM_AT = 12, SIZE_AT = 16 };

static uint8_t *file, *file_end;       /* file_end is where no access is allowed */
static size_t file_size;
static uint8_t picture[3 * SIDE * SIDE];

static uint32_t rounds;

static uint32_t fewer(uint32_t count) { return count < rounds ? count : rounds; }

static uint32_t number_at(const uint8_t *bytes, size_t at) {
    uint32_t value;
    memcpy(&value, bytes + at, 4);
    return value;
}
static void put(uint8_t *bytes, size_t at, uint32_t value) { memcpy(bytes + at, &value, 4); }
static void put_size(uint8_t *bytes, uint64_t size) { memcpy(bytes + SIZE_AT, &size, 8); }

/* ------------------------------------------------------------------------------------------------ checksum */

static uint32_t crc_table[256];

static void make_crc_table(void) {
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
        crc_table[byte] = value;
    }
}

static uint32_t crc_of(uint32_t state, const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; ++i) state = state >> 8 ^ crc_table[(state ^ bytes[i]) & 255];
    return state;
}

static void put_checksum(uint8_t *bytes, size_t size) {
    put(bytes, CHECKSUM_AT, 0);
    put(bytes, CHECKSUM_AT, ~crc_of(0xffffffff, bytes, size));
}

/** The bytes from `start` on stay as they are: what a state at `start` becomes at the end is linear in its 32 bits. */
typedef struct tail {
    size_t start;
    uint32_t zero, bit[32];
} tail;

static tail make_tail(size_t start) {
    tail t;
    t.start = start;
    t.zero = crc_of(0, file + start, file_size - start);
    for (int i = 0; i < 32; ++i) t.bit[i] = crc_of(1u << i, file + start, file_size - start) ^ t.zero;
    return t;
}

static void put_checksum_fast(const tail *t) {
    put(file, CHECKSUM_AT, 0);
    uint32_t head = crc_of(0xffffffff, file, t->start), whole = t->zero;
    for (int i = 0; i < 32; ++i) whole ^= head >> i & 1 ? t->bit[i] : 0;
    put(file, CHECKSUM_AT, ~whole);
}

/* ------------------------------------------------------------------------------------------------ use of a model */

/** Loads what stands before the guard. Where that works the model must be fit for use. */
static pansecb_status try_bytes(const uint8_t *start, size_t size) {
    char why[200] = "?";
    pansecb_model *model = NULL;
    pansecb_status status = pansecb_model_load_memory(start, size, NULL, &model, why, sizeof why);
    CHECK((model != NULL) == (status == PANSECB_OK));
    CHECK((why[0] == 0) == (status == PANSECB_OK) && strlen(why) < sizeof why);
    CHECK(status >= PANSECB_OK && status <= PANSECB_UNSUPPORTED && status != PANSECB_CANNOT_READ);
    if (!model) return status;

    const pansecb_model_info info = info_of(model);
    pansecb_options eager = eager_options(model);
    pansecb_session *session = make_session(model, SIDE, SIDE, 1);
    pansecb_image image = rgb_image(picture, SIDE, SIDE);
    frame f = segment(session, &image, NULL), g = segment(session, &image, &eager);
    for (size_t i = 0; i < SIDE * SIDE; ++i) {
        CHECK(f.result.class_map[i] < info.class_count || f.result.class_map[i] == PANSECB_NO_CLASS);
        CHECK(g.result.class_map[i] < info.class_count || g.result.class_map[i] == PANSECB_NO_CLASS);
    }
    for (uint32_t i = 0; i < info.class_count; ++i) CHECK(strlen(class_of(model, i).name) <= 3 * 255);
    CHECK(strlen(info.licence) + strlen(info.source) < 1 << 23);
    free_frame(&f);
    free_frame(&g);
    pansecb_session_release(session);
    pansecb_model_release(model);
    return status;
}

/* ------------------------------------------------------------------------------------------------ cut files */

static void check_cut(size_t size) {
    uint8_t *start = file_end - size;
    memcpy(start, file, size);
    CHECK_STATUS(try_bytes(start, size), size < 8 ? PANSECB_NOT_A_MODEL : PANSECB_DAMAGED);
}

/** Every length to the first tensor, both sides of every tensor's ends, and some thousand others. */
static void cut_anywhere(void) {
    const uint32_t table = number_at(file, 60), tensors = number_at(file, 44);
    const size_t first = number_at(file, table + 32);
    uint64_t state = 1;
    for (size_t size = 0; size < first + 100; ++size) check_cut(size);
    for (size_t i = 0; i < tensors; ++i) {
        const size_t start = number_at(file, table + i * TENSOR + 32),
                     length = number_at(file, table + i * TENSOR + 40);
        check_cut(start);
        check_cut(start + length - 1);
        if (start + length < file_size) check_cut(start + length);
    }
    check_cut(file_size - 1);
    for (uint32_t i = 0; i < rounds; ++i) check_cut(next_random(&state) % file_size);
}

/** A cut that knows what it does: header and checksum fit the shorter file. */
static void cut_and_signed(void) {
    const uint32_t table = number_at(file, 60), tensors = number_at(file, 44);
    uint64_t state = 2;
    for (size_t i = 0; i < fewer(600); ++i) {
        size_t size = HEADER + next_random(&state) % 14000;
        if (i % 8 == 0) size = HEADER + next_random(&state) % (file_size - HEADER);
        if (i < 4) size = number_at(file, table + (tensors - 1) * TENSOR + 32) + i;
        uint8_t *start = file_end - size;
        memcpy(start, file, size);
        put_size(start, size);
        put_checksum(start, size);
        CHECK_STATUS(try_bytes(start, size), PANSECB_DAMAGED);
    }
}

static void bytes_behind_the_end(void) {
    uint8_t *longer = NEW(uint8_t, file_size + 1);
    memcpy(longer, file, file_size);
    CHECK_STATUS(try_bytes(longer, file_size + 1), PANSECB_DAMAGED);
    put_size(longer, file_size + 1);
    put_checksum(longer, file_size + 1);
    try_bytes(longer, file_size + 1);                                  /* bytes that no table claims do no harm */
    free(longer);
}

static void flipped_bits(void) {
    uint64_t state = 3;
    for (uint32_t i = 0; i < fewer(300); ++i) {
        size_t at = next_random(&state) % (i % 3 ? file_size : (size_t)HEADER);
        uint8_t bit = (uint8_t)(1u << (next_random(&state) & 7));
        file[at] ^= bit;
        CHECK(try_bytes(file, file_size) != PANSECB_OK);
        file[at] ^= bit;
    }
}

/* ------------------------------------------------------------------------------------------------ changed files */

/** Where the child that tries changes has got to, for the parent. */
static volatile uint32_t *progress;

static uint32_t interesting(uint64_t *state) {
    static const uint32_t values[] = {0, 1, 2, 3, 4, 7, 8, 64, 65, 127, 128, 254, 255, 256, 257, 999, 4000000, 4000001,
                                      0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffc0, 0xffffffff,
                                      0x7f800000, 0x7fc00000, 0x3f7fffff};
    uint64_t r = next_random(state);
    if (r % 4 == 0) return (uint32_t)(r >> 32);
    return values[(r >> 8) % (sizeof values / sizeof *values)];
}

/** One random change of the part before the tensors. */
static void change(uint64_t *state, size_t end) {
    const uint32_t classes = number_at(file, 40), tensors = number_at(file, 44);
    const uint32_t tables[] = {number_at(file, 56), number_at(file, 60), number_at(file, 64)};
    const uint64_t r = next_random(state);
    size_t at = 24 + next_random(state) % (HEADER - 24);
    switch (r % 8) {
    case 0: case 1: break;                                             /* header */
    case 2: case 3: at = tables[0] + next_random(state) % ((size_t)CLASS * (classes % 300)); break;
    case 4: case 5: at = tables[1] + next_random(state) % ((size_t)TENSOR * (tensors % 300)); break;
    case 6: at = tables[2] + next_random(state) % 4096; break;
    default: at = 8 + next_random(state) % (end - 8); break;
    }
    if (at >= end - 8) return;                                         /* an earlier change has moved a table away */
    switch (next_random(state) % 4) {
    case 0: file[at] = (uint8_t)next_random(state); break;
    case 1: file[at] ^= (uint8_t)(1u << (next_random(state) & 7)); break;
    case 2: put(file, at & ~(size_t)3, interesting(state)); break;
    default:
        put(file, at & ~(size_t)3, number_at(file, at & ~(size_t)3) + (uint32_t)(next_random(state) % 17) - 8);
        break;
    }
}

static void try_changes(uint32_t from, uint32_t to) {
    const size_t end = number_at(file, number_at(file, 60) + 32);
    const tail rest = make_tail(end);
    uint8_t *kept = NEW(uint8_t, end);
    memcpy(kept, file, end);
    for (uint32_t number = from; number < to; ++number) {
        uint64_t state = 1000 + number;
        progress[0] = number;
        /* Many changes spoil one thing only; as many spoil two that may hide each other. */
        for (uint32_t i = 0; i <= number % 3; ++i) {
            if (number_at(file, 40) % 300 && number_at(file, 44) % 300) change(&state, end);
        }
        put_checksum_fast(&rest);
        if (try_bytes(file, file_size) == PANSECB_OK) ++progress[1];
        memcpy(file, kept, end);
    }
    progress[0] = to;
    free(kept);
}

static void changed_under_a_right_checksum(void) {
    uint32_t from = 0;
    progress[1] = 0;
    while (from < rounds && tests.failures < 5) {
        int status = 0;
        pid_t child = fork();
        NEED(child >= 0);
        if (child == 0) {
            tests.failures = 0;
            try_changes(from, rounds);
            _exit(tests.failures != 0);
        }
        NEED(waitpid(child, &status, 0) == child);
        if (!status) break;
        char text[100];
        snprintf(text, sizeof text, "change %u of %u: wait status %d", progress[0], rounds, status);
        failed(__FILE__, __LINE__, text);
        from = progress[0] + 1;
    }
    printf("%u of %u changed files load\n", progress[1], rounds);
    if (rounds >= 1000) CHECK(progress[1] > rounds / 100);             /* or the changes test the first check only */
}

/** Numbers that no training gives. */
static void weights_that_are_no_numbers(void) {
    const uint32_t table = number_at(file, 60), tensors = number_at(file, 44);
    const uint16_t halves[] = {0x7c00, 0xfc00, 0x7e00, 0x7bff, 0xfbff, 0x0001, 0x8000};
    const uint32_t floats[] = {0x7f800000, 0xff800000, 0x7fc00000, 0x7f7fffff, 0xff7fffff, 1, 0x80000000};
    uint8_t *kept = NEW(uint8_t, file_size);
    uint64_t state = 4;
    memcpy(kept, file, file_size);
    for (uint32_t i = 0; i < fewer(60); ++i) {
        const size_t entry = table + (i % 3 ? next_random(&state) % tensors : tensors - 1 - i / 3 % 8) * TENSOR;
        const size_t start = number_at(file, entry + 32), length = number_at(file, entry + 40);
        for (size_t at = 0; at + 4 <= length; at += i & 1 ? 4 : 1 + next_random(&state) % length / 4 * 4) {
            if (number_at(file, entry + 8) == 2) memcpy(file + start + (at & ~(size_t)1), &halves[i % 7], 2);
            else memcpy(file + start + (at & ~(size_t)3), &floats[i % 7], 4);
        }
        put_checksum(file, file_size);
        CHECK_STATUS(try_bytes(file, file_size), PANSECB_OK);
        memcpy(file, kept, file_size);
    }
    free(kept);
}

/* ------------------------------------------------------------------------------------------------ sizes */

static size_t give_header(void *user, void *buffer, size_t size) {
    size_t *given = (size_t *)user;
    size_t count = *given < HEADER ? HEADER - *given : 0;
    if (count > size) count = size;
    memcpy(buffer, file + *given, count);
    *given += count;
    return count;
}

static void sizes_that_harm(void) {
    const struct { uint64_t size; pansecb_status memory, reader; } sizes[] = {
        {0, PANSECB_DAMAGED, PANSECB_DAMAGED}, {127, PANSECB_DAMAGED, PANSECB_DAMAGED},
        {HEADER, PANSECB_DAMAGED, PANSECB_DAMAGED}, {1u << 30, PANSECB_DAMAGED, PANSECB_CANNOT_READ},
        {(1u << 30) + 1, PANSECB_LIMIT, PANSECB_LIMIT}, {UINT32_MAX, PANSECB_LIMIT, PANSECB_LIMIT},
        {(uint64_t)1 << 62, PANSECB_LIMIT, PANSECB_LIMIT}, {(uint64_t)1 << 63, PANSECB_LIMIT, PANSECB_LIMIT},
        {UINT64_MAX, PANSECB_LIMIT, PANSECB_LIMIT},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        char why[128] = "";
        size_t given = 0;
        pansecb_model *model = NULL;
        put_size(file, sizes[i].size);
        CHECK_STATUS(pansecb_model_load_memory(file, file_size, NULL, &model, why, sizeof why), sizes[i].memory);
        CHECK(why[0] && model == NULL);
        CHECK_STATUS(pansecb_model_load_reader(give_header, &given, NULL, &model, why, sizeof why), sizes[i].reader);
        CHECK(why[0] && model == NULL);
    }
    put_size(file, file_size);
    put(file, 8, 4);
    CHECK_STATUS(try_bytes(file, file_size), PANSECB_UNKNOWN_VERSION);
    put(file, 8, 1);
    CHECK_STATUS(try_bytes(file, file_size), PANSECB_OK);
}

/** Version 2 has the width of the network where version 1 has zeros. */
static void versions_and_widths(void) {
    const struct { uint32_t version, width; pansecb_status status; } headers[] = {
        {0, 0, PANSECB_UNKNOWN_VERSION}, {4, 4, PANSECB_UNKNOWN_VERSION}, {UINT32_MAX, 4, PANSECB_UNKNOWN_VERSION},
        {1, 4, PANSECB_DAMAGED}, {2, 0, PANSECB_DAMAGED}, {2, 5, PANSECB_DAMAGED}, {2, UINT32_MAX, PANSECB_DAMAGED},
        {3, 5, PANSECB_DAMAGED}, {3, 4, PANSECB_OK}, {2, 4, PANSECB_OK}, {1, 0, PANSECB_OK},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; ++i) {
        put(file, 8, headers[i].version);
        put(file, 116, headers[i].width);
        put_checksum(file, file_size);
        CHECK_STATUS(try_bytes(file, file_size), headers[i].status);
    }
}

/** Sessions of the largest sizes are counted, and made or refused: with the memory that there is. */
static void sessions_that_are_too_large(void) {
    const uint32_t sides[] = {PANSECB_MAX_SIDE - 1, PANSECB_MAX_SIDE};
    pansecb_model *model = load_model(PANSECB_CPU_AUTO);
    for (int i = 0; i < 2; ++i) {
        uint64_t bytes = 0;
        pansecb_session *session = NULL;
        pansecb_session_options options = pansecb_session_options_for(sides[i], sides[i]);
        CHECK_STATUS(pansecb_session_memory(model, &options, &bytes), PANSECB_OK);
        CHECK(bytes > (uint64_t)sides[i] * sides[i]);
        pansecb_status status = pansecb_session_create(model, &options, &session, NULL, 0);
        CHECK(status == PANSECB_OK || status == PANSECB_OUT_OF_MEMORY);
        CHECK((session != NULL) == (status == PANSECB_OK));
        pansecb_session_release(session);
    }
    pansecb_model_release(model);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    uint8_t *data = read_file(model_path, &file_size);
    file = guarded(file_size);
    memcpy(file, data, file_size);
    file_end = guarded(file_size) + file_size;
    free(data);
    make_crc_table();
    rounds = getenv("PANSECB_TEST_ROUNDS") ? (uint32_t)atoi(getenv("PANSECB_TEST_ROUNDS")) : 2000;
    for (size_t i = 0; i < sizeof picture; ++i) picture[i] = (uint8_t)(i * 37 % 251);
    progress = (volatile uint32_t *)mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    NEED(progress != MAP_FAILED);
    RUN_APART(cut_anywhere);
    RUN_APART(cut_and_signed);
    RUN_APART(bytes_behind_the_end);
    RUN_APART(flipped_bits);
    RUN(changed_under_a_right_checksum);
    RUN_APART(weights_that_are_no_numbers);
    RUN_APART(sizes_that_harm);
    RUN_APART(versions_and_widths);
    RUN_APART(sessions_that_are_too_large);
    return finish();
}
