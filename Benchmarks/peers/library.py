"""libpansecb through ctypes: just enough of pansecb.h to time it beside other engines."""
import ctypes as c

import numpy as np


class ModelOptions(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("cpu", c.c_uint32), ("log", c.c_void_p), ("log_user", c.c_void_p)]


class ModelInfo(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("architecture", c.c_uint32), ("cpu", c.c_uint32),
                ("class_count", c.c_uint32),
                ("thing_count", c.c_uint32), ("semantic_channels", c.c_uint32), ("instance_channels", c.c_uint32),
                ("sigmas", c.c_uint32), ("trained_width", c.c_uint32), ("trained_height", c.c_uint32),
                ("memory", c.c_uint64),
                ("licence", c.c_char_p), ("source", c.c_char_p)]


class Class(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("label_id", c.c_uint32), ("name", c.c_char_p), ("red", c.c_uint8),
                ("green", c.c_uint8), ("blue", c.c_uint8), ("thing", c.c_uint8)]


class SessionOptions(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("max_width", c.c_uint32), ("max_height", c.c_uint32),
                ("threads", c.c_uint32),
                ("log", c.c_void_p), ("log_user", c.c_void_p)]


class Image(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("format", c.c_uint32), ("width", c.c_uint32), ("height", c.c_uint32),
                ("planes", c.c_void_p * 4), ("strides", c.c_ssize_t * 4)]


class Segment(c.Structure):
    _fields_ = [("id", c.c_uint32), ("class_index", c.c_uint32), ("instance", c.c_uint32), ("thing", c.c_uint32),
                ("area", c.c_uint32), ("box", c.c_uint32 * 4), ("centre", c.c_float * 2), ("score", c.c_float),
                ("sigma", c.c_float * 2)]


class Result(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("segment_size", c.c_uint32),
                ("class_map", c.c_void_p), ("class_stride", c.c_ssize_t),
                ("instance_map", c.c_void_p), ("instance_stride", c.c_ssize_t),
                ("panoptic_map", c.c_void_p), ("panoptic_stride", c.c_ssize_t),
                ("confidence_map", c.c_void_p), ("confidence_stride", c.c_ssize_t),
                ("segments", c.POINTER(Segment)), ("segment_capacity", c.c_uint32), ("segment_count", c.c_uint32)]


RGB8, PLANAR_F32 = 1, 6
CPU_LEVELS = {"auto": 0, "scalar": 1, "baseline": 2, "avx2": 3, "avx512": 4, "amx": 5}
SEGMENTS = 1024


def version(library):
    number = c.CDLL(library).pansecb_version()
    return f"{number // 1000000}.{number // 1000 % 1000}.{number % 1000}"


class Network:
    """One model and one session. Arrays are dense; those written to are the caller's."""

    def __init__(self, library, model, width, height, threads, cpu="auto"):
        self.lib = c.CDLL(library)
        self.lib.pansecb_session_error.restype = self.lib.pansecb_cpu_text.restype = c.c_char_p
        self.model, self.session, why = c.c_void_p(), c.c_void_p(), c.create_string_buffer(256)
        options = ModelOptions(c.sizeof(ModelOptions), CPU_LEVELS[cpu], None, None)
        if self.lib.pansecb_model_load(model.encode(), c.byref(options), c.byref(self.model), why, c.c_size_t(256)):
            raise RuntimeError(why.value.decode())
        options = SessionOptions(c.sizeof(SessionOptions), width, height, threads, None, None)
        if self.lib.pansecb_session_create(self.model, c.byref(options), c.byref(self.session), why, c.c_size_t(256)):
            raise RuntimeError(why.value.decode())

    def run(self, image, semantic, instance):
        """The bare network: float image [3, height, width] to float outputs [channels, height, width]."""
        _, height, width = image.shape
        picture = Image(c.sizeof(Image), PLANAR_F32, width, height)
        for plane in range(3):
            picture.planes[plane] = image.ctypes.data + plane * width * height * 4
            picture.strides[plane] = width * 4
        self.check(self.lib.pansecb_forward(self.session, c.byref(picture), pointer(semantic), pointer(instance)))

    def segment_image(self, pixels, panoptic):
        """8-bit RGB [height, width, 3] to panoptic map [height, width] of uint32; the number of segments."""
        height, width, _ = pixels.shape
        picture = Image(c.sizeof(Image), RGB8, width, height)
        picture.planes[0], picture.strides[0] = pixels.ctypes.data, width * 3
        result = result_into(panoptic)
        self.check(self.lib.pansecb_segment_image(self.session, c.byref(picture), None, c.byref(result)))
        return result.segment_count

    def segment_outputs(self, semantic, instance, panoptic):
        """The same from the network's outputs, whoever computed them."""
        height, width = panoptic.shape
        result = result_into(panoptic)
        self.check(self.lib.pansecb_segment_outputs(self.session, pointer(semantic), pointer(instance),
                                                    c.c_uint32(width),
                                                    c.c_uint32(height), None, c.byref(result)))
        return result.segment_count

    def info(self):
        info = ModelInfo(c.sizeof(ModelInfo))
        self.check(self.lib.pansecb_model_get_info(self.model, c.byref(info)))
        return info

    def cpu(self):
        return self.lib.pansecb_cpu_text(self.info().cpu).decode()

    def label_ids(self):
        """Those of stuff and those of things, in the order of the channels."""
        stuff, things = [], []
        for index in range(self.info().class_count):
            entry = Class(c.sizeof(Class))
            self.check(self.lib.pansecb_model_get_class(self.model, c.c_uint32(index), c.byref(entry)))
            (things if entry.thing else stuff).append(entry.label_id)
        return tuple(stuff), tuple(things)

    def check(self, status):
        if status:
            raise RuntimeError(self.lib.pansecb_session_error(self.session).decode() or f"status {status}")


def pointer(array):
    return c.c_void_p(array.ctypes.data)


def result_into(panoptic):
    assert panoptic.dtype == np.uint32
    result = Result(c.sizeof(Result), c.sizeof(Segment))
    result.panoptic_map, result.panoptic_stride = panoptic.ctypes.data, panoptic.shape[1]
    result.segments, result.segment_capacity = (Segment * SEGMENTS)(), SEGMENTS
    return result
