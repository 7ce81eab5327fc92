/*
 * segment MODEL IMAGE OUTPUT.png: finds what is in a PNG or JPEG picture, prints a table, paints it over the picture.
 *
 *     c++ -std=c++17 segment.cpp libpansecb_image.a libpansecb.a -lpng -ljpeg -pthread
 *
 * With CMake, where the libraries are installed:
 *     find_library(PANSECB pansecb REQUIRED)
 *     find_library(PANSECB_IMAGE pansecb_image REQUIRED)
 *     target_link_libraries(segment PRIVATE ${PANSECB_IMAGE} ${PANSECB})
 */
#include <pansecb.hpp>
#include <pansecb_image.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

/** A picture from a file, given back at the end. */
class Picture {
public:
    explicit Picture(const char *path) {
        if (pansecb_picture_read(path, PANSECB_PICTURE_RGB8, &picture, why, sizeof why) != PANSECB_PICTURE_OK)
            throw std::runtime_error(why);
    }
    ~Picture() { pansecb_picture_release(&picture); }
    Picture(const Picture &) = delete;
    Picture &operator=(const Picture &) = delete;

    void write(const char *path) {
        if (pansecb_picture_write_png(path, &picture, why, sizeof why) != PANSECB_PICTURE_OK)
            throw std::runtime_error(why);
    }
    int width() const { return int(picture.width); }
    int height() const { return int(picture.height); }
    std::uint8_t *pixel(int x, int y) {
        return static_cast<std::uint8_t *>(picture.pixels) + y * picture.stride + 3 * x;
    }
    pansecb_image image() const {
        return pansecb_image_of(PANSECB_RGB8, picture.pixels, picture.width, picture.height, picture.stride);
    }

private:
    pansecb_picture picture = pansecb_picture_empty();
    char why[512] = "";
};

static void print(const pansecb::Model &model, const pansecb::Result &result, const pansecb_timings &t) {
    std::printf("%8s  %-16s %8s  %-20s %-15s %5s\n", "id", "class", "pixels", "box (x y w h)", "centre (x y)", "score");
    for (const pansecb_segment &s : result.segments) {
        std::printf("%8u  %-16s %8u  %4u %4u %4u %4u  %6.1f %6.1f  ", s.id, model.classes()[s.class_index].name.data(),
                    s.area, s.box_x, s.box_y, s.box_width, s.box_height, s.centre_x, s.centre_y);
        std::printf(s.thing ? "%6.2f\n" : "\n", s.score);
    }
    std::printf("time: %.1f ms; encoder %.1f, semantic %.1f, instance %.1f, clustering %.1f, output %.1f\n",
                t.total / 1e6, (t.input + t.encoder) / 1e6, t.semantic / 1e6, t.instance / 1e6, t.clustering / 1e6,
                t.output / 1e6);
}

/** The class's colour; objects of a class lie on a ramp from dark to light, neighbours in number far apart on it. */
static void tint(std::uint8_t *pixel, const pansecb::Class &entry, std::uint32_t instance) {
    const std::uint8_t colour[3] = {entry.red, entry.green, entry.blue};
    const double share = instance ? 0.6 : 0.45;
    const double light = instance ? std::fmod(instance * 0.618034, 1.0) - 0.5 : 0;
    for (int c = 0; c < 3; ++c) {
        const double shade = light < 0 ? colour[c] * (1 + light) : colour[c] + (255 - colour[c]) * light;
        pixel[c] = std::uint8_t((1 - share) * pixel[c] + share * shade + 0.5);
    }
}

static void paint(Picture &picture, const pansecb::Model &model, const pansecb::Result &result) {
    const int width = picture.width(), height = picture.height();
    const auto instance = [&](int x, int y) {
        return result.instance_map[std::size_t(y) * std::size_t(width) + std::size_t(x)];
    };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const std::uint32_t own = instance(x, y);
            const auto index = result.class_map[std::size_t(y) * std::size_t(width) + std::size_t(x)];
            if (index != PANSECB_NO_CLASS) tint(picture.pixel(x, y), model.classes()[index], own);
            // Objects get a white rim on their own pixels and a dark one around them, so that they show on any ground.
            const bool rim = (x > 0 && instance(x - 1, y) != own) || (x + 1 < width && instance(x + 1, y) != own) ||
                             (y > 0 && instance(x, y - 1) != own) || (y + 1 < height && instance(x, y + 1) != own);
            if (rim) std::fill_n(picture.pixel(x, y), 3, std::uint8_t(own ? 255 : 32));
        }
    }
}

int main(int count, char **arguments) try {
    if (count != 4) throw std::runtime_error("usage: segment MODEL IMAGE OUTPUT.png");
    Picture picture(arguments[2]);
    const auto model = pansecb::Model::load(arguments[1]);
    const pansecb_image image = picture.image();
    pansecb_session_options options = pansecb_session_options_for(image.width, image.height);
    options.threads = 0;                                                           // one for each processor
    pansecb::Session session(model, options);
    const pansecb::Result result = session.segment(image, nullptr, pansecb::class_map | pansecb::instance_map);
    print(model, result, session.timings());
    paint(picture, model, result);
    picture.write(arguments[3]);
    return 0;
} catch (const std::exception &failure) {
    std::fprintf(stderr, "segment: %s\n", failure.what());
    return 1;
}
