/* pansecb.hpp: owners, exceptions, containers; the same results as those of the C functions. */
#include "test.h"

#include <fstream>
#include <pansecb.hpp>
#include <type_traits>

enum { WIDTH = 77, HEIGHT = 52 };

static_assert(std::is_nothrow_move_constructible_v<pansecb::Model> && std::is_move_assignable_v<pansecb::Model>,
              "moves");
static_assert(!std::is_copy_constructible_v<pansecb::Model> && !std::is_copy_constructible_v<pansecb::Session>,
              "no copies");
static_assert(std::is_nothrow_move_constructible_v<pansecb::Session> && std::is_move_assignable_v<pansecb::Session>,
              "moves");

static uint8_t *picture;
static pansecb_image image;

/** The status with which `run` throws a pansecb::Error that has a text. */
template <class Run> static pansecb_status thrown_by(Run run) {
    try {
        run();
    } catch (const pansecb::Error &error) {
        CHECK(error.what()[0] != 0);
        return error.status();
    }
    return PANSECB_OK;
}

static bool same(const pansecb::Result &a, const pansecb::Result &b) {
    return a.width == b.width && a.height == b.height && a.class_map == b.class_map &&
           a.instance_map == b.instance_map && a.panoptic_map == b.panoptic_map &&
           memcmp(a.confidence_map.data(), b.confidence_map.data(), 4 * a.confidence_map.size()) == 0 &&
           a.segments.size() == b.segments.size() &&
           memcmp(a.segments.data(), b.segments.data(), a.segments.size() * sizeof(pansecb_segment)) == 0;
}

static void models() {
    size_t size;
    uint8_t *file = read_file(model_path, &size);
    const auto by_path = pansecb::Model::load(model_path), by_memory = pansecb::Model::load(file, size);
    free(file);
    std::ifstream stream(model_path, std::ios::binary);
    auto by_stream = pansecb::Model::load_stream(stream);
    pansecb_model *plain = load_model(PANSECB_CPU_AUTO);
    for (const pansecb::Model *model : {&by_path, &by_memory, static_cast<const pansecb::Model *>(&by_stream)}) {
        CHECK_EQUAL(model->classes().size(), info_of(plain).class_count);
        CHECK(model->licence() == info_of(plain).licence && model->source() == info_of(plain).source);
        for (uint32_t i = 0; i < model->classes().size(); ++i) {
            const pansecb_class expected = class_of(plain, i);
            const pansecb::Class &entry = model->classes()[i];
            CHECK(entry.name == expected.name && entry.label_id == expected.label_id &&
                  entry.thing == (expected.thing != 0));
            CHECK(entry.red == expected.red && entry.green == expected.green && entry.blue == expected.blue);
        }
        const pansecb_options options = model->options();
        CHECK_EQUAL(options.min_pixels, options_of(plain).min_pixels);
    }
    const auto name = by_stream.classes()[0].name;
    const auto moved = std::move(by_stream);                           // texts stay where they are
    CHECK(moved.classes()[0].name.data() == name.data());
    pansecb_model_release(plain);
}

static void failures() {
    using pansecb::Model;
    CHECK_STATUS(thrown_by([] { Model::load("/nowhere"); }), PANSECB_CANNOT_READ);
    CHECK_STATUS(thrown_by([] { Model::load("x", 1); }), PANSECB_NOT_A_MODEL);
    CHECK_STATUS(thrown_by([] { Model::load_reader([](void *, size_t) { return 0; }); }), PANSECB_CANNOT_READ);
    std::ifstream missing("/nowhere");
    CHECK_STATUS(thrown_by([&] { Model::load_stream(missing); }), PANSECB_CANNOT_READ);
    try {                                                              // what a reader throws comes out
        Model::load_reader([](void *, size_t) -> size_t { throw 42; });
        CHECK(!"thrown");
    } catch (int number) {
        CHECK_EQUAL(number, 42);
    }
    const auto model = Model::load(model_path);
    CHECK_STATUS(thrown_by([&] { pansecb::Session(model, pansecb_session_options_for(0, 0)); }),
                 PANSECB_INVALID_ARGUMENT);
    pansecb::Session session(model, pansecb_session_options_for(WIDTH, HEIGHT));
    pansecb_image wrong = image;
    wrong.width += 1;
    CHECK_STATUS(thrown_by([&] { session.segment(wrong); }), PANSECB_LIMIT);
    CHECK_STATUS(thrown_by([&] { session.forward(wrong); }), PANSECB_LIMIT);
    wrong = image;
    wrong.planes[0] = nullptr;
    CHECK_STATUS(thrown_by([&] { session.segment(wrong); }), PANSECB_INVALID_ARGUMENT);
    pansecb_options options = model.options();
    options.claim_threshold = 2;
    CHECK_STATUS(thrown_by([&] { session.segment(image, &options); }), PANSECB_INVALID_ARGUMENT);
    CHECK_STATUS(thrown_by([&] { session.segment(pansecb::Outputs{4, 4, {}, {}}); }), PANSECB_INVALID_ARGUMENT);
}

