/*
 * PanSECB for C++17: owners, exceptions and containers over pansecb.h.      SPDX-License-Identifier: Apache-2.0
 *
 * Header-only; it needs pansecb.h, the standard library and libpansecb. pansecb.h remains the manual: of statuses,
 * options, images, maps, segments, and of what may be called from which thread.
 *
 *     #include <pansecb.hpp>
 *     #include <iostream>
 *
 *     void segment(const char *weights, const std::uint8_t *rgb, std::uint32_t width, std::uint32_t height) {
 *         const auto model = pansecb::Model::load(weights);
 *         auto session = pansecb::Session(model, pansecb_session_options_for(width, height));
 *         const auto image = pansecb_image_of(PANSECB_RGB8, rgb, width, height, 3 * std::ptrdiff_t(width));
 *         const pansecb::Result result = session.segment(image);       // throws pansecb::Error, as all of them do
 *         for (const pansecb_segment &found : result.segments)
 *             std::cout << model.classes()[found.class_index].name << ": " << found.area << " pixels\n";
 *     }
 *
 *     c++ -std=c++17 program.cpp libpansecb.a -pthread
 *
 * In the loop of a camera keep one Result and call session.segment(image, result): its vectors are used again.
 */
#ifndef PANSECB_HPP
#define PANSECB_HPP

#include "pansecb.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pansecb {

/** What every failure becomes: a status, and in what() the library's sentence about it. */
class Error : public std::runtime_error {
public:
    Error(pansecb_status status, const char *text)
        : std::runtime_error(text && *text ? text : pansecb_status_text(status)), status_(status) {}
    pansecb_status status() const noexcept { return status_; }

private:
    pansecb_status status_;
};

/** Throws unless the status is PANSECB_OK. */
inline void check(pansecb_status status, const char *text = nullptr) {
    if (status != PANSECB_OK) throw Error(status, text);
}

/** One class of a model; the text lives as long as the model. */
struct Class {
    std::uint32_t label_id;
    std::string_view name;
    std::uint8_t red, green, blue;
    bool thing;
};

/** Weights and class table, constant: any number of threads and sessions may use one at the same time. */
class Model {
public:
    /** Loads a weight file. */
    static Model load(const std::string &path, const pansecb_model_options &options = pansecb_model_options_default()) {
        return make([&](auto model, auto text, auto size) {
            return pansecb_model_load(path.c_str(), &options, model, text, size);
        });
    }
    /** The same from memory, which is not used after the call. */
    static Model load(const void *data, std::size_t size,
                      const pansecb_model_options &options = pansecb_model_options_default()) {
        return make([&](auto model, auto text, auto room) {
            return pansecb_model_load_memory(data, size, &options, model, text, room);
        });
    }
    /** The same through `read(void *buffer, size_t size)`, which returns how many bytes it gave. What it throws comes
     *  out. */
    template <class Read>
    static Model load_reader(Read &&read, const pansecb_model_options &options = pansecb_model_options_default()) {
        struct Context {
            Read &read;
            std::exception_ptr thrown;
        } context{read, nullptr};
        const pansecb_read callback = [](void *user, void *buffer, std::size_t size) -> std::size_t {
            auto &reader = *static_cast<Context *>(user);
            try {
                return static_cast<std::size_t>(reader.read(buffer, size));
            } catch (...) {                                            // no exception may pass through the library
                reader.thrown = std::current_exception();
                return 0;
            }
        };
        return make([&](auto model, auto text, auto size) {
            const auto status = pansecb_model_load_reader(callback, &context, &options, model, text, size);
            if (context.thrown) std::rethrow_exception(context.thrown);
            return status;
        });
    }
    /** The same from a std::istream, or whatever has its read() and gcount(). */
    template <class Stream>
    static Model load_stream(Stream &stream, const pansecb_model_options &options = pansecb_model_options_default()) {
        return load_reader(
            [&](void *buffer, std::size_t size) {
                stream.read(static_cast<char *>(buffer), static_cast<std::ptrdiff_t>(size));
                return stream.gcount();
            },
            options);
    }

    /** What the model is; its texts live as long as the model. */
    const pansecb_model_info &info() const noexcept { return info_; }
    std::string_view licence() const noexcept { return info_.licence; }
    std::string_view source() const noexcept { return info_.source; }
    /** The class table: class maps and segments hold indices into it. */
    const std::vector<Class> &classes() const noexcept { return classes_; }
    /** The model's thresholds, to be changed and passed to Session::segment. */
    pansecb_options options() const {
        pansecb_options options{};
        options.struct_size = sizeof options;
        check(pansecb_model_get_options(handle(), &options));
        return options;
    }
    const pansecb_model *handle() const noexcept { return handle_.get(); }

private:
    struct Release {
        void operator()(pansecb_model *model) const noexcept { pansecb_model_release(model); }
    };

    explicit Model(pansecb_model *model) : handle_(model) {
        info_.struct_size = sizeof info_;
        check(pansecb_model_get_info(model, &info_));
        for (std::uint32_t index = 0; index < info_.class_count; ++index) {
            pansecb_class entry{};
            entry.struct_size = sizeof entry;
            check(pansecb_model_get_class(model, index, &entry));
            classes_.push_back({entry.label_id, entry.name, entry.red, entry.green, entry.blue, entry.thing != 0});
        }
    }

    template <class Load> static Model make(Load load) {
        pansecb_model *model = nullptr;
        char text[512] = "";
        check(load(&model, text, sizeof text), text);
        return Model(model);
    }

    std::unique_ptr<pansecb_model, Release> handle_;
    pansecb_model_info info_{};
    std::vector<Class> classes_;
};

/** Which maps Session::segment makes, added with |. */
enum Maps : unsigned {
    no_maps = 0, class_map = 1, instance_map = 2, panoptic_map = 4, confidence_map = 8, all_maps = 15
};

/** What was found in an image: dense maps of width x height, those that were asked for, and the segment table. */
struct Result {
    std::uint32_t width = 0, height = 0;
    std::vector<std::uint8_t> class_map;
    std::vector<std::uint32_t> instance_map, panoptic_map;
    std::vector<float> confidence_map;
    std::vector<pansecb_segment> segments;
    /** Seeds from which an object was looked for; whether pansecb_options.max_attempts ended the search. */
    std::uint32_t attempts = 0;
    bool cut_short = false;
};

/** Outputs of the bare network, [channels][height][width]; empty where the model has none. */
struct Outputs {
    std::uint32_t width = 0, height = 0;
    std::vector<float> semantic, instance;
};

/** Working memory and threads for frames up to a fixed size; one thread at a time. Keeps its model alive. */
class Session {
public:
    Session(const Model &model, const pansecb_session_options &options) : info_(model.info()), options_(options) {
        pansecb_session *session = nullptr;
        char text[512] = "";
        check(pansecb_session_create(model.handle(), &options, &session, text, sizeof text), text);
        handle_.reset(session);
    }

    /** Bytes that a session takes. */
    static std::uint64_t memory(const Model &model, const pansecb_session_options &options) {
        std::uint64_t bytes = 0;
        check(pansecb_session_memory(model.handle(), &options, &bytes));
        return bytes;
    }