static void results() {
    auto loaded = pansecb::Model::load(model_path);
    pansecb_options eager = eager_options(loaded.handle());
    const auto session_options = pansecb_session_options_for(WIDTH, HEIGHT);
    CHECK(pansecb::Session::memory(loaded, session_options) > 100000);
    pansecb::Session made(loaded, session_options);
    { const auto gone = std::move(loaded); }                           // a session keeps its model alive
    pansecb::Session session = std::move(made);
    const auto result = session.segment(image, &eager);
    CHECK(session.timings().total > 0);

    pansecb_model *plain = load_model(PANSECB_CPU_AUTO);
    pansecb_session *plain_session = make_session(plain, WIDTH, HEIGHT, 1);
    frame f = segment(plain_session, &image, &eager);
    const size_t pixels = WIDTH * HEIGHT;
    CHECK(result.width == WIDTH && result.height == HEIGHT && result.class_map.size() == pixels);
    CHECK(memcmp(result.class_map.data(), f.result.class_map, pixels) == 0);
    CHECK(memcmp(result.instance_map.data(), f.result.instance_map, 4 * pixels) == 0);
    CHECK(memcmp(result.panoptic_map.data(), f.result.panoptic_map, 4 * pixels) == 0);
    CHECK(memcmp(result.confidence_map.data(), f.result.confidence_map, 4 * pixels) == 0);
    if (CHECK_EQUAL(result.segments.size(), f.result.segment_count))
        CHECK(memcmp(result.segments.data(), f.result.segments, f.result.segment_count * sizeof(pansecb_segment)) == 0);
    free_frame(&f);
    pansecb_session_release(plain_session);
    pansecb_model_release(plain);

    CHECK(same(session.segment(session.forward(image), &eager), result));
    const auto some = session.segment(image, &eager, pansecb::class_map | pansecb::panoptic_map);
    CHECK(some.instance_map.empty() && some.confidence_map.empty());
    CHECK(some.class_map == result.class_map && some.panoptic_map == result.panoptic_map);
    CHECK(some.segments.size() == result.segments.size());
    CHECK(session.segment(image, &eager, pansecb::no_maps).segments.size() == result.segments.size());
}

static void results_are_used_again() {
    const auto model = pansecb::Model::load(model_path);
    pansecb_options eager = eager_options(model.handle());
    pansecb::Session session(model, pansecb_session_options_for(WIDTH, HEIGHT));
    pansecb::Result result;
    session.segment(image, result, &eager);
    const pansecb::Result first = result;
    const void *map = result.panoptic_map.data(), *table = result.segments.data();
    const pansecb_image part = rgb_image(picture, 20, 10);
    session.segment(part, result, &eager);
    CHECK_EQUAL(result.panoptic_map.size(), 200);
    session.segment(image, result, &eager);
    CHECK(same(result, first));
    CHECK(result.panoptic_map.data() == map && result.segments.data() == table);
}

int main(int count, char **arguments) {
    begin(count, arguments);
    picture = new_picture(WIDTH, HEIGHT, 8);
    image = rgb_image(picture, WIDTH, HEIGHT);
    RUN(models);
    RUN(failures);
    RUN(results);
    RUN(results_are_used_again);
    free(picture);
    return finish();
}