    /** Image to maps and segments. @param options nullptr: the model's defaults. */
    Result segment(const pansecb_image &image, const pansecb_options *options = nullptr, unsigned maps = all_maps) {
        Result result;
        segment(image, result, options, maps);
        return result;
    }
    /** The same into a result that is used again: once its vectors are large enough nothing is allocated. */
    void segment(const pansecb_image &image, Result &result, const pansecb_options *options = nullptr,
                 unsigned maps = all_maps) {
        fill(result, image.width, image.height, maps,
             [&](pansecb_result *out) { return pansecb_segment_image(handle(), &image, options, out); });
    }
    /** The same from outputs of forward(), or of another engine. */
    Result segment(const Outputs &outputs, const pansecb_options *options = nullptr, unsigned maps = all_maps) {
        const std::size_t pixels = std::size_t(outputs.width) * outputs.height;
        if (outputs.semantic.size() != pixels * info_.semantic_channels ||
            outputs.instance.size() != pixels * info_.instance_channels)
            throw Error(PANSECB_INVALID_ARGUMENT, "outputs: their sizes are not those of this model's");
        const auto data = [](const std::vector<float> &values) { return values.empty() ? nullptr : values.data(); };
        Result result;
        fill(result, outputs.width, outputs.height, maps, [&](pansecb_result *out) {
            return pansecb_segment_outputs(handle(), data(outputs.semantic), data(outputs.instance), outputs.width,
                                           outputs.height, options, out);
        });
        return result;
    }
    /** The bare network. */
    Outputs forward(const pansecb_image &image) {
        check_size(image.width, image.height);
        const std::size_t pixels = std::size_t(image.width) * image.height;
        Outputs outputs{image.width, image.height, std::vector<float>(pixels * info_.semantic_channels),
                        std::vector<float>(pixels * info_.instance_channels)};
        const auto data = [](std::vector<float> &values) { return values.empty() ? nullptr : values.data(); };
        checked(pansecb_forward(handle(), &image, data(outputs.semantic), data(outputs.instance)));
        return outputs;
    }

    /** Times of the last frame, in nanoseconds. */
    pansecb_timings timings() const {
        pansecb_timings timings{};
        timings.struct_size = sizeof timings;
        check(pansecb_session_timings(handle(), &timings));
        return timings;
    }
    pansecb_session *handle() const noexcept { return handle_.get(); }

private:
    struct Release {
        void operator()(pansecb_session *session) const noexcept { pansecb_session_release(session); }
    };

    void checked(pansecb_status status) const {
        check(status, status == PANSECB_BUSY ? nullptr : pansecb_session_error(handle()));
    }

    /** Buffers are sized before the library sees the image: what it would refuse must not take memory first. */
    void check_size(std::uint32_t width, std::uint32_t height) const {
        if (width > options_.max_width || height > options_.max_height)
            throw Error(PANSECB_LIMIT, "the image is larger than the session's largest");
    }

    template <class Run> void fill(Result &result, std::uint32_t width, std::uint32_t height, unsigned maps, Run run) {
        check_size(width, height);
        const std::size_t pixels = std::size_t(width) * height;
        result.width = width;
        result.height = height;
        pansecb_result out = pansecb_result_empty();
        const auto prepare = [&](auto &map, Maps which, auto &start, std::ptrdiff_t &stride) {
            map.resize(maps & which ? pixels : 0);
            start = map.empty() ? nullptr : map.data();
            stride = width;
        };
        prepare(result.class_map, Maps::class_map, out.class_map, out.class_stride);
        prepare(result.instance_map, Maps::instance_map, out.instance_map, out.instance_stride);
        prepare(result.panoptic_map, Maps::panoptic_map, out.panoptic_map, out.panoptic_stride);
        prepare(result.confidence_map, Maps::confidence_map, out.confidence_map, out.confidence_stride);
        // A class has at most 999 objects, so the table is never too small.
        const std::size_t objects = std::min(std::size_t(info_.thing_count) * 999, pixels * info_.thing_count);
        result.segments.resize(objects + info_.class_count);
        out.segments = result.segments.data();
        out.segment_capacity = static_cast<std::uint32_t>(result.segments.size());
        const pansecb_status status = run(&out);
        result.segments.resize(status == PANSECB_OK ? out.segment_count : 0);
        result.attempts = status == PANSECB_OK ? out.attempts : 0;
        result.cut_short = status == PANSECB_OK && out.cut_short != 0;
        checked(status);
    }

    pansecb_model_info info_;
    pansecb_session_options options_;
    std::unique_ptr<pansecb_session, Release> handle_;
};

} // namespace pansecb

#endif
